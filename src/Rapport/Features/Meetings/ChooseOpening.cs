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
            var first = opening == Opening.Loops ? null : await OwnFirst(hand, viewer, stop);
            await hand.TurnTo(first, db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);

    /// <summary>None when the report brought nothing: then nobody's point comes before the question whether they would like to.</summary>
    private Task<AgendaPoint?> OwnFirst(MeetingInHand hand, Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).AgendaPoints
        .Where(point => point.SeriesId == hand.Series.Id && point.AuthorId == hand.Series.ReportId && point.ClosedAt == null)
        .OrderBy(point => point.Position).ThenBy(point => point.Id)
        .FirstOrDefaultAsync(stop);
}
