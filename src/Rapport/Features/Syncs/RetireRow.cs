using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Takes a team off the metrics. What it reported stays in the notes.</summary>
public sealed class RetireRow(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Sync> id, Id<MetricRow> row, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating();
            (await hand.Seen.MetricRows.One(known => known.Id == row && known.SyncId == id, stop)).Retire(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
