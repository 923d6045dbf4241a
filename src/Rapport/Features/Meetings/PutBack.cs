using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Takes back the closing of a point in this meeting and turns to it again. What the closing had led on to was not talked
/// about, and comes again in its turn.
/// </summary>
public sealed class PutBack(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Meeting> id, Id<AgendaPoint> pointId, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Meeting.RefuseIfNotWritable();
            var point = await db.SeenBy(viewer).AgendaPoints.One(point => point.Id == pointId && point.SeriesId == hand.Series.Id, stop);
            Refusal.Conflict(!point.IsOpen && point.ClosedIn != id, "This point was closed before this meeting.");

            var closedAt = point.ClosedAt;
            point.Reopen();
            if (await db.SeenBy(viewer).Talk.FirstOrDefaultAsync(talk => talk.MeetingId == id && talk.ToAt == null && talk.FromAt == closedAt, stop) is { } unmeant)
                db.Remove(unmeant);
            await hand.TurnTo(point, db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
