using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>What is stored of a meeting, as far as its date is concerned.</summary>
public sealed record MeetingDate(
    Id<Meeting> Id, DateTimeOffset PlannedStart, DateTimeOffset StartsAt, int Minutes, DateTimeOffset WindowFrom, DateTimeOffset WindowTo,
    DateTimeOffset? StartedAt, DateTimeOffset? ClosedAt, MeetingOutcome? Outcome, string? ExcusedBecause, bool IsUnplanned)
{
    public bool IsRunning => StartedAt is not null && ClosedAt is null && Outcome is null;
}

/// <summary>A meeting that is still to come, or is due and not yet held.</summary>
/// <param name="Id">Null while nobody has touched the slot.</param>
/// <param name="Excused">Why it will not take place: leave, or a holiday's name.</param>
public sealed record UpcomingMeeting(
    Id<Meeting>? Id, DateTimeOffset PlannedStart, DateTimeOffset StartsAt, int Minutes, DateTimeOffset WindowFrom, DateTimeOffset WindowTo,
    bool IsRunning, string? Excused)
{
    public bool IsMoved => StartsAt != PlannedStart;

    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Minutes);
}

/// <summary>
/// The dates of one series from now on: the slots of its plan, as they were moved, held or excused. Slots that nobody
/// touched come out of the plan; those with a row are as the row says.
/// </summary>
/// <param name="stored">The rows whose windows have not passed; older ones do not matter.</param>
public sealed class MeetingCalendar(SlotPlan plan, IReadOnlyCollection<MeetingDate> stored, DaysAway away, Seat one, Seat other)
{
    /// <summary>The meetings to come, soonest slot first, excused ones included and marked.</summary>
    public IEnumerable<UpcomingMeeting> From(DateTimeOffset now)
    {
        var running = stored.FirstOrDefault(meeting => meeting.IsRunning);
        if (running is not null)
            yield return Of(running, excused: null);

        for (var slot = plan.At(now) ?? plan.Next(now); slot is not null; slot = plan.Next(slot.PlannedStart))
        {
            var row = stored.FirstOrDefault(meeting => !meeting.IsUnplanned && slot.Holds(meeting.PlannedStart));
            if (row is null)
                yield return Of(slot);
            else if (row.Id != running?.Id && row.Outcome is not (MeetingOutcome.Held or MeetingOutcome.Missed))
                yield return Of(row, row.Outcome == MeetingOutcome.Excused ? row.ExcusedBecause : away.Excuse(row.StartsAt, one, other));
        }
    }

    /// <summary>The next one that takes place; null when the series has none any more.</summary>
    public UpcomingMeeting? Next(DateTimeOffset now) => From(now).Take(60).FirstOrDefault(meeting => meeting.Excused is null);

    private UpcomingMeeting Of(Slot slot) => new(
        null, slot.PlannedStart, slot.PlannedStart, slot.Minutes, slot.WindowFrom, slot.WindowTo, false, away.Excuse(slot.PlannedStart, one, other));

    private static UpcomingMeeting Of(MeetingDate row, string? excused) => new(
        row.Id, row.PlannedStart, row.StartsAt, row.Minutes, row.WindowFrom, row.WindowTo, row.IsRunning, excused);
}
