using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rapport.Access;
using Rapport.Features.People;

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

        /// <summary>Those who belong to a leadership sync; for others there is nothing, administrators included (see SyncAccessTests).</summary>
        Sync,
    }

    /// <summary>With the row of the access table that says what of it anybody may see.</summary>
    private static readonly Dictionary<string, (For Whom, string Row)> Routes = new(StringComparer.Ordinal)
    {
        ["/"] = (For.SignedIn, "The series and its dates"),
        ["/palette"] = (For.SignedIn, "Person: name, team, title, zone"),
        ["/error"] = (For.Everyone, ""),
        ["/health/live"] = (For.Everyone, ""),
        ["/health/ready"] = (For.Everyone, ""),
        ["/csp-reports"] = (For.Everyone, ""),
        ["/sign-in"] = (For.Everyone, ""),
        ["/sign-in/again"] = (For.SignedIn, "Session"),
        ["/sign-in/passkey-options"] = (For.Everyone, ""),
        ["/sign-out"] = (For.SignedIn, "Session"),
        ["/invitations/{token}"] = (For.Everyone, ""),
        ["/invitations/{token}/passkey-options"] = (For.Everyone, ""),
        ["/account"] = (For.SignedIn, "Account"),
        ["/account/log"] = (For.SignedIn, "Log: that they signed in"),
        ["/account/password"] = (For.SignedIn, "Account"),
        ["/account/passkeys/new"] = (For.SignedIn, "Passkey"),
        ["/account/passkeys/options"] = (For.SignedIn, "Passkey"),
        ["/recoveries/{recovery}"] = (For.Pair, "Restored sign-in, to confirm"),
        ["/.well-known/passkey-endpoints"] = (For.Everyone, ""),
        ["/administration"] = (For.Administrators, "Organisation, guides, policies, holidays"),
        ["/administration/accounts"] = (For.Administrators, "Account"),
        ["/administration/accounts/{person}"] = (For.Administrators, "Account"),
        ["/administration/log"] = (For.Administrators, "Log: that they signed in"),
        ["/administration/series"] = (For.Administrators, "The series and its dates"),
        ["/administration/holidays/{handler}"] = (For.Administrators, "Organisation, guides, policies, holidays"),
        ["/administration/policies/{handler}"] = (For.Administrators, "Organisation, guides, policies, holidays"),
        ["/administration/policies/guides/{guide}"] = (For.Administrators, "Organisation, guides, policies, holidays"),
        ["/administration/policies/templates/{template}/{handler}"] = (For.Administrators, "Agenda template"),
        ["/administration/messages/{handler}"] = (For.Administrators, "Message to them: state, address, times"),
        ["/administration/mail/{handler}"] = (For.Administrators, "Mail server, chat channels"),
        ["/administration/chat/{handler}"] = (For.Administrators, "Mail server, chat channels"),
        ["/people"] = (For.SignedIn, "Person: name, team, title, zone"),
        ["/people/{person}/{handler}"] = (For.SignedIn, "Person: name, team, title, zone"),
        ["/people/chart"] = (For.SignedIn, "Who manages them today"),
        ["/people/teams"] = (For.SignedIn, "Team"),
        ["/people/new"] = (For.Administrators, "Level, start date, e-mail"),
        ["/people/import"] = (For.Administrators, "Level, start date, e-mail"),
        ["/people/import/sample.csv"] = (For.Administrators, "Level, start date, e-mail"),
        ["/people.csv"] = (For.Administrators, "Level, start date, e-mail"),
        ["/people/{person}/details"] = (For.Administrators, "Level, start date, e-mail"),
        ["/people/{person}/manager"] = (For.Administrators, "Who managed them, who will"),
        ["/people/{person}/leaving"] = (For.Administrators, "Who managed them, who will"),
        ["/one-on-ones"] = (For.SignedIn, "The series and its dates"),
        ["/one-on-ones/new/{handler}"] = (For.SignedIn, "Place on one's own reporting line"),
        ["/one-on-ones/{series}/{handler}"] = (For.Pair, "The series and its dates"),
        ["/one-on-ones/{series}/earlier"] = (For.Pair, "Meeting"),
        ["/one-on-ones/{series}/meetings"] = (For.Pair, "Meeting"),
        ["/one-on-ones/{series}/templates"] = (For.Pair, "The series and its dates"),
        ["/one-on-ones/{series}/move"] = (For.Pair, "Meeting"),
        ["/one-on-ones/{series}/rhythm/{handler}"] = (For.Pair, "Rhythm and its proposals"),
        ["/one-on-ones/{series}/carry-over/{handler}"] = (For.Pair, "The series and its dates"),
        ["/meetings/{meeting}/{handler}"] = (For.Pair, "Meeting"),
        ["/meetings/{meeting}/closing/{handler}"] = (For.Pair, "Meeting"),
        ["/meetings/{meeting}.md"] = (For.Pair, "Meeting"),
        ["/live/meetings"] = (For.SignedIn, "Shared text"),
        ["/live/meetings/negotiate"] = (For.SignedIn, "Shared text"),
        ["/points/{point}/{handler}"] = (For.Pair, "Agenda point"),
        ["/open-loops"] = (For.SignedIn, "Open loop (the manager's own)"),
        ["/open-loops/{loop}/{handler}"] = (For.Pair, "Open loop (the manager's own)"),
        ["/leadership-sync"] = (For.SignedIn, "That it exists, who facilitates, who stands in"),
        ["/leadership-sync/new"] = (For.Sync, "That it exists, who facilitates, who stands in"),
        ["/leadership-sync/decisions"] = (For.SignedIn, "Decision of a sync"),
        ["/leadership-sync/{sync}"] = (For.Sync, "A meeting of it"),
        ["/leadership-sync/{sync}/settings/{handler}"] = (For.Sync, "Who belongs to it and who did"),
        ["/leadership-sync/{sync}/pre-read/{handler}"] = (For.Sync, "A meeting of it"),
        ["/leadership-sync/meetings/{syncmeeting}/{handler}"] = (For.Sync, "A meeting of it"),
        ["/leadership-sync/meetings/{syncmeeting}/pass-on"] = (For.Sync, "A meeting of it"),
        ["/leadership-sync/actions/{syncaction}/{handler}"] = (For.Sync, "Action of a sync"),
        ["/leadership-sync/meetings/{syncmeeting}.md"] = (For.Sync, "Record of a past sync"),
        ["/register"] = (For.SignedIn, "Risk, and how it was rated"),
        ["/register/{risk}/{handler}"] = (For.Sync, "Risk, and how it was rated"),
        ["/register.csv"] = (For.SignedIn, "Risk, and how it was rated"),
        ["/who-sees-what"] = (For.SignedIn, "The series and its dates"),
        ["/cadence"] = (For.SignedIn, "Whether its meetings are held"),
        ["/decisions"] = (For.SignedIn, "Decision that both published"),
        ["/leave/{handler}"] = (For.SignedIn, "Leave"),
        ["/private-notes"] = (For.SignedIn, "Private notes, as unreadable bytes"),
        ["/private-notes/keys"] = (For.SignedIn, "Private notes, as unreadable bytes"),
        ["/vault"] = (For.SignedIn, "Private notes, as unreadable bytes"),
        ["/vault/foundings"] = (For.SignedIn, "Private notes, as unreadable bytes"),
        ["/vault/items"] = (For.SignedIn, "Private notes, as unreadable bytes"),
        ["/vault/changes"] = (For.SignedIn, "Private notes, held for a change"),
        ["/vault/takeouts"] = (For.SignedIn, "Log: that they took private notes along"),
        ["/vault/retirements"] = (For.SignedIn, "Private notes, held for a change"),
    };

    private RouteScene scene = null!;
    private Cast cast = null!;
    private Member carlos = null!;
    private Member helen = null!;
    private Member sten = null!;

    [Fact]
    public void Every_route_is_listed_and_every_listed_one_exists()
    {
        var found = Served.By(host).Select(endpoint => Served.Named(endpoint.RoutePattern.RawText!)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Every_route_that_is_not_for_everyone_is_covered_by_a_row_of_the_access_table() =>
        Assert.All(Routes.Where(route => route.Value.Whom != For.Everyone), route => Assert.True(Row(route.Value.Row) is not null, $"{route.Key}: there is no row “{route.Value.Row}”."));

    /// <summary>Each relation of the table against each address of a pair's: where it says nothing, nothing is there.</summary>
    [Fact]
    public async Task An_address_of_a_pair_opens_to_whom_the_table_says_and_to_nobody_else()
    {
        var relations = new (Relation Relation, Member Who)[]
        {
            (Relation.Manager, cast.Hanna), (Relation.Report, cast.Teo), (Relation.SkipLevel, cast.Ruth), (Relation.CtoAbove, carlos), (Relation.HeadElsewhere, helen),
            (Relation.Peer, cast.Priya), (Relation.FormerManager, cast.Omar), (Relation.Administrator, cast.Robin), (Relation.Stranger, sten),
        };
        var found = new List<string>();
        var opened = 0;
        foreach (var (relation, who) in relations)
        {
            // An address may lead on to another of the same pair, which then is the one that counts.
            using var browser = await cast.Browser(host, who, follow: true);
            foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Rule(one.Endpoint) == For.Pair && Served.Takes(one.Endpoint, "GET")))
            {
                var route = Served.Named(endpoint.RoutePattern.RawText!);
                // Nobody's sign-in was restored here.
                if (route == "/recoveries/{recovery}")
                    continue;
                using var page = await browser.Ask(HttpMethod.Get, address);
                var isThere = page.StatusCode != HttpStatusCode.NotFound;
                var may = Row(Routes[route].Row)![relation] is AccessLevel.Reads or AccessLevel.Writes;
                opened += isThere ? 1 : 0;
                if (isThere && !may)
                    found.Add($"{relation}, {address}: {page.StatusCode}, but the table says {Row(Routes[route].Row)!.Letters}");
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.InRange(opened, 20, int.MaxValue);
    }

    [Fact]
    public void Only_what_is_for_everyone_lets_strangers_in() =>
        Assert.All(Served.By(host), endpoint => Assert.Equal(
            (endpoint.RoutePattern.RawText, Rule(endpoint) == For.Everyone),
            (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)));

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_further_than_the_door()
    {
        foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Rule(one.Endpoint) != For.Everyone))
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
            foreach (var (endpoint, address, id) in Served.Addresses(host, scene.Id).Where(one => Rule(one.Endpoint) == For.Pair))
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
        foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Rule(one.Endpoint) == For.Administrators))
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
            foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                Assert.True((int)page.StatusCode < 500, $"{who.Person.Name}, GET {address}: {page.StatusCode}");
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        cast = scene.Cast;
        (carlos, helen, sten) = (
            Member.Of("Carlos Ibarra", "carlos@example.org", "UTC", host.Clock.GetUtcNow()), Member.Of("Helen Moss", "helen@example.org", "UTC", host.Clock.GetUtcNow()),
            Member.Of("Sten Lund", "sten@example.org", "UTC", host.Clock.GetUtcNow()));
        carlos.Person.Hold([PersonRole.Cto]);
        helen.Person.Hold([PersonRole.Head]);
        await using var db = cast.Db();
        db.AddRange(carlos.Person, helen.Person, sten.Person);
        await db.SaveChangesAsync();
        var earlier = new ReportingLine(cast.Teo.Id, cast.Omar.Id, new(2023, 1, 1));
        earlier.End(new(2024, 1, 1));
        db.AddRange(carlos.Account, helen.Account, sten.Account, earlier, new ReportingLine(cast.Ruth.Id, carlos.Id, new(2024, 1, 1)));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static For Rule(RouteEndpoint endpoint) => Routes[Served.Named(endpoint.RoutePattern.RawText!)].Whom;

    private static AccessRow? Row(string what) => AccessTable.OfThePerson.Rows.Concat(AccessTable.OfARunningSeries.Rows).Concat(AccessTable.OfASync.Rows).FirstOrDefault(row => row.What == what);

    private static string IdIn(string address) => address.Split('/', '.').First(part => Guid.TryParse(part, out _));

    private static async Task<string> Body(HttpResponseMessage answer, string address) =>
        Served.WithoutTokens(await answer.Content.ReadAsStringAsync()).Replace(address, "", StringComparison.Ordinal);
}
