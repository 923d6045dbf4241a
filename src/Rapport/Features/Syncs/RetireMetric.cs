using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Takes a team off the metrics, or asks all of them for one figure less. What was reported stays in the notes.</summary>
public sealed class RetireMetric(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Sync> id, Id<MetricRow> row, Viewer viewer, CancellationToken stop) =>
        Run(id, async hand => (await hand.Seen.MetricRows.One(known => known.Id == row && known.SyncId == id, stop)).Retire(hand.Now), viewer, stop);

    public Task Run(Id<Sync> id, Id<MetricColumn> column, Viewer viewer, CancellationToken stop) =>
        Run(id, async hand => (await hand.Seen.MetricColumns.One(known => known.Id == column && known.SyncId == id, stop)).Retire(hand.Now), viewer, stop);

    private Task Run(Id<Sync> id, Func<SyncInHand, Task> retire, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            await retire((await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating());
            await db.SaveChangesAsync(stop);
        },
        stop);
}
