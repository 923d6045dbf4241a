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

        var block = await seen.AgendaPoints
            .Where(other => other.SeriesId == point.SeriesId && other.AuthorId == point.AuthorId && other.ClosedAt == null)
            .OrderBy(other => other.Position).ThenBy(other => other.RaisedAt).ThenBy(other => other.Id)
            .ToListAsync(stop);
        block.Place(point, request.Up);
        await db.SaveChangesAsync(stop);
    }
}
