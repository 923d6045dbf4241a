using Rapport.Features.Meetings;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Brings meetings that have a row, because somebody moved them, in line with a plan that changed since: by another
/// agreement, or because the series ends.
/// </summary>
public static class StoredMeetings
{
    public const string SeriesEnded = "the series ended";

    // The zone data may shift a planned start by an hour or three; another agreement shifts it by days.
    private static readonly TimeSpan SameSlot = TimeSpan.FromHours(12);

    /// <summary>Whether the row is of a slot, still lies ahead or open, and nothing happened in it yet.</summary>
    public static bool IsUntouched(Meeting meeting, DateTimeOffset now) =>
        meeting.Outcome is null && meeting.StartedAt is null && !meeting.IsUnplanned && meeting.WindowTo > now;

    /// <returns>Those whose slot is gone; they are to be removed, with their moves.</returns>
    public static List<Meeting> Refit(SlotPlan plan, IEnumerable<Meeting> stored, DateTimeOffset now)
    {
        var gone = new List<Meeting>();
        foreach (var meeting in stored.Where(meeting => IsUntouched(meeting, now)))
        {
            var slot = plan.At(meeting.PlannedStart);
            if (slot is null || (slot.PlannedStart - meeting.PlannedStart).Duration() > SameSlot)
                gone.Add(meeting);
            else if (meeting.StartsAt >= slot.WindowTo)
                meeting.Excuse(SeriesEnded, now);
            else if ((meeting.WindowFrom, meeting.WindowTo) != (slot.WindowFrom, slot.WindowTo))
                meeting.Refit(slot);
        }

        return gone;
    }
}
