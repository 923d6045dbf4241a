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
            var where = await db.SeenBy(viewer).OpenQuestions.Where(known => known.Id == id).Select(known => new { known.SyncId }).One(_ => true, stop);
            var hand = (await SyncInHand.Take(db, where.SyncId, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            (await hand.Seen.OpenQuestions.One(known => known.Id == id, stop)).Settle(answer, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
