using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Says whether what reads like a status report is marked to its author; either of the two does. The marks themselves are made
/// in the author's browser and are known nowhere else.
/// </summary>
public sealed class MarkStatus(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, bool hasMarks, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Series.MarkStatus(hasMarks);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
