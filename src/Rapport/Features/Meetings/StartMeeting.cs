using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Begins the meeting whose window is open now, or joins the one that is running. When that meeting has been held
/// already, or none is due, it begins one that nobody planned.
/// </summary>
public sealed class StartMeeting(RapportDb db, TimeProvider clock)
{
    private const int UsualMinutes = 30;

    public Task<Id<Meeting>> Run(Id<Series> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var series = await db.SeenBy(viewer).SeriesInTurn(id).One(series => series.Id == id, stop);
            viewer.RefuseUnlessWritingIn(series, now);

            if (await Running(series, viewer, now, stop) is { } running)
                return running.Id;

            var meeting = await Due(series, viewer, now, stop);
            meeting.Start(viewer.PersonId, now);
            await db.SaveChangesAsync(stop);
            return meeting.Id;
        },
        stop);

    private async Task<Meeting?> Running(Series series, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var running = await db.SeenBy(viewer).Meetings.FirstOrDefaultAsync(
            meeting => meeting.SeriesId == series.Id && meeting.StartedAt != null && meeting.ClosedAt == null && meeting.Outcome == null, stop);
        if (running is null || now < running.WindowTo)
            return running;

        running.LeaveUnfinished(now);
        series.CountMeeting();
        var talk = await db.SeenBy(viewer).Talk.FirstOrDefaultAsync(talk => talk.MeetingId == running.Id && talk.ToAt == null, stop);
        talk?.End(now, running);
        await db.SaveChangesAsync(stop);
        return null;
    }

    private async Task<Meeting> Due(Series series, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var agreed = await db.SeenBy(viewer).RhythmProposals.AsNoTracking()
            .Where(proposal => proposal.SeriesId == series.Id && proposal.Answer == RhythmAnswer.Agreed)
            .OrderBy(proposal => proposal.AnsweredAt)
            .ToListAsync(stop);
        var rhythms = agreed.ConvertAll(proposal => proposal.Rhythm);
        if (new SlotPlan(rhythms, series.EndedOn).At(now) is not { } slot)
            return Added(Meeting.Unplanned(series.Id, now, rhythms.LastOrDefault()?.Minutes ?? UsualMinutes));

        var known = await db.SeenBy(viewer).Meetings.FirstOrDefaultAsync(
            meeting => meeting.SeriesId == series.Id && meeting.PlannedStart == slot.PlannedStart, stop);
        return known switch
        {
            null => Added(new Meeting(series.Id, slot)),
            { Outcome: MeetingOutcome.Held or MeetingOutcome.Missed } => Added(Meeting.Unplanned(series.Id, now, slot.Minutes)),
            _ => known,
        };
    }

    private Meeting Added(Meeting meeting)
    {
        db.Add(meeting);
        return meeting;
    }
}
