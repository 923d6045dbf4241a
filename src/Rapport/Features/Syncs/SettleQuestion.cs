using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Writes down the answer that a question has found.</summary>
public sealed class SettleQuestion(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<OpenQuestion> id, string? answer, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, question) = await SyncInHand.Take(db, id, seen => seen.OpenQuestions, viewer, clock.GetUtcNow(), stop);
            hand.RefuseUnlessAttending();
            question.Settle(answer, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
