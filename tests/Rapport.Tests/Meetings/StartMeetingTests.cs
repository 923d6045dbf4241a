using Microsoft.EntityFrameworkCore;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public sealed class StartMeetingTests(Cluster cluster) : IAsyncLifetime
{
    private MeetingScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await MeetingScene.In(cluster);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task It_is_the_slots_meeting_also_when_it_begins_on_another_day_of_its_window()
    {
        _scene.Clock.Set(MeetingScene.Thursday.AddDays(-2));
        var meeting = await _scene.Meeting(await _scene.Start(_scene.Teo));

        Assert.Equal((MeetingScene.Thursday, 30, false), (meeting.PlannedStart, meeting.Minutes, meeting.IsUnplanned));
        Assert.Equal((MeetingScene.Thursday.AddDays(-2), _scene.Teo.Id), (meeting.StartedAt, meeting.StartedBy!.Value));
    }

    [Fact]
    public async Task The_second_person_joins_what_the_first_began()
    {
        var first = await _scene.Start(_scene.Hanna);
        Assert.Equal(first, await _scene.Start(_scene.Teo));
        Assert.Equal(first, await _scene.Start(_scene.Hanna));
    }

    [Fact]
    public async Task Both_pressing_at_the_same_moment_again_and_again_begin_one_meeting()
    {
        var pressed = await Task.WhenAll(Enumerable.Range(0, 12).Select(press => Task.Run(() => _scene.Start(press % 2 == 0 ? _scene.Hanna : _scene.Teo))));

        Assert.Single(pressed.Distinct());
        Assert.Equal(1, await _scene.Do(db => db.Set<Meeting>().CountAsync()));
    }

    [Fact]
    public async Task When_the_slots_meeting_was_held_the_next_one_is_unplanned()
    {
        var held = await _scene.Start(_scene.Hanna);
        await _scene.CloseWithNothing(held, _scene.Hanna);
        _scene.Clock.Pass(TimeSpan.FromHours(3));
        var again = await _scene.Meeting(await _scene.Start(_scene.Teo));

        Assert.NotEqual(held, again.Id);
        Assert.True(again is { IsUnplanned: true, Minutes: 30, IsRunning: true });
    }

    [Fact]
    public async Task A_slot_that_was_moved_is_still_the_same_meeting()
    {
        var row = new Meeting(_scene.Series.Id, new Slot(new DateOnly(2026, 3, 19), MeetingScene.Thursday, 30, MeetingScene.Thursday.AddDays(-3).AddHours(-10), MeetingScene.Thursday.AddDays(4).AddHours(-10)));
        row.Move(_scene.Teo.Id, MeetingScene.Thursday.AddDays(1), "Dentist", MeetingScene.Thursday.AddDays(-1));
        await _scene.Do(async db =>
        {
            db.Add(row);
            await db.SaveChangesAsync();
        });

        Assert.Equal(row.Id, await _scene.Start(_scene.Hanna));
    }

    [Fact]
    public async Task A_meeting_left_open_past_its_window_is_held_unfinished_and_counted_once_and_a_new_one_begins()
    {
        var left = await _scene.Start(_scene.Hanna);
        _scene.Clock.Set(MeetingScene.Thursday.AddDays(7));
        var next = await _scene.Start(_scene.Teo);

        Assert.NotEqual(left, next);
        Assert.True((await _scene.Meeting(left)).IsUnfinished);
        Assert.Equal(1, await _scene.Held());
        Assert.Equal(MeetingScene.Thursday.AddDays(7), (await _scene.Meeting(next)).PlannedStart);
    }

    [Fact]
    public async Task Two_people_who_have_agreed_on_nothing_yet_can_meet()
    {
        await _scene.Do(db => db.Set<RhythmProposal>().ExecuteDeleteAsync());
        var meeting = await _scene.Meeting(await _scene.Start(_scene.Teo));

        Assert.True(meeting is { IsUnplanned: true, Minutes: 30 });
    }

    [Fact]
    public async Task A_series_that_has_ended_begins_no_meeting()
    {
        await _scene.Do(async db =>
        {
            (await db.Set<Series>().SingleAsync()).End(new DateOnly(2026, 3, 19), SeriesEnding.Ended);
            await db.SaveChangesAsync();
        });

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => _scene.Start(_scene.Teo))).Kind);
    }

    [Fact]
    public async Task For_anybody_else_there_is_nothing_to_start()
    {
        foreach (var stranger in new[] { _scene.Cast.Ruth, _scene.Cast.Priya, _scene.Cast.Omar, _scene.Cast.Robin })
            Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => _scene.Start(stranger))).Kind);
    }

    [Fact]
    public async Task While_ones_one_on_ones_are_shut_none_begins()
    {
        var shut = _scene.Teo.Viewer with { IsShut = true };
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _scene.Do(db => new StartMeeting(db, _scene.Clock).Run(_scene.Series.Id, shut, default)));
        Assert.Equal(RefusalKind.Forbidden, refusal.Kind);
    }
}
