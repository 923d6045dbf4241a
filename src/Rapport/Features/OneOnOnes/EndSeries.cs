using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Either of the two ends a skip-level, which nobody is obliged to keep. A series along the reporting line ends with the
/// line, never by wish: the way out of a bad rhythm is another rhythm.
/// </summary>
public sealed class EndSeries(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            Refusal.Conflict(hand.Series.Kind != SeriesKind.SkipLevel, "A one-on-one with one's own manager ends with the reporting line. Propose another rhythm instead.");
            Refusal.Conflict(
                await db.SeenBy(viewer).Meetings.AnyAsync(meeting => meeting.SeriesId == id && meeting.StartedAt != null && meeting.ClosedAt == null && meeting.Outcome == null, stop),
                "Close the meeting that is running first.");
            var open = await hand.Open(stop);
            var zone = hand.Agreements.InForce(hand.Now)?.TimeZone ?? viewer.TimeZone;
            hand.Series.End(WallClock.Local(hand.Now, zone).Day, SeriesEnding.Ended);
            await hand.Refit(open, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
