using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Takes a settled escalation off the running order.</summary>
public sealed class CloseEscalation(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Escalation> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var where = await db.SeenBy(viewer).Escalations.Where(known => known.Id == id).Select(known => new { known.SyncId }).One(_ => true, stop);
            var hand = (await SyncInHand.Take(db, where.SyncId, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            var escalation = await hand.Seen.Escalations.One(known => known.Id == id, stop);
            Refusal.Forbidden(!viewer.MayKeep(escalation.RaisedBy, hand.Sync, hand.Meeting), "Whoever raised it closes it, and whoever leads the sync.");
            escalation.Close(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
