using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Turns to a point, for both: it becomes the current one and its part's time begins to count.</summary>
public sealed class DiscussPoint(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Meeting> id, Id<AgendaPoint> pointId, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            var point = await db.SeenBy(viewer).AgendaPoints.One(point => point.Id == pointId && point.SeriesId == hand.Series.Id, stop);
            Refusal.Conflict(!point.IsOpen && point.ClosedIn != id, "This point was closed before this meeting.");

            await hand.TurnTo(point, db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
