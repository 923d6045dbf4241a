using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Moves an open point one place up or down among its author's own. The order is the author's to choose.</summary>
public sealed class PlacePoint(RapportDb db, TimeProvider clock)
{
    public sealed record Request(bool Up);

    public async Task Run(Id<AgendaPoint> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var point = await seen.AgendaPoints.One(point => point.Id == id, stop);
        Refusal.Forbidden(!viewer.MayRewrite(point), "The order of points is chosen by who raised them.");
        viewer.RefuseUnlessWritingIn(await seen.Series.One(series => series.Id == point.SeriesId, stop), clock.GetUtcNow());

        var siblings = seen.AgendaPoints.Where(other =>
            other.SeriesId == point.SeriesId && other.AuthorId == point.AuthorId && other.ClosedAt == null && other.Id != id);
        var nearest = await (request.Up
                ? siblings.Where(other => other.Position <= point.Position).OrderByDescending(other => other.Position)
                : siblings.Where(other => other.Position >= point.Position).OrderBy(other => other.Position))
            .Select(other => other.Position).Take(2).ToListAsync(stop);
        if (nearest.Count == 0)
            return;

        var beyond = request.Up ? -1 : 1;
        point.PlaceAt(nearest.Count == 2 ? (nearest[0] + nearest[1]) / 2 : nearest[0] + beyond);
        await db.SaveChangesAsync(stop);
    }
}
