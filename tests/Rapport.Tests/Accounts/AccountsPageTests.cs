using System.Net;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Accounts;

public class AccountsPageTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Accounts = "/administration/accounts";

    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Hundreds_come_in_pages_and_are_found_by_name_and_address_within_six_statements()
    {
        await using (var db = _cast.Db())
        {
            db.AddRange(Enumerable.Range(0, 200).Select(at => new Person($"Engineer {at:000}", $"e{at}@example.org", "Europe/Paris", host.Clock.GetUtcNow())));
            await db.SaveChangesAsync();
        }

        using var robin = await _cast.Browser(host, _cast.Robin);
        using var counter = new StatementCounter(host.Database);
        var first = Forms.Text(await robin.GetStringAsync(Accounts));
        Assert.InRange(counter.Count, 1, 6);
        Assert.Contains("Engineer 049 e49@example.org No account", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Engineer 050", first, StringComparison.Ordinal);
        Assert.Contains("Page 1 of 5", first, StringComparison.Ordinal);
        Assert.Contains("Robin Park", await robin.GetStringAsync(Accounts + "?at=5"), StringComparison.Ordinal);
        Assert.Contains("Page 5 of 5", await robin.GetStringAsync(Accounts + "?at=900000"), StringComparison.Ordinal);

        Assert.Contains("Hanna Weiß", await robin.GetStringAsync(Accounts + "?q=weiss"), StringComparison.Ordinal);
        Assert.Contains("Engineer 150", await robin.GetStringAsync(Accounts + "?q=e150@"), StringComparison.Ordinal);
        Assert.Contains("Nobody here answers to that.", await robin.GetStringAsync(Accounts + "?q=%25"), StringComparison.Ordinal);
        Assert.Contains("?q=engineer&amp;at=3", await robin.GetStringAsync(Accounts + "?q=engineer&at=2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_persons_page_says_what_each_act_means_and_shows_a_link_once()
    {
        await using (var db = _cast.Db())
        {
            db.Add(new Person("Noor Amiri", "noor@example.org", "Europe/Paris", host.Clock.GetUtcNow()) { Id = new(new Guid("01936f00-0000-7000-8000-00000000aaaa")) });
            await db.SaveChangesAsync();
        }

        using var robin = await _cast.Browser(host, _cast.Robin);
        var noor = Accounts + "/01936f00-0000-7000-8000-00000000aaaa";
        using var made = await robin.Submit(noor, "Make an invitation link");
        Assert.Equal(noor, made.Headers.Location?.ToString());
        Assert.Contains("/invitations/", await robin.GetStringAsync(noor), StringComparison.Ordinal);
        Assert.DoesNotContain("/invitations/", await robin.GetStringAsync(noor), StringComparison.Ordinal);

        var teo = Forms.Text(await robin.GetStringAsync($"{Accounts}/{_cast.Teo.Id}"));
        Assert.Contains("stay closed until somebody they meet confirms", teo, StringComparison.Ordinal);
        Assert.DoesNotContain("Disable", Forms.Text(await robin.GetStringAsync($"{Accounts}/{_cast.Robin.Id}")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await robin.GetAsync($"{Accounts}/{Id<Person>.New()}")).StatusCode);
    }

    [Fact]
    public async Task Administrators_alone_are_led_to_administration()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        using var robin = await _cast.Browser(host, _cast.Robin);
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        Assert.Contains("href=\"/administration\"", await robin.GetStringAsync("/account"), StringComparison.Ordinal);
        Assert.DoesNotContain("/administration", await hanna.GetStringAsync("/account"), StringComparison.Ordinal);

        foreach (var place in (string[])["/administration/accounts", "/people/import", "/administration/policies", "/administration/holidays", "/administration/series"])
            Assert.Contains($"href=\"{place}\"", await robin.GetStringAsync("/administration"), StringComparison.Ordinal);
        Assert.Contains("Hanna Weiß Teo Marković Direct since 1 January 2026", Forms.Text(await robin.GetStringAsync("/administration/series")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await hanna.GetAsync("/administration/series")).StatusCode);
    }
}
