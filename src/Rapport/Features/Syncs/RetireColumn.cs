using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Asks for a figure no more. What was reported stays in the notes.</summary>
public sealed class RetireColumn(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Sync> id, Id<MetricColumn> column, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating();
            (await hand.Seen.MetricColumns.One(known => known.Id == column && known.SyncId == id, stop)).Retire(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
