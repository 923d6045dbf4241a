using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Policies;

namespace Rapport.Tests.Policies;

/// <summary>Two administrators at the same policy or guide: the later one is told, and keeps what they typed.</summary>
public partial class PolicyPagesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Policies = "/administration/policies";

    private Cast cast = null!;

    [Fact]
    public async Task A_relationship_that_was_changed_meanwhile_is_a_conflict_that_keeps_what_was_typed_in_its_own_fields()
    {
        using var robin = await cast.Browser(host, cast.Robin);
        var opened = await robin.GetStringAsync(Policies);
        using (var first = await robin.Submit(Policies, opened, "Save onboarding", ("Usual.Minutes", "40")))
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);

        using var second = await robin.Submit(Policies, opened, "Save onboarding", ("Usual.Minutes", "55"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var page = await second.Content.ReadAsStringAsync();
        Assert.Contains("This was changed meanwhile.", Forms.Text(page), StringComparison.Ordinal);
        Assert.Equal(["55"], Minutes().Matches(page).Select(field => field.Groups["value"].Value).Where(value => value == "55"));
        Assert.Equal(40, await Minutes(Relationship.Onboarding));

        // Another relationship is another row; and whoever looks again may change it.
        using (var other = await robin.Submit(Policies, opened, "Save skip-levels", ("Usual.Minutes", "50")))
            Assert.Equal(HttpStatusCode.Redirect, other.StatusCode);
        using (var again = await robin.Submit(Policies, "Save onboarding", ("Usual.Minutes", "55")))
            Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal((55, 50), (await Minutes(Relationship.Onboarding), await Minutes(Relationship.SkipLevel)));
    }

    [Fact]
    public async Task So_are_the_numbers()
    {
        using var robin = await cast.Browser(host, cast.Robin);
        var opened = await robin.GetStringAsync(Policies);
        await robin.Submit(Policies, opened, "Save numbers", ("Numbers.HorizonWeeks", "10"));
        using var second = await robin.Submit(Policies, opened, "Save numbers", ("Numbers.Name", "Our own name"), ("Numbers.HorizonWeeks", "12"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("value=\"Our own name\"", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = cast.Db();
        Assert.Equal(10, (await db.Set<Organisation>().AsNoTracking().SingleAsync()).HorizonWeeks);
    }

    [Fact]
    public async Task So_is_a_guide()
    {
        await using var db = cast.Db();
        var guide = await db.Set<RoleGuide>().AsNoTracking().OrderBy(guide => guide.Position).FirstAsync();
        var page = $"{Policies}/guides/{guide.Id}";
        using var robin = await cast.Browser(host, cast.Robin);
        var opened = await robin.GetStringAsync(page);
        using (var first = await robin.Submit(page, opened, "Save guide", ("Input.Topics", "Theirs")))
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);

        using var second = await robin.Submit(page, opened, "Save guide", ("Input.Topics", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var html = await second.Content.ReadAsStringAsync();
        Assert.Contains("Mine", html, StringComparison.Ordinal);
        Assert.Equal(["Theirs"], (await db.Set<RoleGuide>().AsNoTracking().SingleAsync(one => one.Id == guide.Id)).Topics);

        // The page that came back is still based on what they saw: sending it again is no way around.
        using var third = await robin.Submit(page, html, "Save guide");
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> Minutes(Relationship key)
    {
        await using var db = cast.Db();
        return (await db.Set<RelationshipPolicy>().AsNoTracking().SingleAsync(policy => policy.Key == key)).Minutes;
    }

    [GeneratedRegex("<input[^>]*value=\"(?<value>[^\"]*)\"[^>]*name=\"Usual.Minutes\"|<input[^>]*name=\"Usual.Minutes\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Minutes();
}
