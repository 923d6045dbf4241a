using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Policies;
using Rapport.Kernel;
using Rapport.Tests.Access;

namespace Rapport.Tests.Accounts;

/// <summary>
/// An organisation may demand passkeys: each door, for people who have a password, a passkey, both or neither, with the demand and
/// without it.
/// </summary>
public class PasskeysOnlyTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private RouteScene scene = null!;
    private Cast cast = null!;

    [Theory]
    [InlineData(false, false, "in")]
    [InlineData(false, true, "in")]
    [InlineData(true, false, "in, to make one")]
    [InlineData(true, true, "refused")]
    public async Task By_the_door_of_passwords(bool isDemanded, bool hasPasskey, string outcome)
    {
        await Prepare(isDemanded, hasPasskey);
        using var browser = host.Browser();
        using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Cast.Password));
        if (outcome == "refused")
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(SignIn.PasskeyWanted, Forms.Text(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).StatusCode);
            return;
        }

        Assert.Equal("/", answer.Headers.Location?.ToString());
        using var first = await browser.Ask(HttpMethod.Get, "/");
        Assert.Equal(outcome == "in" ? null : "/account/passkeys/new", first.Headers.Location?.ToString());
    }

    /// <summary>A wrong password hears the same as ever: nobody learns who has a passkey.</summary>
    [Fact]
    public async Task Whoever_guesses_is_not_told_of_it()
    {
        await Prepare(isDemanded: true, hasPasskey: true);
        using var browser = host.Browser();
        using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", "some other password"));
        Assert.Contains(SignIn.NotTogether, Forms.Text(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_none_finds_every_route_closed_but_the_one_that_makes_one_and_the_way_out()
    {
        await Prepare(isDemanded: true, hasPasskey: false);
        using var teo = await cast.Browser(host, cast.Teo);
        var token = await teo.FormToken();
        var before = await Digest.Of(host.Database);
        string[] open = ["/account/passkeys/new", "/account/passkeys/options", "/sign-in/again", "/sign-out"];
        foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => one.Endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is null && !open.Contains(one.Address)))
        {
            if (Served.Takes(endpoint, "GET"))
            {
                using var page = await teo.Ask(HttpMethod.Get, address);
                Assert.True(page.Headers.Location?.ToString() == "/account/passkeys/new" || page.StatusCode == HttpStatusCode.NotFound, $"GET {address}: {page.StatusCode}");
                using var data = await teo.Ask(HttpMethod.Get, address, "application/json");
                Assert.True(data.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"GET {address} for data: {data.StatusCode}");
            }

            if (Served.Takes(endpoint, "POST"))
            {
                using var sent = await teo.Ask(HttpMethod.Post, address, token: token);
                Assert.True(sent.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"POST {address}: {sent.StatusCode}");
            }
        }

        Assert.Empty(Digest.Changed(before, await Digest.Of(host.Database)));
        Assert.Contains("Make a passkey", await teo.GetStringAsync("/account/passkeys/new"), StringComparison.Ordinal);
        await GivePasskey(cast.Teo);
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync("/")).StatusCode);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Redirect)]
    [InlineData(true, HttpStatusCode.BadRequest)]
    public async Task A_password_alone_lets_nobody_join_or_prove_again(bool isDemanded, HttpStatusCode outcome)
    {
        await Prepare(isDemanded, hasPasskey: true);
        string link;
        await using (var db = cast.Db())
            link = await new InvitePerson(db, host.Clock).Run(new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.Neither), cast.Robin.Viewer, default);
        using var noor = host.Browser();
        var page = await noor.GetStringAsync(link);
        Assert.Equal(!isDemanded, page.Contains("name=\"Password\"", StringComparison.Ordinal));
        using (var joined = await noor.Ask(HttpMethod.Post, link, token: await noor.FormToken(link), fields: [new("Name", "Noor Amiri"), new("Zone", "UTC"), new("Password", Cast.Password)]))
            Assert.Equal(outcome, joined.StatusCode);
        await using (var db = cast.Db())
            Assert.Equal(isDemanded ? 0 : 1, await db.Set<Account>().CountAsync(account => account.Email == "noor@example.org"));

        using var teo = await cast.Browser(host, cast.Teo);
        using var again = await teo.Submit("/sign-in/again", "Go on", ("Password", Cast.Password));
        Assert.Equal(outcome, again.StatusCode);
    }

    [Fact]
    public async Task The_last_passkey_stays_while_it_is_demanded()
    {
        await Prepare(isDemanded: true, hasPasskey: true);
        await using var scope = host.Services.CreateAsyncScope();
        var id = Convert.ToHexStringLower(Credential(cast.Teo));
        await using var db = cast.Db();
        var remove = () => new ChangePasskeys(db, scope.ServiceProvider.GetRequiredService<Passkeys>(), host.Clock).Remove(id, cast.Teo.Viewer with { ProvedAt = host.Clock.GetUtcNow() }, default);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(remove)).Kind);
    }

    [Fact]
    public async Task It_is_demanded_by_an_administrator_who_has_one_and_has_just_shown_it()
    {
        const string Policies = "/administration/policies";
        using var robin = await cast.Browser(host, cast.Robin);
        using (var without = await robin.Submit(Policies, "Demand passkeys"))
            Assert.Equal(HttpStatusCode.Conflict, without.StatusCode);
        await GivePasskey(cast.Robin);
        host.Clock.Pass(TimeSpan.FromMinutes(16));
        using (var stale = await robin.Submit(Policies, "Demand passkeys"))
            Assert.Equal(HttpStatusCode.Forbidden, stale.StatusCode);

        using var fresh = await cast.Browser(host, cast.Robin);
        using (var on = await fresh.Submit(Policies, "Demand passkeys"))
            Assert.Equal(HttpStatusCode.Redirect, on.StatusCode);
        await using var db = cast.Db();
        Assert.NotNull((await db.Set<Organisation>().AsNoTracking().SingleAsync()).PasskeysOnlySince);
        using (var off = await fresh.Submit(Policies, "Let passwords do again"))
            Assert.Equal(HttpStatusCode.Redirect, off.StatusCode);
        Assert.Null((await db.Set<Organisation>().AsNoTracking().SingleAsync()).PasskeysOnlySince);
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        cast = scene.Cast;
        await Demand(false);
        await using var forget = host.Database.Owner.CreateCommand("truncate guess_budget");
        await forget.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await Demand(false);

    private async Task Prepare(bool isDemanded, bool hasPasskey)
    {
        await cast.GivePassword(host, cast.Teo);
        if (hasPasskey)
            await GivePasskey(cast.Teo);
        await Demand(isDemanded);
    }

    private async Task Demand(bool isDemanded)
    {
        await using var command = host.Database.Owner.CreateCommand($"update organisation set passkeys_only_since = {(isDemanded ? "now()" : "null")}");
        await command.ExecuteNonQueryAsync();
    }

    private async Task GivePasskey(Member who)
    {
        await using var db = cast.Db();
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = who.Account.Id, CredentialId = Credential(who),
            Data = new IdentityPasskeyData { Name = "Laptop", PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = host.Clock.GetUtcNow() },
        });
        await db.SaveChangesAsync();
    }

    private static byte[] Credential(Member who) => who.Account.Id.ToByteArray();
}
