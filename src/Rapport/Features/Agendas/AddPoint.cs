using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Puts something on the pair's agenda. The same id again is the same point, so that a double click adds one.</summary>
public sealed class AddPoint(RapportDb db, TimeProvider clock)
{
    /// <param name="Part">Null: the usual part of this kind of point.</param>
    /// <param name="Details">Markdown.</param>
    public sealed record Request(Id<AgendaPoint> Id, PointKind Kind, PointSubKind? SubKind, Part? Part, string? Title, string? Details);

    public async Task Run(Id<Series> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var series = await seen.Series.One(series => series.Id == id, stop);
        viewer.RefuseUnlessWritingIn(series, clock.GetUtcNow());
        var asked = Words(TypedText.Line(request.Title, AgendaPoint.LongestTitle), Prose.Accept(request.Details, AgendaPoint.LongestDetails));
        await Resent.Once(() => Made(seen, request.Id, stop), asked, () => Add(series, request, viewer, stop));
    }

    private async Task<bool> Add(Series series, Request request, Viewer viewer, CancellationToken stop)
    {
        var last = await db.SeenBy(viewer).AgendaPoints
            .Where(point => point.SeriesId == series.Id && point.AuthorId == viewer.PersonId && point.ClosedAt == null)
            .MaxAsync(point => (double?)point.Position, stop);
        db.Add(new AgendaPoint(
            series.Id, viewer.PersonId, request.Kind, request.SubKind, request.Part ?? request.Kind.UsualPart(),
            request.Title ?? "", request.Details, (last ?? 0) + 1, series.MeetingsHeld, clock.GetUtcNow())
        {
            Id = request.Id,
        });
        return await db.SaveNew(stop);
    }

    private static Task<string?> Made(Visible seen, Id<AgendaPoint> id, CancellationToken stop) =>
        seen.AgendaPoints.Where(point => point.Id == id).Select(point => (string?)Words(point.Title, point.Details)).FirstOrDefaultAsync(stop);

    private static string Words(string title, string details) => $"{title}\n{details}";
}
