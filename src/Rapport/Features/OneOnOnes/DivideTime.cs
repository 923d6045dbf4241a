using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Says whether a pair's meetings are divided into People, Product and Process; either of the two does.</summary>
public sealed class DivideTime(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, bool hasParts, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Series.DivideTime(hasParts);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
