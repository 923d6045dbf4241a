using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Features.Accounts;

namespace Rapport.Tests.Accounts;

/// <summary>As it comes: nobody has an account, nothing that anybody could guess opens it, and one link does, once.</summary>
public class FreshInstallationTests(Host host) : IClassFixture<Host>
{
    private static readonly (string Email, string Password)[] Usual =
    [
        ("admin", "admin"), ("admin@example.org", "admin"), ("admin@localhost", "password"), ("administrator@example.org", "administrator"), ("root", "root"), ("rapport", "rapport"), ("admin@rapport.local", "rapport"),
        ("demo@example.org", "demo"), ("hanna@example.org", "a demo is no secret"), ("", ""), ("postgres", "postgres"), ("test@example.org", "test"), ("user@example.org", "changeme"),
    ];

    [Fact]
    public async Task Nobody_has_an_account_and_only_the_first_link_makes_one_and_only_once()
    {
        foreach (var table in new[] { "person", "account", "account_session", "account_passkey", "invitation", "known_browser" })
            Assert.Equal((table, 0L), (table, await Count(table)));

        foreach (var (email, password) in Usual)
        {
            using var stranger = host.Browser();
            using var answer = await stranger.Submit("/sign-in", "Sign in", ("Email", email), ("Password", password));
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests, $"{email}: {answer.StatusCode}");
        }

        var link = await FirstLink();
        // 128 bits and more, in letters of six bits each.
        Assert.InRange(link!.Split('/')[^1].Length, 22, 100);
        var other = await FirstLink();
        Assert.NotEqual(link, other);
        foreach (var dead in new[] { link, "/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/invitations/admin" })
        {
            using var stranger = host.Browser();
            Assert.Contains("This link no longer works", await (await stranger.GetAsync(dead)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var first = host.Browser())
        {
            using var joined = await first.Submit(other!, "Join", ("Name", "Robin Park"), ("Email", "robin@example.org"), ("Zone", "UTC"), ("Password", Cast.Password));
            Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        }

        Assert.Equal(1L, await Count("account"));
        Assert.Null(await FirstLink());
        using var late = host.Browser();
        Assert.Contains("This link no longer works", await (await late.GetAsync(other)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string?> FirstLink()
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FirstAdministratorLink>().Issue(default);
    }

    private async Task<long> Count(string table)
    {
        await using var asked = host.Database.Owner.CreateCommand($"select count(*) from {table}");
        return (long)(await asked.ExecuteScalarAsync())!;
    }
}
