using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Which guides a pair follows, any number of them; either of the two chooses.</summary>
public sealed class ChooseGuides(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, IReadOnlyCollection<Id<RoleGuide>> guides, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            var seen = db.SeenBy(viewer);
            var known = await seen.Guides.Where(guide => guides.Contains(guide.Id)).Select(guide => guide.Id).ToListAsync(stop);
            var links = await seen.SeriesGuides.Where(link => link.SeriesId == id).ToListAsync(stop);
            db.RemoveRange(links.Where(link => !known.Contains(link.GuideId)));
            db.AddRange(known.Except(links.Select(link => link.GuideId)).Select(guide => new SeriesGuide(hand.Series.Id, guide)));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
