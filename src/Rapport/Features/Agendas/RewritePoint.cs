using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Changes a point's words, kind or part. Its author alone does.</summary>
public sealed class RewritePoint(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">The version that the writer saw.</param>
    public sealed record Request(PointKind Kind, PointSubKind? SubKind, Part Part, string? Title, string? Details, uint Version);

    /// <exception cref="Refusal">Conflict, if the point was changed or closed meanwhile.</exception>
    public Task Run(Id<AgendaPoint> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (seen, now) = (db.SeenBy(viewer), clock.GetUtcNow());
            var where = await seen.AgendaPoints.Where(point => point.Id == id).Select(point => new { point.SeriesId }).One(_ => true, stop);
            // A meeting that begins at this moment comes before or after, so that its first look at the details is the right one.
            var series = await seen.SeriesInTurn(where.SeriesId).One(series => series.Id == where.SeriesId, stop);
            var running = await Running(series, viewer, stop);
            var point = await seen.AgendaPoints.One(point => point.Id == id, stop);
            Refusal.Forbidden(!viewer.MayRewrite(point), "Only who raised a point changes its words. You can write notes under it.");
            viewer.RefuseUnlessWritingIn(series, now);
            db.Expect(point, request.Version);

            var before = point.Details;
            point.Rewrite(request.Kind, request.SubKind, request.Part, request.Title ?? "", request.Details);
            if (running is not null && point.Details != before)
                await Tell(running, point, before, viewer, now, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);

    private async Task<Meeting?> Running(Series series, Viewer viewer, CancellationToken stop)
    {
        var running = await db.SeenBy(viewer).Meetings.AsNoTracking()
            .Where(meeting => meeting.SeriesId == series.Id && meeting.StartedAt != null && meeting.ClosedAt == null && meeting.Outcome == null)
            .Select(meeting => (Id<Meeting>?)meeting.Id).FirstOrDefaultAsync(stop);
        return running is { } id ? await db.SeenBy(viewer).MeetingInTurn(id).FirstOrDefaultAsync(meeting => meeting.Id == id, stop) : null;
    }

    /// <summary>In a running meeting both may be typing in these details: to them it is one more change.</summary>
    private async Task Tell(Meeting running, AgendaPoint point, string before, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var details = await db.SeenBy(viewer).SharedTexts.FirstOrDefaultAsync(
            text => text.MeetingId == running.Id && text.Kind == SharedTextKind.Details && text.PointId == point.Id, stop);
        if (details is null)
            db.Add(details = SharedText.OfDetails(running.Id, point.Id, point.AuthorId, before, now));
        details.Become(point.Details, viewer.PersonId, now);
    }
}
