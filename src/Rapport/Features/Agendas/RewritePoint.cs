using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Changes a point's words, kind or part. Its author alone does.</summary>
public sealed class RewritePoint(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">The version that the writer saw.</param>
    public sealed record Request(PointKind Kind, PointSubKind? SubKind, Part Part, string? Title, string? Details, uint Version);

    /// <exception cref="Refusal">Conflict, if the point was changed or closed meanwhile.</exception>
    public async Task Run(Id<AgendaPoint> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var point = await seen.AgendaPoints.One(point => point.Id == id, stop);
        Refusal.Forbidden(!viewer.MayRewrite(point), "Only who raised a point changes its words. You can write notes under it.");
        viewer.RefuseUnlessWritingIn(await seen.Series.One(series => series.Id == point.SeriesId, stop), clock.GetUtcNow());
        db.Expect(point, request.Version);

        point.Rewrite(request.Kind, request.SubKind, request.Part, request.Title ?? "", request.Details);
        await db.SaveChangesAsync(stop);
    }
}
