using Rapport.Features.OneOnOnes;
using Rapport.Kernel;
using static Rapport.Tests.OneOnOnes.RhythmScene;

namespace Rapport.Tests.OneOnOnes;

/// <summary>One proposes, the other agrees or answers with another; what they agreed on holds from a day that takes nothing away.</summary>
public class AgreeingTests(Cluster cluster) : IAsyncLifetime
{
    private RhythmScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await In(cluster);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_report_starts_a_series_and_the_manager_agrees()
    {
        var id = await Start(_scene.Teo, _scene.Hanna);
        Assert.Equal((SeriesKind.Direct, _scene.Hanna.Id, _scene.Teo.Id), await _scene.Series(id) is var series ? (series.Kind, series.ManagerId, series.ReportId) : default);
        var proposal = Assert.Single(await _scene.Proposals(id));

        Assert.Equal(RefusalKind.Forbidden, await _scene.Refused(db => Agree(db, proposal, _scene.Teo)));
        Assert.Equal(RefusalKind.Missing, await _scene.Refused(db => Agree(db, proposal, _scene.Cast.Robin)));
        await _scene.Do(db => Agree(db, proposal, _scene.Hanna));
        await _scene.Do(db => Agree(db, proposal, _scene.Hanna));

        Assert.Equal(RhythmAnswer.Agreed, Assert.Single(await _scene.Proposals(id)).Answer);
        Assert.Equal(At(3, 26), (await _scene.Plan(id)).Next(_scene.Clock.GetUtcNow())!.PlannedStart);
        Assert.Equal(_scene.Clock.GetUtcNow(), (await _scene.Series(id)).SettledUntil);
    }

    [Fact]
    public async Task Starting_twice_at_once_and_from_both_sides_is_one_series()
    {
        var ids = new System.Collections.Concurrent.ConcurrentBag<Id<Series>>();
        await _scene.AtOnce(
            async db => ids.Add(await Start(db, _scene.Teo, _scene.Hanna)),
            async db => ids.Add(await Start(db, _scene.Hanna, _scene.Teo)),
            async db => ids.Add(await Start(db, _scene.Hanna, _scene.Teo)));

        Assert.Equal(3, ids.Count);
        Assert.Single(ids.Distinct());
        Assert.Single(await _scene.Proposals(ids.First()));
    }

    [Fact]
    public async Task A_skip_level_goes_over_a_level_and_a_stranger_is_out_of_reach()
    {
        var id = await Start(_scene.Teo, _scene.Cast.Ruth, Rhythm(Cadence.Quarterly, minutes: 45));

        Assert.Equal(SeriesKind.SkipLevel, (await _scene.Series(id)).Kind);
        Assert.Equal(RefusalKind.Forbidden, await _scene.Refused(db => Start(db, _scene.Teo, _scene.Cast.Omar)));
        Assert.Equal(RefusalKind.Forbidden, await _scene.Refused(db => Start(db, _scene.Teo, _scene.Cast.Priya)));
    }

    [Fact]
    public async Task A_rhythm_outside_of_policy_takes_a_reason_and_says_so()
    {
        Assert.Equal(RefusalKind.Invalid, await _scene.Refused(db => Start(db, _scene.Teo, _scene.Hanna, Rhythm(Cadence.Monthly))));

        var id = await Start(_scene.Teo, _scene.Hanna, Rhythm(Cadence.Monthly, reason: "I am on a four-month leave of half days."));

        Assert.Contains("“Direct reports”", Assert.Single(await _scene.Proposals(id)).DepartsFrom, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proposal_and_an_answer_sent_again_and_at_once_are_one_and_other_words_in_them_are_told_so()
    {
        var series = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo);
        var (proposed, answer) = (Rhythm(weekday: DayOfWeek.Tuesday), Rhythm(weekday: DayOfWeek.Monday));
        Assert.All(await _scene.AtOnce([.. Enumerable.Repeat<Func<Rapport.Data.RapportDb, Task>>(db => Propose(db, series, proposed), 4)]), Assert.Null);
        var waiting = (await _scene.Proposals(series.Id))[^1];
        Assert.All(await _scene.AtOnce([.. Enumerable.Repeat<Func<Rapport.Data.RapportDb, Task>>(db => Answer(db, waiting, answer, _scene.Teo), 4)]), Assert.Null);

        await _scene.Do(db => Propose(db, series, proposed));
        await _scene.Do(db => Answer(db, waiting, answer, _scene.Teo));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Answer(db, waiting, answer with { At = new(11, 0) }, _scene.Teo)));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Propose(db, series, proposed with { Minutes = 45 })));
        Assert.Equal([DayOfWeek.Thursday, DayOfWeek.Tuesday, DayOfWeek.Monday], (await _scene.Proposals(series.Id)).Select(proposal => proposal.Weekday));
    }

    [Fact]
    public async Task A_form_that_made_a_proposal_elsewhere_makes_none_here_and_says_so()
    {
        var (series, elsewhere) = (await _scene.Cast.Pair(_scene.Hanna, _scene.Teo), await _scene.Cast.Pair(_scene.Cast.Ruth, _scene.Hanna));
        var taken = Rhythm(weekday: DayOfWeek.Tuesday);
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(elsewhere.Id, taken, _scene.Cast.Ruth.Viewer, default));
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, Rhythm(), _scene.Teo.Viewer, default));
        var waiting = (await _scene.Proposals(series.Id))[^1];

        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Answer(db, waiting, taken, _scene.Hanna)));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, taken, _scene.Teo.Viewer, default)));
        Assert.True((await _scene.Proposals(series.Id))[^1].IsOpen);
    }

    [Fact]
    public async Task An_answer_is_another_proposal_and_the_first_person_agrees_to_it()
    {
        var id = await Start(_scene.Hanna, _scene.Teo);
        var first = Assert.Single(await _scene.Proposals(id));
        var answer = Rhythm(weekday: DayOfWeek.Friday);

        Assert.Equal(RefusalKind.Forbidden, await _scene.Refused(db => Answer(db, first, answer, _scene.Hanna)));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => new ProposeRhythm(db, _scene.Clock).Run(id, answer, _scene.Teo.Viewer, default)));
        await _scene.Do(db => Answer(db, first, answer, _scene.Teo));
        await _scene.Do(db => Answer(db, first, answer, _scene.Teo));
        var proposals = await _scene.Proposals(id);
        await _scene.Do(db => Agree(db, proposals[1], _scene.Hanna));

        Assert.Equal([RhythmAnswer.Countered, RhythmAnswer.Agreed], (await _scene.Proposals(id)).Select(proposal => proposal.Answer!.Value));
    }

    [Fact]
    public async Task One_s_own_proposal_gives_way_to_a_newer_one_and_can_be_withdrawn()
    {
        var id = await Start(_scene.Hanna, _scene.Teo);
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(id, Rhythm(weekday: DayOfWeek.Monday), _scene.Hanna.Viewer, default));
        var newer = (await _scene.Proposals(id))[1];

        Assert.Equal(RefusalKind.Forbidden, await _scene.Refused(db => Withdraw(db, newer, _scene.Teo)));
        await _scene.Do(db => Withdraw(db, newer, _scene.Hanna));
        await _scene.Do(db => Withdraw(db, newer, _scene.Hanna));

        Assert.All(await _scene.Proposals(id), proposal => Assert.Equal(RhythmAnswer.Withdrawn, proposal.Answer));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Agree(db, newer, _scene.Teo)));
    }

    [Fact]
    public async Task Two_yeses_at_once_are_one_agreement()
    {
        var id = await Start(_scene.Hanna, _scene.Teo);
        var proposal = Assert.Single(await _scene.Proposals(id));

        Assert.Equal([null, null], await _scene.AtOnce(db => Agree(db, proposal, _scene.Teo), db => Agree(db, proposal, _scene.Teo)));
    }

    [Fact]
    public async Task A_yes_and_a_withdrawal_at_once_leave_one_winner()
    {
        for (var round = 0; round < 5; round++)
        {
            var member = round % 2 == 0 ? _scene.Teo : _scene.Cast.Priya;
            var id = round < 2 ? await Start(_scene.Hanna, member) : (await _scene.Cast.Pair(_scene.Cast.Ruth, member, SeriesKind.SkipLevel)).Id;
            if (round >= 2)
                await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(id, Rhythm(Cadence.Monthly), _scene.Cast.Ruth.Viewer, default));
            var asker = round < 2 ? _scene.Hanna : _scene.Cast.Ruth;
            var proposal = (await _scene.Proposals(id))[^1];

            var outcomes = await _scene.AtOnce(db => Agree(db, proposal, member), db => Withdraw(db, proposal, asker));

            Assert.Single(outcomes, (RefusalKind?)null);
            Assert.Single(outcomes, RefusalKind.Conflict);
            if (round >= 2)
                await _scene.Do(db => new EndSeries(db, _scene.Clock).Run(id, member.Viewer, default));
        }
    }

    [Fact]
    public async Task A_yes_and_another_answer_at_once_leave_one_winner()
    {
        var id = await Start(_scene.Hanna, _scene.Teo);
        var proposal = Assert.Single(await _scene.Proposals(id));

        var outcomes = await _scene.AtOnce(db => Agree(db, proposal, _scene.Teo), db => Answer(db, proposal, Rhythm(weekday: DayOfWeek.Friday), _scene.Teo));

        Assert.Single(outcomes, (RefusalKind?)null);
        Assert.Single(outcomes, RefusalKind.Conflict);
    }

    [Fact]
    public async Task A_change_agreed_late_takes_nothing_from_this_week()
    {
        // Thursdays at 10:00. On Wednesday evening they agree on Tuesdays "from Monday", two days after that Monday.
        var series = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo);
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, Rhythm(weekday: DayOfWeek.Tuesday), _scene.Hanna.Viewer, default));
        _scene.Clock.Set(At(3, 25, 18));

        await _scene.Do(async db => await Agree(db, (await _scene.Proposals(series.Id))[^1], _scene.Teo));

        var plan = await _scene.Plan(series.Id);
        Assert.Equal([At(3, 26), At(3, 31), At(4, 7)], plan.Slots(At(3, 23), At(4, 8)).Select(slot => slot.PlannedStart));
        Assert.Equal(new DateOnly(2026, 3, 30), (await _scene.Proposals(series.Id))[^1].FromDay);
    }

    [Fact]
    public async Task A_meeting_that_was_moved_beyond_the_change_stands_and_the_change_waits_for_it()
    {
        // Every two weeks on Thursdays; the meeting of the 19th was moved into the second week of its window.
        var series = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo, cadence: Cadence.EveryTwoWeeks, from: new(2026, 3, 19));
        await _scene.Do(db => Move(db, series.Id, At(3, 19), new(2026, 3, 25)));
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, Rhythm(), _scene.Hanna.Viewer, default));

        await _scene.Do(async db => await Agree(db, (await _scene.Proposals(series.Id))[^1], _scene.Teo));

        Assert.Equal(new DateOnly(2026, 3, 30), (await _scene.Proposals(series.Id))[^1].FromDay);
        var moved = Assert.Single(await _scene.Meetings(series.Id));
        Assert.Equal((At(3, 25), At(3, 30, 0)), (moved.StartsAt, moved.WindowTo));
    }

    [Fact]
    public async Task A_meeting_moved_ahead_of_time_falls_away_when_its_day_does()
    {
        var series = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo);
        await _scene.Do(db => Move(db, series.Id, At(4, 9), new(2026, 4, 10)));
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, Rhythm(weekday: DayOfWeek.Tuesday), _scene.Hanna.Viewer, default));

        await _scene.Do(async db => await Agree(db, (await _scene.Proposals(series.Id))[^1], _scene.Teo));

        Assert.Empty(await _scene.Meetings(series.Id));
    }

    [Fact]
    public async Task A_window_grows_with_a_rarer_rhythm()
    {
        var series = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo);
        await _scene.Do(db => Move(db, series.Id, At(3, 19), new(2026, 3, 20)));
        await _scene.Do(db => new ProposeRhythm(db, _scene.Clock).Run(series.Id, Rhythm(Cadence.EveryTwoWeeks, from: new(2026, 3, 30)), _scene.Hanna.Viewer, default));

        await _scene.Do(async db => await Agree(db, (await _scene.Proposals(series.Id))[^1], _scene.Teo));

        Assert.Equal(At(3, 23, 0), Assert.Single(await _scene.Meetings(series.Id)).WindowTo);
        Assert.Equal([At(3, 19), At(3, 26), At(4, 2), At(4, 16)], (await _scene.Plan(series.Id)).Slots(At(3, 16), At(4, 17)).Select(slot => slot.PlannedStart));
    }

    [Fact]
    public async Task Only_a_skip_level_ends_by_wish_and_takes_its_moved_meetings_with_it()
    {
        var direct = await _scene.Cast.Pair(_scene.Hanna, _scene.Teo);
        var skip = await _scene.Cast.Pair(_scene.Cast.Ruth, _scene.Teo, SeriesKind.SkipLevel);
        await _scene.Do(db => Move(db, skip.Id, At(4, 9), new(2026, 4, 10), _scene.Teo));

        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => new EndSeries(db, _scene.Clock).Run(direct.Id, _scene.Teo.Viewer, default)));
        await _scene.Do(db => new EndSeries(db, _scene.Clock).Run(skip.Id, _scene.Teo.Viewer, default));

        Assert.Equal((new DateOnly(2026, 3, 19), SeriesEnding.Ended), await _scene.Series(skip.Id) is var ended ? (ended.EndedOn, ended.EndedBecause) : default);
        Assert.Empty(await _scene.Meetings(skip.Id));
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => new ProposeRhythm(db, _scene.Clock).Run(skip.Id, Rhythm(Cadence.Monthly), _scene.Teo.Viewer, default)));
    }

    private Task<Id<Series>> Start(Member by, Member with, RhythmRequest? rhythm = null) => _scene.Do(db => Start(db, by, with, rhythm));

    private Task<Id<Series>> Start(Rapport.Data.RapportDb db, Member by, Member with, RhythmRequest? rhythm = null) =>
        new StartSeries(db, _scene.Clock).Run(new(Id<Series>.New(), with.Id, rhythm ?? Rhythm(), []), by.Viewer, default);

    private Task Agree(Rapport.Data.RapportDb db, RhythmProposal proposal, Member who) => new AgreeToRhythm(db, _scene.Clock).Run(proposal.Id, who.Viewer, default);

    private Task Propose(Rapport.Data.RapportDb db, Series series, RhythmRequest rhythm) =>
        new ProposeRhythm(db, _scene.Clock).Run(series.Id, rhythm, _scene.Hanna.Viewer, default);

    private Task Answer(Rapport.Data.RapportDb db, RhythmProposal proposal, RhythmRequest with, Member who) =>
        new AnswerWithAnother(db, _scene.Clock).Run(proposal.Id, with, who.Viewer, default);

    private Task Withdraw(Rapport.Data.RapportDb db, RhythmProposal proposal, Member who) => new WithdrawProposal(db, _scene.Clock).Run(proposal.Id, who.Viewer, default);

    private Task Move(Rapport.Data.RapportDb db, Id<Series> id, DateTimeOffset planned, DateOnly to, Member? by = null) =>
        new MoveMeeting(db, _scene.Clock).Run(id, new(planned, to, new(10, 0), "A customer visits."), (by ?? _scene.Hanna).Viewer, default);
}
