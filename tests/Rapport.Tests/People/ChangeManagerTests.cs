using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class ChangeManagerTests(Database database) : IClassFixture<Database>
{
    private static readonly DateOnly Today = Organisation.Today;
    private static readonly DateOnly April = new(2026, 4, 1);
    private static readonly DateOnly May = new(2026, 5, 1);

    [Fact]
    public async Task The_old_line_ends_on_the_day_on_which_the_new_one_begins_and_their_series_with_it()
    {
        var org = await Organisation.In(database);
        var (hanna, teo, omar) = (org.Cast.Hanna, org.Cast.Teo, org.Cast.Omar);
        var series = await org.Cast.Pair(hanna, teo);

        await org.ChangeManager(teo, omar, April);

        Assert.Equal("Hanna 2024-01-01..2026-04-01, Omar 2026-04-01..", await org.History(teo));
        var ended = await org.Read(series);
        Assert.Equal((April, SeriesEnding.ManagerChanged), (ended.EndedOn, ended.EndedBecause));
        Assert.False(ended.HasEnded(April.AddDays(-1)));
    }

    [Fact]
    public async Task Whoever_gets_their_first_report_manages_from_that_day_on()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, April);

        var omar = await org.Read(org.Cast.Omar);
        Assert.Equal(April, omar.ManagingSince);
        Assert.Equal([PersonRole.Manager], omar.Roles);

        await org.ChangeManager(org.Cast.Priya, org.Cast.Omar, May);
        Assert.Equal(April, (await org.Read(org.Cast.Omar)).ManagingSince);
    }

    [Fact]
    public async Task Who_has_managed_before_is_no_new_manager_and_a_head_stays_a_head()
    {
        var org = await Organisation.In(database);
        await using (var db = database.Db())
        {
            (await db.Set<Person>().SingleAsync(person => person.Id == org.Cast.Ruth.Id)).Hold([PersonRole.Head]);
            await db.SaveChangesAsync();
        }

        await org.ChangeManager(org.Cast.Teo, org.Cast.Ruth, Today);

        var ruth = await org.Read(org.Cast.Ruth);
        Assert.Null(ruth.ManagingSince);
        Assert.Equal([PersonRole.Head], ruth.Roles);
    }

    [Fact]
    public async Task A_circle_is_refused_and_its_chain_named()
    {
        var org = await Organisation.In(database);
        var refused = await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Ruth, org.Cast.Teo, Today));

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("Ruth Adeyemi → Teo Marković → Hanna Weiß → Ruth Adeyemi", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", await org.History(org.Cast.Ruth));
    }

    [Fact]
    public async Task A_circle_that_only_a_planned_change_would_close_is_refused_too()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Ruth, org.Cast.Omar, May);
        var refused = await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Omar, org.Cast.Teo, April));

        Assert.Contains("circle", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_changes_at_the_same_moment_close_no_circle_together()
    {
        for (var round = 0; round < 5; round++)
        {
            var org = await Organisation.In(database);
            await org.ChangeManager(org.Cast.Hanna, null, Today);

            var outcomes = await Task.WhenAll(
                Record.ExceptionAsync(() => org.ChangeManager(org.Cast.Hanna, org.Cast.Omar, Today)).AsTask(),
                Record.ExceptionAsync(() => org.ChangeManager(org.Cast.Omar, org.Cast.Teo, Today)).AsTask());

            Assert.Single(outcomes, outcome => outcome is null);
            Assert.Single(outcomes, outcome => outcome is Refusal { Kind: RefusalKind.Conflict });
        }
    }

    [Fact]
    public async Task A_skip_level_series_stays_while_its_two_are_above_and_below_each_other()
    {
        var org = await Organisation.In(database);
        var skip = await org.Cast.Pair(org.Cast.Ruth, org.Cast.Teo, SeriesKind.SkipLevel);

        await org.ChangeManager(org.Cast.Teo, org.Cast.Priya, April);
        Assert.Null((await org.Read(skip)).EndedOn);

        await org.ChangeManager(org.Cast.Hanna, org.Cast.Omar, May);
        Assert.Equal((May, SeriesEnding.ManagerChanged), ((await org.Read(skip)).EndedOn!.Value, (await org.Read(skip)).EndedBecause!.Value));
    }

    [Fact]
    public async Task Without_a_manager_for_a_while_nothing_else_ends()
    {
        var org = await Organisation.In(database);
        var skip = await org.Cast.Pair(org.Cast.Ruth, org.Cast.Teo, SeriesKind.SkipLevel);
        var direct = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);

        await org.ChangeManager(org.Cast.Teo, null, Today);

        Assert.Null((await org.Read(skip)).EndedOn);
        Assert.Equal(Today, (await org.Read(direct)).EndedOn);
        Assert.Equal("Hanna 2024-01-01..2026-03-19", await org.History(org.Cast.Teo));
    }

    [Fact]
    public async Task Choosing_the_present_manager_takes_a_planned_change_back()
    {
        var org = await Organisation.In(database);
        var series = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, May);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Hanna, April);

        Assert.Equal("Hanna 2024-01-01..", await org.History(org.Cast.Teo));
        Assert.Null((await org.Read(series)).EndedOn);
    }

    [Fact]
    public async Task An_earlier_change_overtakes_a_planned_one()
    {
        var org = await Organisation.In(database);
        var series = await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, May);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Priya, April);

        Assert.Equal("Hanna 2024-01-01..2026-04-01, Priya 2026-04-01..", await org.History(org.Cast.Teo));
        Assert.Equal(April, (await org.Read(series)).EndedOn);
    }

    [Fact]
    public async Task A_change_of_the_past_is_recorded_unless_another_came_after_it()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, new(2026, 3, 1));
        Assert.Equal("Hanna 2024-01-01..2026-03-01, Omar 2026-03-01..", await org.History(org.Cast.Teo));

        var refused = await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Teo, org.Cast.Priya, new(2026, 2, 1)));
        Assert.Contains("since 1 March 2026", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_manager_is_corrected_on_the_same_day_and_leaves_no_trace()
    {
        var org = await Organisation.In(database);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, Today);
        await org.ChangeManager(org.Cast.Teo, org.Cast.Priya, Today);

        Assert.Equal("Hanna 2024-01-01..2026-03-19, Priya 2026-03-19..", await org.History(org.Cast.Teo));
    }

    [Fact]
    public async Task Nobody_else_changes_a_manager_and_nobody_manages_themselves()
    {
        var org = await Organisation.In(database);

        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Teo, org.Cast.Omar, Today, by: org.Cast.Ruth))).Kind);
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Teo, org.Cast.Teo, Today))).Kind);
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => org.ChangeManager(org.Cast.Teo, org.Cast.Omar, Today.AddYears(3)))).Kind);
    }
}
