using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Leaves the current point for the next one, and closes it or lets it stay on the agenda to be looked at again. Pressed
/// twice, or by both at once, it moves on once.
/// </summary>
public sealed class MoveOn(RapportDb db, TimeProvider clock)
{
    /// <param name="As">How the point ends; null leaves it open.</param>
    /// <param name="Word">Why, where a blocker is closed that still blocks.</param>
    public sealed record Request(Id<AgendaPoint> From, PointClosing? As, string? Word);

    public Task Run(Id<Meeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Meeting.RefuseIfNotWritable();
            var points = await db.SeenBy(viewer).AgendaPoints
                .Where(point => point.SeriesId == hand.Series.Id && (point.ClosedAt == null || point.Id == request.From))
                .ToListAsync(stop);
            var from = points.Find(point => point.Id == request.From);
            Refusal.Missing(from is null);

            if (request.As is { } closing && from.IsOpen)
                from.Close(closing, request.Word, viewer.PersonId, id, hand.Now);
            if (hand.Meeting.CurrentPointId == request.From)
                await hand.TurnTo(await Next(hand, points, from.Id, viewer, stop), db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);

    private async Task<AgendaPoint?> Next(MeetingInHand hand, List<AgendaPoint> points, Id<AgendaPoint> from, Viewer viewer, CancellationToken stop)
    {
        var talkedAbout = await db.SeenBy(viewer).Talk.Where(talk => talk.MeetingId == hand.Meeting.Id).Select(talk => talk.PointId).ToListAsync(stop);
        return points.InOrder(hand.Series.ReportId).ToList().After(from, point => point.IsOpen && !talkedAbout.Contains(point.Id));
    }
}
