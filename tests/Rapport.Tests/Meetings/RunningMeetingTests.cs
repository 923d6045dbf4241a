using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public sealed class RunningMeetingTests(Cluster cluster) : IAsyncLifetime
{
    private MeetingScene _scene = null!;
    private Id<Meeting> _meeting;
    private Id<AgendaPoint> _hannas;
    private Id<AgendaPoint> _first;
    private Id<AgendaPoint> _second;
    private Id<AgendaPoint> _blocker;

    public async ValueTask InitializeAsync()
    {
        _scene = await MeetingScene.In(cluster);
        _hannas = await _scene.Point(_scene.Hanna, "Identity moves to Q3", PointKind.HeadsUp, Part.Product);
        _first = await _scene.Point(_scene.Teo, "A win: the pager was silent", PointKind.Win);
        _second = await _scene.Point(_scene.Teo, "What is missing for staff", PointKind.Career);
        _blocker = await _scene.Point(_scene.Teo, "The licence", PointKind.Blocker, Part.Process);
        _meeting = await _scene.Start(_scene.Hanna);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_report_chooses_their_own_points_and_the_first_of_them_is_the_current_one()
    {
        await Open(_scene.Teo, Opening.Points);

        var meeting = await _scene.Meeting(_meeting);
        Assert.Equal((Opening.Points, _first), (meeting.Opening!.Value, meeting.CurrentPointId!.Value));
    }

    [Fact]
    public async Task The_report_chooses_the_loops_and_no_point_is_current()
    {
        await Open(_scene.Teo, Opening.Loops);
        Assert.Null((await _scene.Meeting(_meeting)).CurrentPointId);
    }

    [Fact]
    public async Task What_comes_first_is_not_the_managers_to_choose() =>
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => Open(_scene.Hanna, Opening.Points))).Kind);

    [Fact]
    public async Task Points_come_in_their_order_the_reports_first_and_each_ends_as_it_was_said()
    {
        await Open(_scene.Teo, Opening.Points);
        await _scene.MoveOn(_meeting, _scene.Hanna, _first, PointClosing.Discussed);
        Assert.Equal(_second, await Current());
        await _scene.MoveOn(_meeting, _scene.Teo, _second, null);
        Assert.Equal(_blocker, await Current());
        await _scene.MoveOn(_meeting, _scene.Teo, _blocker, PointClosing.Unblocked);
        Assert.Equal(_hannas, await Current());
        await _scene.MoveOn(_meeting, _scene.Hanna, _hannas, PointClosing.Answered);
        Assert.Null(await Current());

        var ends = await _scene.Do(db => db.Set<AgendaPoint>().ToDictionaryAsync(point => point.Id, point => (point.ClosedAs, point.ClosedIn)));
        Assert.Equal((PointClosing.Discussed, _meeting), ends[_first]);
        Assert.Equal(((PointClosing?)null, (Id<Meeting>?)null), ends[_second]);
        Assert.Equal((PointClosing.Unblocked, _meeting), ends[_blocker]);
        Assert.Equal((PointClosing.Answered, _meeting), ends[_hannas]);
    }

    [Fact]
    public async Task What_was_jumped_over_comes_after_the_rest()
    {
        await _scene.Discuss(_meeting, _scene.Teo, _blocker);
        await _scene.MoveOn(_meeting, _scene.Teo, _blocker, null);
        Assert.Equal(_hannas, await Current());
        await _scene.MoveOn(_meeting, _scene.Teo, _hannas, PointClosing.Discussed);
        Assert.Equal(_first, await Current());
    }

    [Fact]
    public async Task Both_pressing_next_at_once_move_on_once()
    {
        await Open(_scene.Teo, Opening.Points);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(press => Task.Run(() => _scene.MoveOn(_meeting, press % 2 == 0 ? _scene.Hanna : _scene.Teo, _first, PointClosing.Discussed))));

        Assert.Equal(_second, await Current());
    }

    [Fact]
    public async Task A_point_closed_by_a_slip_is_put_back_at_once_and_what_came_after_it_comes_again()
    {
        await Open(_scene.Teo, Opening.Points);
        _scene.Clock.Pass(TimeSpan.FromMinutes(3));
        await _scene.MoveOn(_meeting, _scene.Teo, _first, PointClosing.Discussed);
        Assert.Equal(_first, await JustClosed());
        _scene.Clock.Pass(TimeSpan.FromSeconds(5));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(press => Task.Run(() => PutBack(press % 2 == 0 ? _scene.Hanna : _scene.Teo, _first))));

        Assert.Equal(_first, await Current());
        Assert.Null(await JustClosed());
        _scene.Clock.Pass(TimeSpan.FromMinutes(2));
        await _scene.MoveOn(_meeting, _scene.Teo, _first, PointClosing.Discussed);
        Assert.Equal(_second, await Current());
        Assert.Equal(TimeSpan.FromMinutes(5), TimeSpan.FromTicks((await _scene.Talk(_meeting)).Where(talk => talk.PointId == _first).Sum(talk => (talk.ToAt - talk.FromAt)!.Value.Ticks)));
        _scene.Clock.Pass(TimeSpan.FromSeconds(1));
        await _scene.Discuss(_meeting, _scene.Teo, _hannas);
        Assert.Null(await JustClosed());
    }

    [Fact]
    public async Task Only_what_this_meeting_closed_is_put_back_and_only_by_the_two()
    {
        await _scene.MoveOn(_meeting, _scene.Teo, _first, PointClosing.Discussed);
        await _scene.Do(async db =>
        {
            (await db.Set<AgendaPoint>().SingleAsync(point => point.Id == _second)).Close(PointClosing.Dropped, null, _scene.Teo.Id, null, MeetingScene.Thursday);
            await db.SaveChangesAsync();
        });
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => PutBack(_scene.Teo, _second))).Kind);
        Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => PutBack(_scene.Cast.Robin, _first))).Kind);

        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => PutBack(_scene.Teo, _first))).Kind);
    }

    [Fact]
    public async Task A_blocker_that_still_blocks_is_closed_only_with_a_word()
    {
        await _scene.Discuss(_meeting, _scene.Teo, _blocker);
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => _scene.MoveOn(_meeting, _scene.Teo, _blocker, PointClosing.Discussed))).Kind);
        Assert.Equal(_blocker, await Current());

        await _scene.MoveOn(_meeting, _scene.Teo, _blocker, PointClosing.Dropped, "Legal took it over");
        Assert.Equal(_hannas, await Current());
    }

    [Fact]
    public async Task Time_counts_to_the_part_of_what_is_being_talked_about()
    {
        await Open(_scene.Teo, Opening.Points);
        _scene.Clock.Pass(TimeSpan.FromMinutes(7));
        await _scene.Discuss(_meeting, _scene.Teo, _blocker);
        _scene.Clock.Pass(TimeSpan.FromMinutes(4));
        await _scene.Discuss(_meeting, _scene.Hanna, _blocker);
        _scene.Clock.Pass(TimeSpan.FromMinutes(1));
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);

        var talk = await _scene.Talk(_meeting);
        Assert.Equal([(Part.People, 7.0), (Part.Process, 5.0)], talk.Select(talk => (talk.Part, (talk.ToAt - talk.FromAt)!.Value.TotalMinutes)));
    }

    [Fact]
    public async Task A_laptop_left_open_overnight_counts_one_meeting_and_no_more()
    {
        await Open(_scene.Teo, Opening.Points);
        _scene.Clock.Pass(TimeSpan.FromHours(14));
        Assert.Equal(30, await Shown(Part.People));
        await _scene.MoveOn(_meeting, _scene.Hanna, _first, PointClosing.Discussed);
        _scene.Clock.Pass(TimeSpan.FromMinutes(5));
        await _scene.Discuss(_meeting, _scene.Hanna, _blocker);
        _scene.Clock.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal((30.0, 0.0), (await Shown(Part.People), await Shown(Part.Process)));
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        Assert.Equal([30.0, 0, 0], (await _scene.Talk(_meeting)).Select(talk => (talk.ToAt - talk.FromAt)!.Value.TotalMinutes));

        async Task<double> Shown(Part part) => (await _scene.Do(db => new MeetingQueries(db).Page(_meeting, _scene.Teo.Viewer, default)))
            .Times(_scene.Clock.GetUtcNow()).Run(part).TotalMinutes;
    }

    [Fact]
    public async Task A_reopened_record_counts_no_time()
    {
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        await _scene.Reopen(_meeting, _scene.Teo);
        await _scene.Discuss(_meeting, _scene.Teo, _first);

        Assert.Empty(await _scene.Talk(_meeting));
    }

    [Fact]
    public async Task A_point_that_was_closed_before_is_not_part_of_this_meeting()
    {
        await _scene.Do(async db =>
        {
            (await db.Set<AgendaPoint>().SingleAsync(point => point.Id == _first)).Close(PointClosing.Dropped, null, _scene.Teo.Id, null, MeetingScene.Thursday);
            await db.SaveChangesAsync();
        });
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => _scene.Discuss(_meeting, _scene.Teo, _first))).Kind);
    }

    [Fact]
    public async Task Decisions_are_taken_once_revised_by_either_and_a_stale_edit_is_told_so()
    {
        var id = Id<Decision>.New();
        for (var sent = 0; sent < 2; sent++)
            await _scene.Do(db => new TakeDecision(db, _scene.Clock).Run(_meeting, new(id, _first, "Callum takes it", "Staging breaks", null), _scene.Teo.Viewer, default));

        var version = await _scene.Do(db => db.Set<Decision>().Select(decision => EF.Property<uint>(decision, "Version")).SingleAsync());
        Task Revise(Member who, string text) =>
            _scene.Do(db => new ReviseDecision(db, _scene.Clock).Run(_meeting, id, new(text, null, null, version), who.Viewer, default));

        await Revise(_scene.Hanna, "Callum takes it alone");
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => Revise(_scene.Teo, "Callum takes it with me"))).Kind);
        Assert.Equal("Callum takes it alone", await _scene.Do(db => db.Set<Decision>().Select(decision => decision.Text).SingleAsync()));
    }

    [Fact]
    public async Task Two_yeses_publish_a_decision_and_strangers_cannot_say_theirs()
    {
        var id = Id<Decision>.New();
        await _scene.Do(db => new TakeDecision(db, _scene.Clock).Run(_meeting, new(id, null, "No releases on Fridays", null, null), _scene.Teo.Viewer, default));
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        Task Agree(Member who) => _scene.Do(db => new PublishDecision(db, _scene.Clock).Run(id, true, who.Viewer, default));

        await Agree(_scene.Teo);
        Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => Agree(_scene.Cast.Ruth))).Kind);
        Assert.Null(await _scene.Do(db => db.Set<Decision>().Select(decision => decision.PublishedAt).SingleAsync()));

        await Agree(_scene.Hanna);
        Assert.NotNull(await _scene.Do(db => db.Set<Decision>().Select(decision => decision.PublishedAt).SingleAsync()));
    }

    private Task Open(Member who, Opening opening) => _scene.Do(db => new ChooseOpening(db, _scene.Clock).Run(_meeting, opening, who.Viewer, default));

    private Task PutBack(Member who, Id<AgendaPoint> point) => _scene.Do(db => new PutBack(db, _scene.Clock).Run(_meeting, point, who.Viewer, default));

    /// <summary>What the page offers to put back.</summary>
    private Task<Id<AgendaPoint>?> JustClosed() => _scene.Do(async db =>
    {
        var queries = new MeetingQueries(db);
        var page = await queries.Page(_meeting, _scene.Teo.Viewer, default);
        return page.JustClosed(await queries.RunningOrder(page, _scene.Teo.Viewer, default))?.Id;
    });

    private async Task<Id<AgendaPoint>?> Current() => (await _scene.Meeting(_meeting)).CurrentPointId;
}
