using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Features.Accounts;
using Rapport.Hosting;

namespace Rapport.Tests.Accounts;

/// <summary>The number that a signed-in browser carries: it cannot be guessed, is new whenever somebody shows who they are, and ends everywhere at once.</summary>
public class SessionNumbersTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = Cast.Password;

    private Cast _cast = null!;

    [Fact]
    public void Each_of_its_128_bits_is_a_coin()
    {
        const int Sessions = 2000;
        var ones = new int[128];
        for (var at = 0; at < Sessions; at++)
        {
            var bytes = new AccountSession(Guid.NewGuid(), "", "", DateTimeOffset.UnixEpoch).Id.Value.ToByteArray();
            for (var bit = 0; bit < 128; bit++)
                ones[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
        }

        // Seven standard deviations: a fair coin leaves this once in a thousand million years of builds.
        Assert.All(ones, count => Assert.InRange(count, (Sessions / 2) - 160, (Sessions / 2) + 160));
    }

    [Fact]
    public async Task Signing_in_and_showing_again_who_one_is_give_a_new_one_and_the_one_before_is_dead()
    {
        // Somebody put a session of their own into the browser beforehand.
        using var planted = host.Browser(cookies: Cast.Cookie(host, await _cast.SignIn(_cast.Omar, host.Clock.GetUtcNow())));
        using var entered = await planted.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Password));
        var first = Carried(entered);
        Assert.Contains("Teo", await planted.GetStringAsync("/account"), StringComparison.Ordinal);

        using var again = await planted.Submit("/sign-in/again", "Go on", ("Password", Password));
        var second = Carried(again);
        Assert.NotEqual(first, second);
        using var stale = host.Browser(cookies: new Cookie("__Host-rapport", first));
        Assert.Equal(HttpStatusCode.Redirect, (await stale.GetAsync("/account")).StatusCode);
        using var fresh = host.Browser(cookies: new Cookie("__Host-rapport", second));
        Assert.Equal(HttpStatusCode.OK, (await fresh.GetAsync("/account")).StatusCode);

        using var third = host.Browser();
        Assert.NotEqual(second, Carried(await third.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Password))));
    }

    [Theory]
    [InlineData("/sign-out", "Sign out")]
    [InlineData("/account", "Sign out everywhere")]
    public async Task A_sign_out_on_one_node_is_heard_on_the_other_with_the_next_request(string page, string button)
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var one = await Node(keys);
        await using var other = await Node(keys);
        var cookie = Cast.Cookie(one.Services, await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow()));
        using var here = Host.Browser(one, cookies: cookie);
        using var there = Host.Browser(other, cookies: cookie);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/account")).StatusCode);

        using var left = await here.Submit(page, button);
        Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task A_disabled_account_is_out_on_the_other_node_too()
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var one = await Node(keys);
        await using var other = await Node(keys);
        using var robin = Host.Browser(one, cookies: Cast.Cookie(one.Services, await _cast.SignIn(_cast.Robin, host.Clock.GetUtcNow())));
        using var teo = Host.Browser(other, cookies: Cast.Cookie(other.Services, await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow())));
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync("/account")).StatusCode);

        using var disabled = await robin.Submit($"/administration/accounts/{_cast.Teo.Id}", "Disable");
        Assert.Equal(HttpStatusCode.Redirect, disabled.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await teo.GetAsync("/account")).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account, guess_budget cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(host);
        await _cast.GivePassword(host, _cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Carried(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-rapport=", StringComparison.Ordinal)).Split(';')[0]["__Host-rapport=".Length..];

    /// <summary>One of several servers on the same database, with the same keys.</summary>
    private Task<WebApplication> Node(IDataProtectionProvider keys) =>
        Host.Start(new ServerOptions(), host.Database, host.Clock, change: builder => builder.Services.AddSingleton(keys));
}
