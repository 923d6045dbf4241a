using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.OpenLoops;

public class LoopUseCaseTests(Database database) : IClassFixture<Database>
{
    private static readonly DateOnly Today = LoopScene.Today;

    [Fact]
    public async Task A_double_click_makes_one_promise()
    {
        var scene = await LoopScene.Set(database);
        var request = Request(scene.Teo);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Run(db => new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, request, scene.SeenByTeo, default))));

        Assert.Equal(scene.Teo.Id, (await scene.Stored(request.Id)).OwnerId);
        Assert.Single(await scene.History(request.Id));
    }

    [Fact]
    public async Task A_promise_typed_for_the_other_is_theirs_to_accept()
    {
        var scene = await LoopScene.Set(database);
        var request = Request(scene.Teo);
        await scene.Run(db => new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, request, scene.SeenByHanna, default));
        Assert.True((await scene.Stored(request.Id)).IsProposed);

        await Refused(RefusalKind.Forbidden, () => scene.Run(db => new AcceptLoop(db, scene.Clock).Run(request.Id, scene.SeenByHanna, default)));
        await Twice(() => scene.Run(db => new AcceptLoop(db, scene.Clock).Run(request.Id, scene.SeenByTeo, default)));

        Assert.False((await scene.Stored(request.Id)).IsProposed);
        Assert.Equal(2, (await scene.History(request.Id)).Count);
    }

    [Fact]
    public async Task A_proposal_is_declined_with_a_word()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise(by: scene.Hanna);

        await Twice(() => scene.Run(db => new DeclineLoop(db, scene.Clock).Run(loop.Id, new("Ruth does this"), scene.SeenByTeo, default)));

        var stored = await scene.Stored(loop.Id);
        Assert.Equal((LoopEnding.Declined, "Ruth does this"), (stored.EndedAs!.Value, stored.Word));
    }

    [Fact]
    public async Task The_owners_own_day_decides_what_is_past()
    {
        var scene = await LoopScene.Set(database);
        // 20:00 UTC: in Kolkata it is the 20th already, in Berlin it is not.
        scene.Clock.Set(new DateTimeOffset(2026, 3, 19, 20, 0, 0, TimeSpan.Zero));

        await Refused(RefusalKind.Invalid, () => scene.Run(db =>
            new ProposeLoop(db, scene.Clock).Run(scene.WithPriya.Id, Request(scene.Priya, Today), scene.SeenByHanna, default)));
        await scene.Run(db => new ProposeLoop(db, scene.Clock).Run(scene.WithPriya.Id, Request(scene.Hanna, Today), scene.SeenByHanna, default));
    }

    [Fact]
    public async Task Neither_a_strangers_promise_nor_one_in_a_strangers_series_is_written()
    {
        var scene = await LoopScene.Set(database);

        await Refused(RefusalKind.Missing, () => scene.Run(db =>
            new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, Request(scene.Rune), LoopScene.As(scene.Rune, isAdministrator: true), default)));
        await Refused(RefusalKind.Invalid, () => scene.Run(db =>
            new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, Request(scene.Priya), scene.SeenByHanna, default)));
        await Refused(RefusalKind.Missing, () => scene.Run(db =>
            new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, Request(scene.Teo) with { Point = Id<AgendaPoint>.New() }, scene.SeenByHanna, default)));
        await Refused(RefusalKind.Missing, () => scene.Run(db =>
            new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, Request(scene.Teo) with { Meeting = Id<Meeting>.New() }, scene.SeenByHanna, default)));
    }

    [Fact]
    public async Task Two_quick_presses_are_one_end()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Run(db => new KeepLoop(db, scene.Clock).Run(loop.Id, new(null), scene.SeenByTeo, default))));

        Assert.Equal(LoopEnding.Kept, (await scene.Stored(loop.Id)).EndedAs);
        Assert.Single(await scene.History(loop.Id), item => item.What == LoopHappening.Ended);
    }

    [Fact]
    public async Task A_press_on_what_ended_otherwise_meanwhile_is_a_conflict()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();
        await scene.Run(db => new GiveUpLoop(db, scene.Clock).Run(loop.Id, new(null), scene.SeenByTeo, default));

        await Refused(RefusalKind.Conflict, () => scene.Run(db => new KeepLoop(db, scene.Clock).Run(loop.Id, new(null), scene.SeenByTeo, default)));
        await Refused(RefusalKind.Conflict, () => scene.Run(db => new PostponeLoop(db, scene.Clock).Run(loop.Id, new(Today.AddDays(9), null), scene.SeenByTeo, default)));
    }

    [Fact]
    public async Task A_new_date_pressed_twice_is_counted_once()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();

        await Twice(() => scene.Run(db => new PostponeLoop(db, scene.Clock).Run(loop.Id, new(Today.AddDays(9), "Waited for someone"), scene.SeenByTeo, default)));

        Assert.Equal(1, (await scene.Stored(loop.Id)).Postponements);
    }

    [Fact]
    public async Task A_late_promise_does_not_get_a_new_date_that_is_past_too()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise(due: Today.AddDays(-5));

        await Refused(RefusalKind.Invalid, () => scene.Run(db => new PostponeLoop(db, scene.Clock).Run(loop.Id, new(Today.AddDays(-1), null), scene.SeenByTeo, default)));
        Assert.Equal(0, (await scene.Stored(loop.Id)).Postponements);
    }

    [Fact]
    public async Task Only_the_owner_says_what_becomes_of_a_promise()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();

        await Refused(RefusalKind.Forbidden, () => scene.Run(db => new KeepLoop(db, scene.Clock).Run(loop.Id, new(null), scene.SeenByHanna, default)));
        await Refused(RefusalKind.Forbidden, () => scene.Run(db => new PostponeLoop(db, scene.Clock).Run(loop.Id, new(Today.AddDays(9), null), scene.SeenByHanna, default)));
        await Refused(RefusalKind.Forbidden, () => scene.Run(db => new ExplainLoop(db).Run(loop.Id, new("I say"), scene.SeenByHanna, default)));
        await Refused(RefusalKind.Missing, () => scene.Run(db => new GiveUpLoop(db, scene.Clock).Run(loop.Id, new(null), LoopScene.As(scene.Rune, isAdministrator: true), default)));
        await Refused(RefusalKind.Missing, () => scene.Run(db => new KeepLoop(db, scene.Clock).Run(loop.Id, new(null), LoopScene.As(scene.Teo, isShut: true), default)));
    }

    [Fact]
    public async Task The_word_follows_the_ending_and_a_slip_is_taken_back()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();
        await scene.Run(db => new GiveUpLoop(db, scene.Clock).Run(loop.Id, new(null), scene.SeenByTeo, default));
        await scene.Run(db => new ExplainLoop(db).Run(loop.Id, new("Forgot"), scene.SeenByTeo, default));
        Assert.Equal("Forgot", (await scene.Stored(loop.Id)).Word);
        Assert.Equal("Forgot", (await scene.History(loop.Id)).Last().Word);

        scene.Clock.Pass(TimeSpan.FromSeconds(1));
        await Twice(() => scene.Run(db => new ReopenLoop(db, scene.Clock).Run(loop.Id, scene.SeenByTeo, default)));
        Assert.True((await scene.Stored(loop.Id)).IsOpen);
        Assert.Equal(["Proposed", "Ended", "Reopened"], (await scene.History(loop.Id)).Select(item => item.What.ToString()));
    }

    [Fact]
    public async Task In_an_ended_series_the_owner_still_says_how_it_ended_and_nothing_new_begins()
    {
        var scene = await LoopScene.Set(database);
        var (kept, dropped, proposed) = (await scene.Promise(), await scene.Promise(), await scene.Promise(by: scene.Hanna));
        await scene.End(scene.WithTeo, Today);

        await Refused(RefusalKind.Conflict, () => scene.Run(db => new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, Request(scene.Teo), scene.SeenByTeo, default)));
        await Refused(RefusalKind.Conflict, () => scene.Run(db => new AcceptLoop(db, scene.Clock).Run(proposed.Id, scene.SeenByTeo, default)));
        await Refused(RefusalKind.Conflict, () => scene.Run(db => new PostponeLoop(db, scene.Clock).Run(kept.Id, new(Today.AddDays(9), null), scene.SeenByTeo, default)));
        await scene.Run(db => new KeepLoop(db, scene.Clock).Run(kept.Id, new(null), scene.SeenByTeo, default));
        await scene.Run(db => new GiveUpLoop(db, scene.Clock).Run(dropped.Id, new("Reorganised away"), scene.SeenByTeo, default));
        await scene.Run(db => new DeclineLoop(db, scene.Clock).Run(proposed.Id, new(null), scene.SeenByTeo, default));

        Assert.Equal(LoopEnding.Kept, (await scene.Stored(kept.Id)).EndedAs);
        await scene.Run(async db => Assert.Equal(3, (await new OpenLoopQueries(db, scene.Clock).Ended(null, 1, scene.SeenByHanna, default)).Rows.Count));
    }

    [Theory]
    [InlineData("<script>alert(1)</script> \u202Eright to left\u202C 👩‍👩‍👧‍👦", true)]
    [InlineData("   ", false)]
    [InlineData("nul\0", false)]
    [InlineData("half of a pair: {half}", false)]
    public async Task Whatever_is_typed_is_kept_as_typed_or_refused(string promise, bool isKept)
    {
        var scene = await LoopScene.Set(database);
        // An attribute cannot hold half a character.
        promise = promise.Replace("{half}", "\ud83d", StringComparison.Ordinal);
        var request = Request(scene.Teo) with { Promise = promise };
        Task Act() => scene.Run(db => new ProposeLoop(db, scene.Clock).Run(scene.WithTeo.Id, request, scene.SeenByTeo, default));

        if (isKept)
            await Act();
        else
            await Refused(RefusalKind.Invalid, Act);

        await scene.Run(async db => Assert.Equal(isKept ? [promise] : [], (await new OpenLoopQueries(db, scene.Clock).OfSeries(scene.WithTeo.Id, scene.SeenByTeo, default)).Select(row => row.Promise)));
    }

    private static ProposeLoop.Request Request(Person owner, DateOnly? due = null) =>
        new(Id<OpenLoop>.New(), owner.Id, "Write the release steps down", due ?? Today.AddDays(3), null, null);

    private static async Task Twice(Func<Task> act)
    {
        await act();
        await act();
    }

    private static async Task Refused(RefusalKind kind, Func<Task> act) => Assert.Equal(kind, (await Assert.ThrowsAsync<Refusal>(act)).Kind);
}
