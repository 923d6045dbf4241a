using Microsoft.EntityFrameworkCore;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OpenLoops;
using Rapport.Jobs;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// What time does to meetings. A slot whose time has passed gets its row: excused when one of the two was away, otherwise
/// both are asked whether they met. A meeting whose window has passed is held, unfinished, if it was left open, and missed
/// if it never began, but not before both had a day to answer. And what ends with a day ends: a leaver's promises, and the
/// reading of a history by somebody who is no longer the manager.
/// </summary>
public sealed class SettleMeetings(JobsDb db, TimeProvider clock)
{
    /// <summary>How long both have for their answer before a meeting counts as missed.</summary>
    public static readonly TimeSpan TimeToAnswer = TimeSpan.FromHours(24);

    private const int Page = 200;

    // After a year without a server a weekly series has 52 slots to catch up; what is more comes with the next run.
    private const int MostSlots = 60;

    public async Task Run(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await WithOpenMeetings(now, stop))
            await Settle(id, now, stop);

        await EndWithDays(now, stop);

        var after = default(Id<Series>);
        while (true)
        {
            var page = await RunningAfter(after, now, stop);
            foreach (var (series, agreed) in page)
            {
                if (IsDue(series, new Agreements(agreed, series.EndedOn).Plan, now))
                    await Settle(series.Id, now, stop);
            }

            if (page.Count < Page)
                return;
            after = page[^1].Series.Id;
        }
    }

    /// <summary>The series with a stored meeting about which something is to be decided or asked.</summary>
    private async Task<List<Id<Series>>> WithOpenMeetings(DateTimeOffset now, CancellationToken stop)
    {
        var asked = now - TimeToAnswer;
        return await db.Meetings
            .Where(meeting => meeting.Outcome == null
                && (meeting.StartedAt != null ? meeting.ClosedAt == null && meeting.WindowTo <= now
                    : meeting.AskedAt == null ? meeting.StartsAt <= now
                    : meeting.WindowTo <= now && meeting.AskedAt <= asked))
            .Select(meeting => meeting.SeriesId).Distinct().Take(10 * Page).ToListAsync(stop);
    }

    private async Task<List<(Series Series, List<RhythmProposal> Agreed)>> RunningAfter(Id<Series> after, DateTimeOffset now, CancellationToken stop)
    {
        // An ended series is finished once it was settled well after its last day.
        var rows = await db.Series.AsNoTracking()
            .Where(series => series.Id > after && (series.EndedOn == null || series.SettledUntil == null
                || DateOnly.FromDateTime(series.SettledUntil.Value.UtcDateTime) < series.EndedOn.Value.AddDays(2)))
            .OrderBy(series => series.Id).Take(Page)
            .Select(series => new
            {
                series,
                Agreed = db.RhythmProposals.Where(proposal => proposal.SeriesId == series.Id && proposal.Answer == RhythmAnswer.Agreed).ToList(),
            })
            .ToListAsync(stop);
        return rows.ConvertAll(row => (row.series, row.Agreed));
    }

    private static bool IsDue(Series series, SlotPlan plan, DateTimeOffset now) =>
        series.EndedOn is not null || Passed(series, plan, now).Any();

    /// <summary>The slots whose time has passed since the last run.</summary>
    private static IEnumerable<Slot> Passed(Series series, SlotPlan plan, DateTimeOffset now) =>
        plan.Slots(series.SettledUntil ?? series.StartedAt, now).TakeWhile(slot => slot.PlannedEnd <= now);

    private Task Settle(Id<Series> id, DateTimeOffset now, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var series = await db.SeriesInTurn(id, stop);
            var agreed = await db.RhythmProposals.Where(proposal => proposal.SeriesId == id && proposal.Answer == RhythmAnswer.Agreed).ToListAsync(stop);
            var plan = new Agreements(agreed, series.EndedOn).Plan;
            var passed = Passed(series, plan, now).Take(MostSlots).ToList();
            var from = passed.Count > 0 ? passed[0].WindowFrom : now;
            var stored = await db.Meetings
                .Where(meeting => meeting.SeriesId == id && (meeting.Outcome == null || meeting.PlannedStart >= from)).ToListAsync(stop);
            var away = await Away(series, stored.Select(meeting => meeting.StartsAt).Append(from).Min(), stop);

            await Refit(plan, stored, now, stop);
            foreach (var slot in passed)
            {
                if (!stored.Exists(meeting => !meeting.IsUnplanned && slot.Holds(meeting.PlannedStart)))
                    stored.Add(Make(series, slot));
            }

            foreach (var meeting in stored)
                await Decide(meeting, series, away, now, stop);

            series.SettleUntil(
                passed.Count == MostSlots ? passed[^1].PlannedEnd
                : plan.Slots(series.SettledUntil ?? series.StartedAt, now).FirstOrDefault(slot => slot.PlannedEnd > now)?.PlannedStart
                ?? now);
        },
        stop);

    private Meeting Make(Series series, Slot slot)
    {
        var meeting = new Meeting(series.Id, slot);
        db.Add(meeting);
        return meeting;
    }

    private async Task Refit(SlotPlan plan, List<Meeting> stored, DateTimeOffset now, CancellationToken stop)
    {
        var gone = StoredMeetings.Refit(plan, stored, now);
        if (gone.Count == 0)
            return;

        var ids = gone.ConvertAll(meeting => meeting.Id);
        db.RemoveRange(await db.MeetingMoves.Where(move => ids.Contains(move.MeetingId)).ToListAsync(stop));
        db.RemoveRange(gone);
        stored.RemoveAll(gone.Contains);
    }

    private async Task Decide(Meeting meeting, Series series, Func<DateTimeOffset, string?> away, DateTimeOffset now, CancellationToken stop)
    {
        if (meeting.Outcome is not null)
            return;

        if (meeting.StartedAt is not null)
        {
            if (meeting.WindowTo > now || !meeting.IsRunning)
                return;

            meeting.LeaveUnfinished(now);
            series.CountMeeting();
            if (await db.Talk.FirstOrDefaultAsync(talk => talk.MeetingId == meeting.Id && talk.ToAt == null, stop) is { } talk)
                talk.End(now, meeting);
            return;
        }

        if (meeting.EndsAt > now)
            return;

        if (away(meeting.StartsAt) is { } because)
            meeting.Excuse(because, now);
        else if (meeting.AskedAt is null)
            meeting.Ask(now);
        else if (meeting.WindowTo <= now && meeting.AskedAt <= now - TimeToAnswer)
            meeting.Miss(now);
    }

    private async Task<Func<DateTimeOffset, string?>> Away(Series series, DateTimeOffset since, CancellationToken stop)
    {
        var people = await db.People.AsNoTracking()
            .Where(person => person.Id == series.ManagerId || person.Id == series.ReportId)
            .Select(person => new Seat(person.Id, person.TimeZone)).ToListAsync(stop);
        var from = DateOnly.FromDateTime(since.UtcDateTime).AddDays(-1);
        var days = new DaysAway(await db.AwayDays
            .Where(days => days.LastDay >= from && (days.PersonId == null || days.PersonId == series.ManagerId || days.PersonId == series.ReportId))
            .ToListAsync(stop));
        return at => days.Excuse(at, people[0], people[1]);
    }

    private async Task EndWithDays(DateTimeOffset now, CancellationToken stop)
    {
        var latest = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1);
        var leavers = await db.People.AsNoTracking()
            .Where(person => person.LeftOn <= latest && db.OpenLoops.Any(loop => loop.OwnerId == person.Id && loop.EndedAt == null))
            .OrderBy(person => person.Id).Take(Page)
            .Select(person => new { person.Id, person.TimeZone, LeftOn = person.LeftOn!.Value }).ToListAsync(stop);
        foreach (var leaver in leavers.Where(leaver => leaver.LeftOn <= WallClock.Local(now, leaver.TimeZone).Day))
        {
            await db.AsOne(
                async () =>
                {
                    foreach (var loop in await db.OpenLoops.Where(loop => loop.OwnerId == leaver.Id && loop.EndedAt == null).ToListAsync(stop))
                        loop.EndAsLeft(now);
                },
                stop);
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await db.AsOne(
            async () =>
            {
                var carried = await db.CarryOvers
                    .Where(carry => carry.WithdrawnAt == null && !db.ReportingLines.Any(line =>
                        line.ReportId == carry.ReportId && line.ManagerId == carry.ReaderId && line.ValidFrom <= today && (line.ValidTo == null || line.ValidTo > today)))
                    .OrderBy(carry => carry.Id).Take(Page).ToListAsync(stop);
                foreach (var carry in carried)
                    carry.Withdraw(now);
            },
            stop);
    }
}
