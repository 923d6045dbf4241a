using Microsoft.EntityFrameworkCore;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Jobs;
using Rapport.Kernel;
using static Rapport.Tests.OneOnOnes.RhythmScene;

namespace Rapport.Tests.OneOnOnes;

/// <summary>What time does to meetings, with a clock that is moved by days and months.</summary>
public class SettleMeetingsTests(Cluster cluster) : IAsyncLifetime
{
    private RhythmScene _scene = null!;
    private Id<Series> _series;

    public async ValueTask InitializeAsync()
    {
        _scene = await In(cluster);
        _series = (await _scene.Cast.Pair(_scene.Hanna, _scene.Teo, from: new(2026, 3, 19))).Id;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_meeting_is_asked_about_when_its_time_has_passed_and_missed_when_its_window_has()
    {
        await SettleAt(At(3, 19, 10));
        Assert.Empty(await _scene.Meetings(_series));

        await SettleAt(At(3, 19, 11));
        Assert.Equal(At(3, 19, 11), Assert.Single(await _scene.Meetings(_series)).AskedAt);

        await SettleAt(At(3, 22, 23));
        Assert.Null(Assert.Single(await _scene.Meetings(_series)).Outcome);

        await SettleAt(At(3, 23, 1));
        Assert.Equal(MeetingOutcome.Missed, Assert.Single(await _scene.Meetings(_series)).Outcome);
    }

    [Fact]
    public async Task After_months_without_a_server_both_are_asked_first_and_have_a_day_to_answer()
    {
        await SettleAt(At(6, 30));

        var asked = await _scene.Meetings(_series);
        Assert.Equal(15, asked.Count);
        Assert.All(asked, meeting => Assert.Equal((null, At(6, 30)), (meeting.Outcome, meeting.AskedAt!.Value)));

        await _scene.Do(db => Say(db, _scene.Teo, asked[3].PlannedStart));
        await _scene.Do(db => Say(db, _scene.Hanna, asked[3].PlannedStart));
        await SettleAt(At(7, 1, 9));
        Assert.Equal(0, (await _scene.Meetings(_series)).Count(meeting => meeting.Outcome == MeetingOutcome.Missed));
        await SettleAt(At(7, 1, 11));
        Assert.Equal(14, (await _scene.Meetings(_series)).Count(meeting => meeting.Outcome == MeetingOutcome.Missed));
        Assert.Equal(1, (await _scene.Series(_series)).MeetingsHeld);
    }

    [Fact]
    public async Task Day_by_day_or_all_at_once_over_a_change_of_the_clocks_the_slots_are_the_same()
    {
        for (var day = At(3, 19, 12); day < At(11, 20); day = day.AddDays(3))
            await SettleAt(day);

        var plan = (await _scene.Plan(_series)).Slots(At(3, 1), At(11, 18)).Select(slot => slot.PlannedStart).ToList();
        Assert.Equal(plan, (await _scene.Meetings(_series)).Select(meeting => meeting.PlannedStart));
        Assert.All(plan, start => Assert.Equal(new TimeOnly(10, 0), WallClock.Local(start, Berlin).At));
        Assert.All((await _scene.Meetings(_series)).SkipLast(1), meeting => Assert.Equal(MeetingOutcome.Missed, meeting.Outcome));
    }

    [Fact]
    public async Task Running_twice_or_on_two_nodes_changes_nothing_more()
    {
        _scene.Clock.Set(At(5, 20));
        await Task.WhenAll(Settle(), Settle(), Settle());
        var once = (await _scene.Meetings(_series)).Select(meeting => (meeting.PlannedStart, meeting.AskedAt)).ToList();
        await Settle();

        Assert.Equal(9, once.Count);
        Assert.Equal(once, (await _scene.Meetings(_series)).Select(meeting => (meeting.PlannedStart, meeting.AskedAt)));
    }

    [Fact]
    public async Task Leave_and_holidays_excuse_also_when_they_are_entered_late()
    {
        await _scene.Do(async db =>
        {
            db.AddRange(new Leave(_scene.Teo.Id, new(2026, 3, 26), new(2026, 3, 27)), new PublicHoliday(new(2026, 4, 2), "Day of the test", Berlin));
            await db.SaveChangesAsync();
        });
        await SettleAt(At(4, 3));
        await _scene.Do(async db =>
        {
            db.Add(new Leave(_scene.Hanna.Id, new(2026, 3, 19), new(2026, 3, 19)));
            await db.SaveChangesAsync();
        });
        await SettleAt(At(4, 5));

        Assert.Equal(
            [(MeetingOutcome.Excused, "leave"), (MeetingOutcome.Excused, "leave"), (MeetingOutcome.Excused, "Day of the test")],
            (await _scene.Meetings(_series)).Select(meeting => (meeting.Outcome!.Value, meeting.ExcusedBecause!)));
    }

    [Fact]
    public async Task A_moved_meeting_is_asked_about_after_its_new_time()
    {
        await _scene.Do(db => new MoveMeeting(db, _scene.Clock).Run(_series, new(At(3, 19), new(2026, 3, 21), new(10, 0), "Trains do not run."), _scene.Teo.Viewer, default));

        await SettleAt(At(3, 20));
        Assert.Null(Assert.Single(await _scene.Meetings(_series)).AskedAt);
        await SettleAt(At(3, 21, 11));
        Assert.NotNull(Assert.Single(await _scene.Meetings(_series)).AskedAt);
    }

    [Fact]
    public async Task A_meeting_left_open_is_held_unfinished_and_counted_once()
    {
        await _scene.Do(db => new StartMeeting(db, _scene.Clock).Run(_series, _scene.Teo.Viewer, default));

        await SettleAt(At(3, 22));
        Assert.True(Assert.Single(await _scene.Meetings(_series)).IsRunning);
        await SettleAt(At(3, 23, 2));
        await SettleAt(At(3, 23, 3));

        Assert.True(Assert.Single(await _scene.Meetings(_series)).IsUnfinished);
        Assert.Equal(1, (await _scene.Series(_series)).MeetingsHeld);
    }

    [Fact]
    public async Task Slots_before_a_first_agreement_are_nobody_s_fault()
    {
        _scene.Clock.Set(At(3, 19, 15));
        var id = await _scene.Do(db => new StartSeries(db, _scene.Clock).Run(
            new(Id<Series>.New(), _scene.Cast.Priya.Id, Rhythm(from: new(2026, 3, 19)), []), _scene.Hanna.Viewer, default));
        await _scene.Do(async db => await new AgreeToRhythm(db, _scene.Clock).Run((await _scene.Proposals(id))[0].Id, _scene.Cast.Priya.Viewer, default));

        await SettleAt(At(3, 24));

        Assert.Empty(await _scene.Meetings(id));
    }

    [Fact]
    public async Task A_series_that_ended_is_settled_to_its_last_day_and_left_alone_then()
    {
        await _scene.Do(async db =>
        {
            var series = await db.Set<Series>().SingleAsync(series => series.Id == _series);
            series.End(new(2026, 4, 9), SeriesEnding.ManagerChanged);
            db.Add(new OpenLoop(series.Id, _scene.Teo.Id, _scene.Teo.Id, "Write the runbook.", new(2026, 5, 1), null, null, At(3, 19)));
            var teo = await db.Set<Rapport.Features.People.Person>().SingleAsync(person => person.Id == _scene.Teo.Id);
            teo.Leave(new(2026, 4, 9));
            await db.SaveChangesAsync();
        });

        await SettleAt(At(4, 8));
        Assert.True(await _scene.Do(db => db.Set<OpenLoop>().AllAsync(loop => loop.EndedAt == null)));
        await SettleAt(At(4, 20));
        await SettleAt(At(4, 25));

        Assert.Equal([At(3, 19), At(3, 26), At(4, 2)], (await _scene.Meetings(_series)).Select(meeting => meeting.PlannedStart));
        Assert.Equal(At(4, 20), (await _scene.Series(_series)).SettledUntil);
        Assert.True(await _scene.Do(db => db.Set<OpenLoop>().AllAsync(loop => loop.EndedAs == LoopEnding.Left)));
    }

    private Task Say(Rapport.Data.RapportDb db, Member who, DateTimeOffset planned) =>
        new SayWhetherMet(db, _scene.Clock).Run(_series, new(planned, true), who.Viewer, default);

    private async Task SettleAt(DateTimeOffset now)
    {
        _scene.Clock.Set(now);
        await Settle();
    }

    private async Task Settle()
    {
        await using var db = JobsDb.Open(_scene.Database.Jobs);
        await new SettleMeetings(db, _scene.Clock).Run(default);
    }
}
