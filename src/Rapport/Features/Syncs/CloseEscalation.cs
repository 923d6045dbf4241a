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
            var (hand, escalation) = await SyncInHand.Take(db, id, seen => seen.Escalations, viewer, clock.GetUtcNow(), stop);
            hand.RefuseUnlessAttending();
            Refusal.Forbidden(!viewer.MayKeep(escalation.RaisedBy, hand.Sync, hand.Meeting), "Whoever raised it closes it, and whoever leads the sync.");
            escalation.Close(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
