using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.OneOnOnes;

namespace Rapport.Features.Meetings;

/// <summary>Says when the two meet next, as it was agreed and moved, holidays and leave left out.</summary>
public sealed class NextDate(RapportDb db, TimeProvider clock)
{
    private const int SlotsToLookAt = 60;

    public async Task<UpcomingMeeting?> After(MeetingPage page, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (series, manager, report) = (page.Series.Id, page.Manager, page.Report);
        var seen = db.SeenBy(viewer);
        var agreed = await (
            from proposal in seen.RhythmProposals
            where proposal.SeriesId == series && proposal.Answer == RhythmAnswer.Agreed
            orderby proposal.AnsweredAt
            select new
            {
                Proposal = proposal,
                Stored = seen.Meetings.Where(meeting => meeting.SeriesId == series && meeting.WindowTo > now)
                    .Select(meeting => new MeetingDate(
                        meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                        meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned))
                    .ToList(),
            }).AsNoTracking().ToListAsync(stop);
        if (agreed.Count == 0)
            return null;

        var from = viewer.Today(now).AddDays(-1);
        var away = new DaysAway(await seen.AwayDays
            .Where(days => days.LastDay >= from && (days.PersonId == null || days.PersonId == manager.Id || days.PersonId == report.Id))
            .ToListAsync(stop));
        var plan = new SlotPlan(agreed.ConvertAll(one => one.Proposal.Rhythm), page.Series.EndedOn);
        return new MeetingCalendar(plan, agreed[0].Stored, away, manager.Seat, report.Seat)
            .From(now).Take(SlotsToLookAt)
            .FirstOrDefault(next => next.Id != page.Meeting.Id && next.Excused is null && next.PlannedStart != page.Meeting.PlannedStart && next.StartsAt > now);
    }
}
