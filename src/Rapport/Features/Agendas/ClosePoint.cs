using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Ends a point outside of a meeting as discussed, answered, unblocked or dropped. Either of the two does.</summary>
public sealed class ClosePoint(RapportDb db, TimeProvider clock)
{
    /// <param name="Word">Why; asked for when a blocker is closed without being unblocked.</param>
    public sealed record Request(PointClosing As, string? Word);

    public async Task Run(Id<AgendaPoint> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var point = await seen.AgendaPoints.One(point => point.Id == id, stop);
        var series = await seen.Series.One(series => series.Id == point.SeriesId, stop);
        viewer.RefuseUnlessWritingIn(series, clock.GetUtcNow());
        if (!point.IsOpen)
            return;

        point.Close(request.As, request.Word, viewer.PersonId, meeting: null, clock.GetUtcNow());
        await db.SaveChangesAsync(stop);
    }
}
