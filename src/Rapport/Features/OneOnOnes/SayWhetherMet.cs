using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// "We met", or "we did not": one tap by each of the two. Two yeses record the meeting as held, also one that counted as
/// missed. A no changes nothing that a later yes could not.
/// </summary>
public sealed class SayWhetherMet(RapportDb db, TimeProvider clock)
{
    /// <param name="PlannedStart">Which meeting: its originally planned start. Null: the one whose window is open now.</param>
    public sealed record Request(DateTimeOffset? PlannedStart, bool Met);

    public Task Run(Id<Series> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            var planned = request.PlannedStart ?? hand.Agreements.Plan.At(hand.Now)?.PlannedStart;
            Refusal.Conflict(planned is null, "No meeting is due now.");
            var meeting = await db.MeetingAt(hand, planned.Value, viewer, stop);
            Refusal.Conflict(meeting.WindowFrom > hand.Now, "This meeting still lies ahead.");
            if (meeting.IsRecordedOnly && request.Met)
                return;

            if (meeting.SayWhetherMet(viewer.IsManagerIn(hand.Series), request.Met, hand.Now))
                hand.Series.CountMeeting();
            await db.SaveChangesAsync(stop);
        },
        stop);
}
