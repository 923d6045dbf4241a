using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.OpenLoops;

public class OpenLoopTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 19);
    private static readonly Id<Person> Hanna = Id<Person>.New();
    private static readonly Id<Person> Teo = Id<Person>.New();

    [Fact]
    public void Ones_own_promise_counts_at_once_and_one_typed_for_the_other_waits_for_a_yes()
    {
        Assert.False(Promise(by: Teo).IsProposed);

        var proposed = Promise(by: Hanna);
        Assert.True(proposed.IsProposed);
        proposed.Accept(Now);
        Assert.False(proposed.IsProposed);
        Assert.Equal([LoopHappening.Proposed, LoopHappening.Accepted], proposed.News.Select(item => item.What));
    }

    [Fact]
    public void A_proposal_cannot_be_kept_moved_or_given_up_before_it_is_accepted()
    {
        var loop = Promise(by: Hanna);

        Assert.All<Action>(
            [() => loop.Keep(null, Today, Now), () => loop.GiveUp(null, Now), () => loop.Postpone(Today.AddDays(20), null, Now)],
            act => Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(act).Kind));
    }

    [Theory]
    [InlineData(0, LoopEnding.Kept)]
    [InlineData(-1, LoopEnding.Late)]
    public void Done_on_its_day_is_kept_and_done_the_day_after_is_late(int due, LoopEnding ending)
    {
        var loop = Promise(due: Today.AddDays(due));
        loop.Keep(null, Today, Now);
        Assert.Equal(ending, loop.EndedAs);
    }

    [Fact]
    public void A_new_date_is_later_and_is_counted_and_remembered_with_its_word()
    {
        var loop = Promise(due: Today);

        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => loop.Postpone(Today, null, Now)).Kind);
        loop.Postpone(Today.AddDays(7), " The rota came first. ", Now);

        Assert.Equal((1, Today.AddDays(7), Today), (loop.Postponements, loop.Due, loop.FirstDue));
        var moved = loop.News.Last();
        Assert.Equal((LoopHappening.Postponed, Today, Today.AddDays(7), "The rota came first."), (moved.What, moved.FromDue, moved.ToDue, moved.Word));
    }

    [Fact]
    public void A_day_that_is_past_cannot_be_promised()
    {
        Promise(due: Today).RefuseIfPast(Today);
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => Promise(due: Today.AddDays(-1)).RefuseIfPast(Today)).Kind);
    }

    [Fact]
    public void The_word_on_why_comes_after_the_ending_and_stands_in_the_history_too()
    {
        var loop = Promise();
        loop.GiveUp(null, Now);
        loop.Explain(loop.News.Last(), "No longer needed");

        Assert.Equal("No longer needed", loop.Word);
        Assert.Equal("No longer needed", loop.News.Last().Word);
    }

    [Fact]
    public void There_is_nothing_to_explain_about_a_promise_that_is_simply_open()
    {
        var loop = Promise();
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => loop.Explain(loop.News.Last(), "Because")).Kind);
    }

    [Fact]
    public void What_ended_with_its_owners_leaving_is_not_opened_again()
    {
        var loop = Promise();
        loop.EndAsLeft(Now);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => loop.Reopen(Now)).Kind);
    }

    private static OpenLoop Promise(Id<Person>? by = null, DateOnly? due = null) =>
        new(Id<Series>.New(), Teo, by ?? Teo, "Write the release steps down", due ?? Today.AddDays(3), null, null, Now);
}
