using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Says that one has seen an escalation, and answers it where one is asked. Who reads the sync may do both.</summary>
public sealed class AnswerEscalation(RapportDb db, TimeProvider clock)
{
    /// <param name="Answer">Null: it is only acknowledged.</param>
    public Task Run(Id<Escalation> id, string? answer, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, escalation) = await SyncInHand.Take(db, id, seen => seen.Escalations, viewer, clock.GetUtcNow(), stop);
            if (!await hand.Seen.EscalationReadings.AnyAsync(reading => reading.EscalationId == id && reading.PersonId == viewer.PersonId, stop))
                db.Add(new EscalationReading(id, viewer.PersonId, hand.Now));
            if (answer is not null)
                escalation.Reply(answer, viewer.PersonId, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
