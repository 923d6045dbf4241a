using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Moves one meeting of a series to another time inside its window, with a reason that the other reads. A slot that nobody
/// touched gets its row by this. Sent twice, it moves once.
/// </summary>
public sealed class MoveMeeting(RapportDb db, TimeProvider clock)
{
    // A little more than the longest horizon that a policy can set.
    internal static readonly TimeSpan FarthestAhead = TimeSpan.FromDays(7 * 53);

    /// <param name="PlannedStart">Which meeting: its originally planned start.</param>
    /// <param name="Day">As the mover's own clock and calendar count, like <paramref name="At"/>.</param>
    public sealed record Request(DateTimeOffset PlannedStart, DateOnly Day, TimeOnly At, string? Reason);

    public Task Run(Id<Series> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            Refusal.Invalid(request.PlannedStart > hand.Now + FarthestAhead, "This meeting lies too far ahead to be moved now.");
            var to = WallClock.Instant(request.Day, request.At, viewer.TimeZone);
            var meeting = await db.MeetingAt(hand, request.PlannedStart, viewer, stop);
            var isTheSame = meeting.StartsAt == to && await db.SeenBy(viewer).MeetingMoves
                .AnyAsync(move => move.MeetingId == meeting.Id && move.MovedBy == viewer.PersonId && move.ToStart == to, stop);
            if (isTheSame)
                return;

            db.Add(meeting.Move(viewer.PersonId, to, request.Reason ?? "", hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
