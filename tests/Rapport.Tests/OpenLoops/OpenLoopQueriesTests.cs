using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;

namespace Rapport.Tests.OpenLoops;

public class OpenLoopQueriesTests(Database database) : IClassFixture<Database>
{
    private static readonly DateOnly Today = LoopScene.Today;

    [Fact]
    public async Task Mine_are_by_date_with_what_waits_for_my_yes_first()
    {
        var scene = await LoopScene.Set(database);
        await scene.Promise(promise: "later", due: Today.AddDays(5));
        await scene.Promise(promise: "late", due: Today.AddDays(-3));
        await scene.Promise(promise: "asked of me", due: Today.AddDays(9), by: scene.Hanna);
        await scene.Promise(promise: "hers", owner: scene.Hanna);

        await scene.Run(async db =>
        {
            var queries = new OpenLoopQueries(db, scene.Clock);
            var mine = await queries.Mine(null, 1, scene.SeenByTeo, default);
            Assert.Equal(["asked of me", "late", "later"], mine.Rows.Select(row => row.Promise));
            Assert.Equal([0, 3, 0], mine.Rows.Select(row => row.DaysLate(scene.Clock.GetUtcNow())));
            Assert.Equal(["hers"], (await queries.ToMe(null, 1, scene.SeenByTeo, default)).Rows.Select(row => row.Promise));
        });
    }

    [Fact]
    public async Task One_person_at_a_time_can_be_looked_at()
    {
        var scene = await LoopScene.Set(database);
        await scene.Promise(scene.Hanna, promise: "to Teo");
        await scene.Promise(scene.Hanna, promise: "to Priya", series: scene.WithPriya);
        await scene.Promise(scene.Priya, promise: "from Priya", series: scene.WithPriya);

        await scene.Run(async db =>
        {
            var queries = new OpenLoopQueries(db, scene.Clock);
            Assert.Equal(["to Priya"], (await queries.Mine(scene.Priya.Id, 1, scene.SeenByHanna, default)).Rows.Select(row => row.Promise));
            Assert.Equal(["from Priya"], (await queries.ToMe(scene.Priya.Id, 1, scene.SeenByHanna, default)).Rows.Select(row => row.Promise));
            Assert.Empty((await queries.ToMe(scene.Teo.Id, 1, scene.SeenByHanna, default)).Rows);
            Assert.Equal(["Priya Raghunathan", "Teo Adeyemi"], (await queries.People(scene.SeenByHanna, default)).Select(person => person.Name));
        });
    }

    [Fact]
    public async Task A_long_history_comes_in_pages_the_newest_first()
    {
        var scene = await LoopScene.Set(database);
        for (var day = 0; day < OpenLoopQueries.PageSize + 5; day++)
        {
            var loop = new OpenLoop(scene.WithTeo.Id, scene.Teo.Id, scene.Teo.Id, $"no. {day}", Today, null, null, scene.Clock.GetUtcNow());
            loop.Keep(null, Today, scene.Clock.GetUtcNow().AddMinutes(day));
            await scene.Save(loop);
        }

        await scene.Run(async db =>
        {
            var queries = new OpenLoopQueries(db, scene.Clock);
            var first = await queries.Ended(null, 1, scene.SeenByHanna, default);
            var second = await queries.Ended(scene.Teo.Id, 2, scene.SeenByHanna, default);
            Assert.Equal((OpenLoopQueries.PageSize, true, "no. 54"), (first.Rows.Count, first.HasMore, first.Rows[0].Promise));
            Assert.Equal((5, false, "no. 0"), (second.Rows.Count, second.HasMore, second.Rows[^1].Promise));
        });
    }

    [Fact]
    public async Task The_managers_share_is_for_the_pair_and_the_reports_for_the_report()
    {
        var scene = await LoopScene.Set(database);
        await Ended(scene, scene.Hanna, late: false);
        await Ended(scene, scene.Hanna, late: true);
        await Ended(scene, scene.Teo, late: false);
        await scene.Promise(scene.Teo, Today.AddDays(-1));
        await scene.Promise(scene.Teo, Today.AddDays(1));

        await scene.Run(async db =>
        {
            var queries = new OpenLoopQueries(db, scene.Clock);
            FollowThrough hannas = new(scene.Hanna.Id, 1, 2), teos = new(scene.Teo.Id, 1, 2);
            Assert.Equal(hannas, await queries.Own(scene.SeenByHanna, default));
            Assert.Equal(teos, await queries.Own(scene.SeenByTeo, default));
            foreach (var viewer in new[] { scene.SeenByHanna, scene.SeenByTeo })
            {
                var page = await new SeriesQueries(db, scene.Clock).Page(scene.WithTeo.Id, viewer, default);
                Assert.Equal((hannas.Kept, hannas.Due), (page.ManagerKept, page.ManagerDue));
            }
        });
    }

    [Fact]
    public async Task A_history_tells_who_did_what_when_and_why()
    {
        var scene = await LoopScene.Set(database);
        var loop = await scene.Promise();
        await scene.Run(db => new PostponeLoop(db, scene.Clock).Run(loop.Id, new(Today.AddDays(9), "Waited for someone"), scene.SeenByTeo, default));

        await scene.Run(async db =>
        {
            var history = await new OpenLoopQueries(db, scene.Clock).History(loop.Id, scene.SeenByHanna, default);
            Assert.Equal([LoopHappening.Proposed, LoopHappening.Postponed], history.Select(item => item.What));
            Assert.Equal(("Teo Adeyemi", "Waited for someone", Today.AddDays(9)), (history[1].By, history[1].Word, history[1].ToDue!.Value));
            Assert.Empty(await new OpenLoopQueries(db, scene.Clock).History(loop.Id, LoopScene.As(scene.Rune, isAdministrator: true), default));
        });
    }

    [Fact]
    public async Task Each_list_is_one_statement()
    {
        var scene = await LoopScene.Set(database);
        await scene.Promise();
        using var counter = new StatementCounter(database);
        await scene.Run(async db =>
        {
            var queries = new OpenLoopQueries(db, scene.Clock);
            await queries.Mine(null, 1, scene.SeenByTeo, default);
            await queries.ToMe(null, 1, scene.SeenByTeo, default);
            await queries.Ended(null, 1, scene.SeenByTeo, default);
            await queries.OfSeries(scene.WithTeo.Id, scene.SeenByTeo, default);
        });
        Assert.Equal(4, counter.Count);
    }

    private static async Task Ended(LoopScene scene, Rapport.Features.People.Person owner, bool late)
    {
        var loop = new OpenLoop(scene.WithTeo.Id, owner.Id, owner.Id, "Say when", late ? Today.AddDays(-10) : Today, null, null, scene.Clock.GetUtcNow().AddDays(-20));
        loop.Keep(null, Today.AddDays(-1), scene.Clock.GetUtcNow().AddDays(-1));
        await scene.Save(loop);
    }
}
