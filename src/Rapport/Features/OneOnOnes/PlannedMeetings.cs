using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Finds the meeting of a slot, and gives an untouched slot its row.</summary>
internal static class PlannedMeetings
{
    /// <exception cref="Refusal">Missing: no meeting was planned for then.</exception>
    public static async Task<Meeting> MeetingAt(this RapportDb db, SeriesInHand hand, DateTimeOffset plannedStart, Viewer viewer, CancellationToken stop)
    {
        plannedStart = plannedStart.ToUniversalTime();
        var meetings = db.SeenBy(viewer).Meetings.Where(meeting => meeting.SeriesId == hand.Series.Id);
        if (await meetings.FirstOrDefaultAsync(meeting => meeting.PlannedStart == plannedStart, stop) is { } known)
            return known;

        var slot = hand.Agreements.Plan.At(plannedStart);
        Refusal.Missing(slot is null || slot.PlannedStart != plannedStart);
        if (await meetings.FirstOrDefaultAsync(
            meeting => !meeting.IsUnplanned && meeting.PlannedStart >= slot.WindowFrom && meeting.PlannedStart < slot.WindowTo, stop) is { } ofSlot)
            return ofSlot;

        var made = new Meeting(hand.Series.Id, slot);
        db.Add(made);
        return made;
    }
}
