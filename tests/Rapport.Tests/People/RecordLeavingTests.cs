using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class RecordLeavingTests(Database database) : IClassFixture<Database>
{
    private static readonly DateOnly Today = Organisation.Today;
    private static readonly DateOnly LastDay = new(2026, 4, 30);
    private static readonly DateOnly May = new(2026, 5, 1);

    [Fact]
    public async Task Everything_ends_with_the_last_day()
    {
        var org = await Organisation.In(database);
        var direct = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        var above = await org.Cast.Pair(org.Cast.Ruth, org.Cast.Hanna);

        await org.Leave(org.Cast.Hanna, LastDay);

        Assert.Equal(May, (await org.Read(org.Cast.Hanna)).LeftOn);
        Assert.Equal("Ruth 2024-01-01..2026-05-01", await org.History(org.Cast.Hanna));
        Assert.Equal("Hanna 2024-01-01..2026-05-01", await org.History(org.Cast.Teo));
        Assert.Equal((May, SeriesEnding.Left), ((await org.Read(direct)).EndedOn!.Value, (await org.Read(direct)).EndedBecause!.Value));
        Assert.Equal(SeriesEnding.Left, (await org.Read(above)).EndedBecause);
    }

    [Fact]
    public async Task The_reports_get_a_new_manager_in_the_same_act()
    {
        var org = await Organisation.In(database);
        var skip = await org.Cast.Pair(org.Cast.Ruth, org.Cast.Teo, SeriesKind.SkipLevel);
        await org.Leave(org.Cast.Hanna, LastDay, reportsTo: org.Cast.Omar);

        Assert.Equal("Hanna 2024-01-01..2026-05-01, Omar 2026-05-01..", await org.History(org.Cast.Teo));
        Assert.Equal("Hanna 2024-01-01..2026-05-01, Omar 2026-05-01..", await org.History(org.Cast.Priya));
        Assert.Equal(SeriesEnding.ManagerChanged, (await org.Read(skip)).EndedBecause);
    }

    [Fact]
    public async Task One_of_the_reports_can_take_over_and_reports_to_the_leavers_manager_then()
    {
        var org = await Organisation.In(database);
        await org.Leave(org.Cast.Hanna, LastDay, reportsTo: org.Cast.Teo);

        Assert.Equal("Hanna 2024-01-01..2026-05-01, Ruth 2026-05-01..", await org.History(org.Cast.Teo));
        Assert.Equal("Hanna 2024-01-01..2026-05-01, Teo 2026-05-01..", await org.History(org.Cast.Priya));
    }

    [Fact]
    public async Task A_plan_to_report_to_the_leaver_is_given_up()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Priya, org.Cast.Omar, new(2026, 6, 1));
        await org.Leave(org.Cast.Omar, LastDay);

        Assert.Equal("Hanna 2024-01-01..", await org.History(org.Cast.Priya));
    }

    [Fact]
    public async Task Promises_of_the_leaver_end_as_left_at_once_when_the_day_is_past_and_the_others_stay_open()
    {
        var org = await Organisation.In(database);
        var series = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        var teos = await org.Promise(series, org.Cast.Teo, "Write up the release steps");
        var hannas = await org.Promise(series, org.Cast.Hanna, "Ask for a second releaser");

        await org.Leave(org.Cast.Teo, Today.AddDays(-1));

        Assert.Equal(LoopEnding.Left, (await org.Read(teos)).EndedAs);
        Assert.True((await org.Read(hannas)).IsOpen);
        await using var db = database.Db();
        Assert.Equal(1, await db.SeenBy(org.Cast.Hanna.Viewer).OpenLoopEvents.CountAsync(item => item.LoopId == teos.Id && item.What == LoopHappening.Ended));
    }

    [Fact]
    public async Task Promises_stay_open_while_the_day_lies_ahead()
    {
        var org = await Organisation.In(database);
        var loop = await org.Promise(await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo), org.Cast.Teo, "Write up the release steps");
        await org.Leave(org.Cast.Teo, Today);

        Assert.True((await org.Read(loop)).IsOpen);
    }

    [Fact]
    public async Task Taken_back_in_time_everything_goes_on()
    {
        var org = await Organisation.In(database);
        var direct = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        var skip = await org.Cast.Pair(org.Cast.Ruth, org.Cast.Teo, SeriesKind.SkipLevel);
        await org.Leave(org.Cast.Hanna, LastDay, reportsTo: org.Cast.Omar);
        await org.Stay(org.Cast.Hanna);

        Assert.Null((await org.Read(org.Cast.Hanna)).LeftOn);
        Assert.Equal("Hanna 2024-01-01..", await org.History(org.Cast.Teo));
        Assert.Equal("Hanna 2024-01-01..", await org.History(org.Cast.Priya));
        Assert.Equal("Ruth 2024-01-01..", await org.History(org.Cast.Hanna));
        Assert.Null((await org.Read(direct)).EndedOn);
        Assert.Null((await org.Read(skip)).EndedOn);
    }

    [Fact]
    public async Task What_is_past_is_not_taken_back_and_nothing_is_recorded_twice()
    {
        var org = await Organisation.In(database);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.Stay(org.Cast.Teo))).Kind);
        await org.Leave(org.Cast.Teo, Today.AddDays(-1));

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.Stay(org.Cast.Teo))).Kind);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.Leave(org.Cast.Teo, Today))).Kind);
    }

    [Fact]
    public async Task Nobody_reports_to_somebody_who_will_have_left()
    {
        var org = await Organisation.In(database);
        await org.Leave(org.Cast.Omar, LastDay);

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Teo, org.Cast.Omar, May))).Kind);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, Today);
        Assert.Equal("Hanna 2024-01-01..2026-03-19, Omar 2026-03-19..2026-05-01", await org.History(org.Cast.Teo));
    }

    [Fact]
    public async Task The_only_administrator_stays_and_nobody_else_records_a_leaving()
    {
        var org = await Organisation.In(database);

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.Leave(org.Cast.Robin, LastDay))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => org.Leave(org.Cast.Teo, LastDay, by: org.Cast.Hanna))).Kind);
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => org.Leave(org.Cast.Teo, LastDay, reportsTo: org.Cast.Teo))).Kind);
    }

    [Fact]
    public async Task An_administrator_who_is_about_to_leave_is_not_counted_as_left_over()
    {
        var org = await Organisation.In(database);
        var robin = org.Cast.Robin.Viewer with { ProvedAt = Organisation.Now };
        await Administration(org).Grant(org.Cast.Ruth.Id, robin, default);
        await org.Leave(org.Cast.Ruth, LastDay);

        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => org.Leave(org.Cast.Robin, LastDay))).Kind);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => Administration(org).Withdraw(org.Cast.Robin.Id, robin, default))).Kind);
        await org.Stay(org.Cast.Ruth);
        await org.Leave(org.Cast.Robin, LastDay);
    }

    [Fact]
    public async Task Of_two_administrators_one_stays_though_one_leaves_while_the_other_loses_the_right()
    {
        var org = await Organisation.In(database);
        var robin = org.Cast.Robin.Viewer with { ProvedAt = Organisation.Now };
        await Administration(org).Grant(org.Cast.Ruth.Id, robin, default);

        var acts = await Task.WhenAll(
            Succeeds(() => org.Leave(org.Cast.Robin, LastDay)),
            Succeeds(() => Administration(org).Withdraw(org.Cast.Ruth.Id, robin, default)));
        Assert.Single(acts, succeeded => succeeded);
    }

    private ChangeAdministration Administration(Organisation org) => new(database.Db(), org.Clock);

    private static async Task<bool> Succeeds(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Refusal)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_leaver_reads_nothing_from_the_day_on_and_the_others_keep_what_was()
    {
        var org = await Organisation.In(database);
        var series = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        var loop = await org.Promise(series, org.Cast.Teo, "Write up the release steps");
        await org.Leave(org.Cast.Teo, Today.AddDays(-1));

        await using var db = database.Db();
        Assert.True(await db.SeenBy(org.Cast.Hanna.Viewer).OpenLoops.AnyAsync(one => one.Id == loop.Id));
        var session = await org.Cast.SignIn(org.Cast.Teo, Organisation.Now);
        Assert.Null(await new Sessions(database.App, org.Clock).Find(session.Id, default));
    }
}
