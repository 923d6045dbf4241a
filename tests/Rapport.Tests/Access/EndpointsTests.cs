using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Policies;

namespace Rapport.Tests.Access;

/// <summary>
/// Every route of the program, with whom it is for. A route that is not listed here fails the test; each one is tried by
/// somebody who is not signed in, by a stranger, and by an administrator.
/// </summary>
public class EndpointsTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private enum For
    {
        /// <summary>Nobody is asked who they are.</summary>
        Everyone,

        /// <summary>Whoever is signed in; it shows what is theirs.</summary>
        SignedIn,

        /// <summary>Those who run the installation; for others there is nothing.</summary>
        Administrators,

        /// <summary>The two of a pair; for others there is nothing, administrators included.</summary>
        Pair,
    }

    private static readonly Dictionary<string, For> Routes = new(StringComparer.Ordinal)
    {
        ["/"] = For.SignedIn,
        ["/palette"] = For.SignedIn,
        ["/error"] = For.Everyone,
        ["/health/live"] = For.Everyone,
        ["/health/ready"] = For.Everyone,
        ["/csp-reports"] = For.Everyone,
        ["/sign-in"] = For.Everyone,
        ["/sign-in/again"] = For.SignedIn,
        ["/sign-in/passkey-options"] = For.Everyone,
        ["/sign-out"] = For.SignedIn,
        ["/invitations/{token}"] = For.Everyone,
        ["/invitations/{token}/passkey-options"] = For.Everyone,
        ["/account"] = For.SignedIn,
        ["/account/password"] = For.SignedIn,
        ["/account/passkeys/new"] = For.SignedIn,
        ["/account/passkeys/options"] = For.SignedIn,
        ["/recoveries/{recovery}"] = For.Pair,
        ["/.well-known/passkey-endpoints"] = For.Everyone,
        ["/administration"] = For.Administrators,
        ["/administration/accounts"] = For.Administrators,
        ["/administration/accounts/{person}"] = For.Administrators,
        ["/administration/series"] = For.Administrators,
        ["/administration/holidays/{handler}"] = For.Administrators,
        ["/administration/policies/{handler}"] = For.Administrators,
        ["/administration/policies/guides/{guide}"] = For.Administrators,
        ["/administration/policies/templates/{template}/{handler}"] = For.Administrators,
        ["/people"] = For.SignedIn,
        ["/people/{person}/{handler}"] = For.SignedIn,
        ["/people/chart"] = For.SignedIn,
        ["/people/teams"] = For.SignedIn,
        ["/people/new"] = For.Administrators,
        ["/people/import"] = For.Administrators,
        ["/people/import/sample.csv"] = For.Administrators,
        ["/people.csv"] = For.Administrators,
        ["/people/{person}/details"] = For.Administrators,
        ["/people/{person}/manager"] = For.Administrators,
        ["/people/{person}/leaving"] = For.Administrators,
        ["/one-on-ones"] = For.SignedIn,
        ["/one-on-ones/new/{handler}"] = For.SignedIn,
        ["/one-on-ones/{series}/{handler}"] = For.Pair,
        ["/one-on-ones/{series}/earlier"] = For.Pair,
        ["/one-on-ones/{series}/meetings"] = For.Pair,
        ["/one-on-ones/{series}/templates"] = For.Pair,
        ["/one-on-ones/{series}/move"] = For.Pair,
        ["/one-on-ones/{series}/rhythm/{handler}"] = For.Pair,
        ["/one-on-ones/{series}/carry-over/{handler}"] = For.Pair,
        ["/meetings/{meeting}/{handler}"] = For.Pair,
        ["/meetings/{meeting}/closing/{handler}"] = For.Pair,
        ["/meetings/{meeting}.md"] = For.Pair,
        ["/live/meetings"] = For.SignedIn,
        ["/live/meetings/negotiate"] = For.SignedIn,
        ["/points/{point}/{handler}"] = For.Pair,
        ["/open-loops"] = For.SignedIn,
        ["/open-loops/{loop}/{handler}"] = For.Pair,
        ["/cadence"] = For.SignedIn,
        ["/decisions"] = For.SignedIn,
        ["/leave/{handler}"] = For.SignedIn,
        ["/private-notes"] = For.SignedIn,
        ["/private-notes/keys"] = For.SignedIn,
        ["/vault"] = For.SignedIn,
        ["/vault/foundings"] = For.SignedIn,
        ["/vault/items"] = For.SignedIn,
        ["/vault/changes"] = For.SignedIn,
        ["/vault/retirements"] = For.SignedIn,
    };

    private Cast cast = null!;
    private PairThings things = null!;
    private Guid guide;
    private Guid template;

    [Fact]
    public void Every_route_is_listed_and_every_listed_one_exists()
    {
        var found = Served.By(host).Select(endpoint => Served.Named(endpoint.RoutePattern.RawText!)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Only_what_is_for_everyone_lets_strangers_in() =>
        Assert.All(Served.By(host), endpoint => Assert.Equal(
            (endpoint.RoutePattern.RawText, Routes[Served.Named(endpoint.RoutePattern.RawText!)] == For.Everyone),
            (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)));

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_further_than_the_door()
    {
        foreach (var (endpoint, address, _) in Served.Addresses(host, Real).Where(one => Rule(one.Endpoint) != For.Everyone))
        {
            using var browser = host.Browser();
            if (Served.Takes(endpoint, "GET"))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                Assert.True(page.StatusCode == HttpStatusCode.Redirect && page.Headers.Location!.ToString().StartsWith("/sign-in", StringComparison.Ordinal), $"GET {address}: {page.StatusCode}");
            }

            using var data = await browser.Ask(HttpMethod.Get, address, "application/json");
            Assert.True(data.StatusCode is HttpStatusCode.Unauthorized || !Served.Takes(endpoint, "GET"), $"GET {address} for data: {data.StatusCode}");
            using var sent = await browser.Ask(HttpMethod.Post, address);
            Assert.True(sent.StatusCode is HttpStatusCode.Unauthorized || !Served.Takes(endpoint, "POST"), $"POST {address}: {sent.StatusCode}");
        }
    }

    [Fact]
    public async Task What_belongs_to_a_pair_is_for_others_as_if_it_had_never_been()
    {
        var found = new List<string>();
        foreach (var who in new[] { cast.Omar, cast.Robin, cast.Ruth, cast.Priya })
        {
            using var browser = await cast.Browser(host, who);
            var token = await browser.FormToken();
            var never = Served.Addresses(host, _ => Guid.NewGuid()).ToDictionary(one => one.Address.Replace(one.Id, "*", StringComparison.Ordinal), one => one.Address, StringComparer.Ordinal);
            foreach (var (endpoint, address, id) in Served.Addresses(host, Real).Where(one => Rule(one.Endpoint) == For.Pair))
            {
                var missing = never[address.Replace(id, "*", StringComparison.Ordinal)];
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post }.Where(method => Served.Takes(endpoint, method.Method)))
                {
                    using var there = await browser.Ask(method, address, token: token);
                    using var nowhere = await browser.Ask(method, missing, token: token);
                    // An address that leads everybody on to another of the same pair tells nothing; that other one is tried too.
                    if (there.Headers.Location is { } to && to.ToString() == nowhere.Headers.Location?.ToString().Replace(IdIn(missing), id, StringComparison.Ordinal))
                        continue;
                    if ((there.StatusCode, nowhere.StatusCode) != (HttpStatusCode.NotFound, HttpStatusCode.NotFound))
                        found.Add($"{who.Person.Name}, {method} {address}: {there.StatusCode}, and for what does not exist {nowhere.StatusCode}");
                    else if (await Body(nowhere, missing) != await Body(there, address))
                        found.Add($"{who.Person.Name}, {method} {address}: not the same page as for what does not exist");
                }
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task What_is_for_administrators_is_not_there_for_anybody_else()
    {
        using var hanna = await cast.Browser(host, cast.Hanna);
        using var robin = await cast.Browser(host, cast.Robin);
        var token = await hanna.FormToken();
        foreach (var (endpoint, address, _) in Served.Addresses(host, Real).Where(one => Rule(one.Endpoint) == For.Administrators))
        {
            if (Served.Takes(endpoint, "GET"))
            {
                using var refused = await hanna.Ask(HttpMethod.Get, address);
                using var shown = await robin.Ask(HttpMethod.Get, address);
                Assert.True((refused.StatusCode, shown.StatusCode) == (HttpStatusCode.NotFound, HttpStatusCode.OK), $"GET {address}: {refused.StatusCode}, {shown.StatusCode}");
            }

            using var sent = await hanna.Ask(HttpMethod.Post, address, token: token);
            Assert.True(sent.StatusCode == HttpStatusCode.NotFound || !Served.Takes(endpoint, "POST"), $"POST {address}: {sent.StatusCode}");
        }
    }

    [Fact]
    public async Task No_page_breaks_for_whoever_is_signed_in()
    {
        foreach (var who in new[] { cast.Hanna, cast.Omar, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, Real).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                Assert.True((int)page.StatusCode < 500, $"{who.Person.Name}, GET {address}: {page.StatusCode}");
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        cast = await Cast.In(host);
        await using var db = cast.Db();
        guide = (await db.Set<RoleGuide>().FirstAsync()).Id.Value;
        var written = new AgendaTemplate("Before a launch", "- What could still stop it?");
        db.Add(written);
        await db.SaveChangesAsync();
        template = written.Id.Value;
        things = await PairThings.In(db, cast.Hanna, cast.Teo, host.Clock.GetUtcNow().AddDays(-80), null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static For Rule(RouteEndpoint endpoint) => Routes[Served.Named(endpoint.RoutePattern.RawText!)];

    private Guid Real(string hole) => hole switch
    {
        "series" => things.Series.Id.Value,
        "meeting" => things.Meeting.Id.Value,
        "point" => things.Point.Id.Value,
        "loop" => things.Loop.Id.Value,
        "person" => cast.Teo.Id.Value,
        "guide" => guide,
        "template" => template,
        _ => Guid.NewGuid(),
    };

    private static string IdIn(string address) => address.Split('/', '.').First(part => Guid.TryParse(part, out _));

    private static async Task<string> Body(HttpResponseMessage answer, string address) =>
        Served.WithoutTokens(await answer.Content.ReadAsStringAsync()).Replace(address, "", StringComparison.Ordinal);
}
