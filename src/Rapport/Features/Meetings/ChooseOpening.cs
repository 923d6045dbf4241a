using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>The report says what comes first, the open loops in depth or their own points. Both see it.</summary>
public sealed class ChooseOpening(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Meeting> id, Opening opening, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            Refusal.Forbidden(viewer.IsManagerIn(hand.Series), "What comes first is for the other person to choose.");

            hand.Meeting.Open(opening);
            var points = opening == Opening.Loops
                ? []
                : await db.SeenBy(viewer).AgendaPoints.Where(point => point.SeriesId == hand.Series.Id && point.ClosedAt == null).ToListAsync(stop);
            await hand.TurnTo(points.InOrder(hand.Series.ReportId).FirstOrDefault(), db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
