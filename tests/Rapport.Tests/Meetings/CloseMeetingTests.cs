using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public sealed class CloseMeetingTests(Cluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly NextThursday = new(2026, 3, 26);
    private static readonly CloseMeeting.Side Nothing = new(null, null, "Nothing came up", 0);
    private MeetingScene _scene = null!;
    private Id<Meeting> _meeting;

    public async ValueTask InitializeAsync()
    {
        _scene = await MeetingScene.In(cluster);
        _meeting = await _scene.Start(_scene.Hanna);
        _scene.Clock.Pass(TimeSpan.FromMinutes(29));
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_promise_whose_words_its_owner_wrote_counts_at_once_and_one_typed_for_them_waits()
    {
        await _scene.Close(_meeting, _scene.Hanna, Says("Get Callum through a release"), Says("Ask Ruth for two slower weeks"));

        var loops = await _scene.Loops();
        var teos = Assert.Single(loops, loop => loop.OwnerId == _scene.Teo.Id);
        Assert.Equal((true, "Get Callum through a release", NextThursday, _meeting), (teos.IsProposed, teos.Promise, teos.Due, teos.MeetingId!.Value));
        var hannas = Assert.Single(loops, loop => loop.OwnerId == _scene.Hanna.Id);
        Assert.False(hannas.IsProposed);
    }

    [Fact]
    public async Task What_the_owner_typed_live_is_theirs_though_the_other_person_pressed_finish()
    {
        await _scene.Write(_meeting, _scene.Teo, SharedTextKind.ReportPromise, "Get Callum through a release", 0);
        await _scene.Close(_meeting, _scene.Hanna, Says("Get Callum through a release", basedOn: 1), Nothing);

        Assert.False(Assert.Single(await _scene.Loops()).IsProposed);
    }

    [Fact]
    public async Task A_word_changed_by_the_other_person_needs_the_owners_yes_again()
    {
        await _scene.Write(_meeting, _scene.Teo, SharedTextKind.ReportPromise, "Try a release", 0);
        await _scene.Close(_meeting, _scene.Hanna, Says("Do a release", basedOn: 1), Nothing);

        Assert.True(Assert.Single(await _scene.Loops()).IsProposed);
    }

    [Fact]
    public async Task A_yes_beside_the_words_makes_them_the_owners()
    {
        await _scene.Write(_meeting, _scene.Hanna, SharedTextKind.ReportPromise, "Do a release", 0);
        await _scene.Do(db => new TakeOnPromise(db, _scene.Clock).Run(_meeting, 1, _scene.Teo.Viewer, default));
        await _scene.Close(_meeting, _scene.Hanna, Says("Do a release", basedOn: 2), Nothing);

        Assert.False(Assert.Single(await _scene.Loops()).IsProposed);
    }

    [Fact]
    public async Task Nobody_says_yes_to_the_other_persons_promise()
    {
        await _scene.Write(_meeting, _scene.Hanna, SharedTextKind.ReportPromise, "Do a release", 0);
        Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => _scene.Do(db => new TakeOnPromise(db, _scene.Clock).Run(_meeting, 1, _scene.Hanna.Viewer, default)))).Kind);
    }

    [Fact]
    public async Task Each_side_promises_or_says_why_not()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _scene.Close(_meeting, _scene.Hanna, new(" ", NextThursday, null, 0), Nothing));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.Empty(await _scene.Loops());
        Assert.True((await _scene.Meeting(_meeting)).IsRunning);

        await _scene.CloseWithNothing(_meeting, _scene.Teo);
        var meeting = await _scene.Meeting(_meeting);
        Assert.Equal(("Nothing came up", "Nothing came up", _scene.Teo.Id), (meeting.ManagerSkipped, meeting.ReportSkipped, meeting.ClosedBy!.Value));
    }

    [Fact]
    public async Task A_promise_has_a_day_and_it_lies_ahead()
    {
        await Assert.ThrowsAsync<Refusal>(() => _scene.Close(_meeting, _scene.Hanna, new("Do it", null, null, 0), Nothing));
        await Assert.ThrowsAsync<Refusal>(() => _scene.Close(_meeting, _scene.Hanna, new("Do it", new DateOnly(2026, 3, 18), null, 0), Nothing));
        await _scene.Close(_meeting, _scene.Hanna, new("Do it", new DateOnly(2026, 3, 19), null, 0), Nothing);
        Assert.Single(await _scene.Loops());
    }

    [Fact]
    public async Task Pressing_finish_again_and_again_is_finishing_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _scene.Close(_meeting, _scene.Hanna, Says("His"), Says("Hers")))));

        Assert.All(results, result => Assert.True(result is { IsOnRecord: true, LeftOver.Count: 0 }));
        Assert.Equal(2, (await _scene.Loops()).Count);
        Assert.Equal(1, await _scene.Held());
    }

    [Fact]
    public async Task When_both_finish_at_once_one_does_and_what_the_other_typed_comes_back()
    {
        Task<CloseMeeting.Result> Finish(Member who, string report, string manager) =>
            Task.Run(() => _scene.Close(_meeting, who, Says(report), Says(manager)));
        var results = await Task.WhenAll(Finish(_scene.Hanna, "A", "B"), Finish(_scene.Teo, "C", "D"));

        var second = Assert.Single(results, result => result.LeftOver.Count > 0);
        var onRecord = (await _scene.Loops()).Select(loop => loop.Promise);
        Assert.Equal(["A", "B", "C", "D"], onRecord.Concat(second.LeftOver.Select(left => left.Promise)).Order(StringComparer.Ordinal));
        Assert.Equal(1, await _scene.Held());
    }

    [Fact]
    public async Task A_promise_that_the_other_person_reworded_meanwhile_is_shown_before_anything_is_closed()
    {
        await _scene.Write(_meeting, _scene.Teo, SharedTextKind.ReportPromise, "Something smaller", 0);
        var result = await _scene.Close(_meeting, _scene.Hanna, Says("Something bigger"), Says("Hers"));

        var theirs = Assert.Single(result.Overtaken);
        Assert.Equal((SharedTextKind.ReportPromise, "Something smaller", 1), (theirs.Kind, theirs.Theirs, theirs.Version));
        Assert.True((await _scene.Meeting(_meeting)).IsRunning);
        Assert.Empty(await _scene.Loops());
    }

    [Fact]
    public async Task A_reopened_record_is_closed_again_without_new_promises_and_counts_once()
    {
        await _scene.Close(_meeting, _scene.Hanna, Says("His"), Says("Hers"));
        await _scene.Reopen(_meeting, _scene.Teo);
        await _scene.Reopen(_meeting, _scene.Teo);
        await _scene.Close(_meeting, _scene.Teo, new(null, null, null, 0), new(null, null, null, 0));

        Assert.Equal(2, (await _scene.Loops()).Count);
        Assert.Equal(1, await _scene.Held());
        Assert.Equal(_scene.Teo.Id, await _scene.Do(db => db.Set<MeetingReopening>().Select(reopening => reopening.ReopenedBy).SingleAsync()));
    }

    [Fact]
    public async Task What_was_typed_before_a_record_was_closed_and_reopened_comes_back()
    {
        await _scene.Close(_meeting, _scene.Hanna, Says("His"), Says("Hers"));
        await _scene.Reopen(_meeting, _scene.Hanna);
        var result = await _scene.Close(_meeting, _scene.Teo, Says("Mine, typed meanwhile"), Says("Hers"));

        Assert.Equal("Mine, typed meanwhile", Assert.Single(result.LeftOver).Promise);
        Assert.Equal(2, (await _scene.Loops()).Count);
    }

    [Fact]
    public async Task No_promise_slips_into_a_record_that_is_just_being_closed()
    {
        await using var db = _scene.Cast.Db();
        await using var closing = await db.Database.BeginTransactionAsync();
        var meeting = await db.SeenBy(_scene.Hanna.Viewer).MeetingInTurn(_meeting).SingleAsync();
        meeting.Close(_scene.Hanna.Id, "Nothing came up", "Nothing came up", _scene.Clock.GetUtcNow());
        await db.SaveChangesAsync();

        var promising = _scene.Do(other => new ProposeLoop(other, _scene.Clock).Run(
            _scene.Series.Id, new(Id<OpenLoop>.New(), _scene.Teo.Id, "Too late", NextThursday, null, _meeting), _scene.Teo.Viewer, default));
        await Task.WhenAny(promising, Task.Delay(500));
        await closing.CommitAsync();

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => promising)).Kind);
        Assert.Empty(await _scene.Loops());
    }

    [Fact]
    public async Task A_meeting_of_a_series_that_has_ended_stays_as_it_is()
    {
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        await _scene.Do(async db =>
        {
            (await db.Set<Series>().SingleAsync()).End(new DateOnly(2026, 3, 19), SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        });
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => _scene.Reopen(_meeting, _scene.Teo))).Kind);
    }

    [Fact]
    public async Task A_reader_of_carried_over_history_reads_and_does_not_reopen()
    {
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        await _scene.Do(async db =>
        {
            db.Add(new CarryOver(_scene.Series.Id, _scene.Teo.Id, _scene.Cast.Ruth.Id, MeetingScene.Thursday));
            await db.SaveChangesAsync();
        });
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => _scene.Reopen(_meeting, _scene.Cast.Ruth))).Kind);
        Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => _scene.Reopen(_meeting, _scene.Cast.Robin))).Kind);
    }

    private static CloseMeeting.Side Says(string promise, int basedOn = 0) => new(promise, NextThursday, null, basedOn);
}
