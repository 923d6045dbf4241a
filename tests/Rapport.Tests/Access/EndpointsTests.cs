using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Features.Policies;

namespace Rapport.Tests.Access;

/// <summary>
/// Every route of the program, with whom it is for. A route that is not listed here fails the test; each one is tried by
/// somebody who is not signed in, by a stranger, and by an administrator.
/// </summary>
public partial class EndpointsTests(Host host) : IClassFixture<Host>, IAsyncLifetime
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
        ["/administration/accounts"] = For.Administrators,
        ["/administration/holidays/{handler}"] = For.Administrators,
        ["/administration/policies/{handler}"] = For.Administrators,
        ["/administration/policies/guides/{guide}"] = For.Administrators,
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
    };

    private Cast cast = null!;
    private PairThings things = null!;
    private Guid guide;

    [Fact]
    public void Every_route_is_listed_and_every_listed_one_exists()
    {
        var found = Endpoints().Select(endpoint => Named(endpoint.RoutePattern.RawText!)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Only_what_is_for_everyone_lets_strangers_in() =>
        Assert.All(Endpoints(), endpoint => Assert.Equal(
            (endpoint.RoutePattern.RawText, Routes[Named(endpoint.RoutePattern.RawText!)] == For.Everyone),
            (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)));

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_further_than_the_door()
    {
        foreach (var (endpoint, address, _) in Addresses(Real).Where(one => Rule(one.Endpoint) != For.Everyone))
        {
            using var browser = host.Browser();
            if (Takes(endpoint, "GET"))
            {
                using var page = await Send(browser, HttpMethod.Get, address);
                Assert.True(page.StatusCode == HttpStatusCode.Redirect && page.Headers.Location!.ToString().StartsWith("/sign-in", StringComparison.Ordinal), $"GET {address}: {page.StatusCode}");
            }

            using var data = await Send(browser, HttpMethod.Get, address, "application/json");
            Assert.True(data.StatusCode is HttpStatusCode.Unauthorized || !Takes(endpoint, "GET"), $"GET {address} for data: {data.StatusCode}");
            using var sent = await Send(browser, HttpMethod.Post, address);
            Assert.True(sent.StatusCode is HttpStatusCode.Unauthorized || !Takes(endpoint, "POST"), $"POST {address}: {sent.StatusCode}");
        }
    }

    [Fact]
    public async Task What_belongs_to_a_pair_is_for_others_as_if_it_had_never_been()
    {
        var found = new List<string>();
        foreach (var who in new[] { cast.Omar, cast.Robin, cast.Ruth, cast.Priya })
        {
            using var browser = await cast.Browser(host, who);
            var token = await Token(browser);
            var never = Addresses(_ => Guid.NewGuid()).ToDictionary(one => one.Address.Replace(one.Id, "*", StringComparison.Ordinal), one => one.Address, StringComparer.Ordinal);
            foreach (var (endpoint, address, id) in Addresses(Real).Where(one => Rule(one.Endpoint) == For.Pair))
            {
                var missing = never[address.Replace(id, "*", StringComparison.Ordinal)];
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post }.Where(method => Takes(endpoint, method.Method)))
                {
                    using var there = await Send(browser, method, address, token: token);
                    using var nowhere = await Send(browser, method, missing, token: token);
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
        var token = await Token(hanna);
        foreach (var (endpoint, address, _) in Addresses(Real).Where(one => Rule(one.Endpoint) == For.Administrators))
        {
            if (Takes(endpoint, "GET"))
            {
                using var refused = await Send(hanna, HttpMethod.Get, address);
                using var shown = await Send(robin, HttpMethod.Get, address);
                Assert.True((refused.StatusCode, shown.StatusCode) == (HttpStatusCode.NotFound, HttpStatusCode.OK), $"GET {address}: {refused.StatusCode}, {shown.StatusCode}");
            }

            using var sent = await Send(hanna, HttpMethod.Post, address, token: token);
            Assert.True(sent.StatusCode == HttpStatusCode.NotFound || !Takes(endpoint, "POST"), $"POST {address}: {sent.StatusCode}");
        }
    }

    [Fact]
    public async Task No_page_breaks_for_whoever_is_signed_in()
    {
        foreach (var who in new[] { cast.Hanna, cast.Omar, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Addresses(Real).Where(one => Takes(one.Endpoint, "GET")))
            {
                using var page = await Send(browser, HttpMethod.Get, address);
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
        things = await PairThings.In(db, cast.Hanna, cast.Teo, host.Clock.GetUtcNow().AddDays(-80), null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<RouteEndpoint> Endpoints() =>
        host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != "{**path:file}");

    private static For Rule(RouteEndpoint endpoint) => Routes[Named(endpoint.RoutePattern.RawText!)];

    private static bool Takes(RouteEndpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(method);

    /// <summary>Each route with its holes filled, once for each handler it has.</summary>
    private IEnumerable<(RouteEndpoint Endpoint, string Address, string Id)> Addresses(Func<string, Guid> idOf)
    {
        foreach (var endpoint in Endpoints())
        {
            var raw = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var hole = Hole().Match(Named(raw)).Groups["name"].Value;
            var id = idOf(hole).ToString();
            var filled = Id().Replace(raw, id).Replace("{token}", "AAAA", StringComparison.Ordinal);
            foreach (var handler in Handlers(raw))
                yield return (endpoint, Handler().Replace(filled, handler).TrimEnd('/') is { Length: > 0 } address ? address : "/", id);
        }
    }

    private Guid Real(string hole) => hole switch
    {
        "series" => things.Series.Id.Value,
        "meeting" => things.Meeting.Id.Value,
        "point" => things.Point.Id.Value,
        "loop" => things.Loop.Id.Value,
        "person" => cast.Teo.Id.Value,
        "guide" => guide,
        _ => Guid.NewGuid(),
    };

    /// <summary>The optional last part of an address that says which form was sent, and nothing for the page itself.</summary>
    private static IEnumerable<string> Handlers(string raw) =>
        Handler().Match(raw) is { Success: true } handler ? [.. Word().Matches(handler.Groups["words"].Value).Select(word => word.Value), ""] : [""];

    /// <summary>A route as the table names it: what kind of id stands in its hole, and no constraints.</summary>
    private static string Named(string raw)
    {
        var route = Handler().Replace("/" + raw.TrimStart('/'), "{handler}");
        var kind = route switch
        {
            _ when route.StartsWith("/one-on-ones", StringComparison.Ordinal) => "series",
            _ when route.StartsWith("/meetings", StringComparison.Ordinal) => "meeting",
            _ when route.StartsWith("/points", StringComparison.Ordinal) => "point",
            _ when route.StartsWith("/open-loops", StringComparison.Ordinal) => "loop",
            _ when route.StartsWith("/people", StringComparison.Ordinal) => "person",
            _ when route.StartsWith("/recoveries", StringComparison.Ordinal) => "recovery",
            _ => "guide",
        };
        return Id().Replace(route, $"{{{kind}}}");
    }

    private static async Task<HttpResponseMessage> Send(HttpClient browser, HttpMethod method, string address, string accept = "text/html", string? token = null)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.ParseAdd(accept);
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent(token is null ? [] : [new("form-token", token)]);
        return await browser.SendAsync(request);
    }

    private static string IdIn(string address) => address.Split('/', '.').First(part => Guid.TryParse(part, out _));

    private static async Task<string> Token(HttpClient browser)
    {
        var page = await browser.GetStringAsync("/sign-out");
        return FormToken().Match(page).Groups["token"].Value;
    }

    private static async Task<string> Body(HttpResponseMessage answer, string address) =>
        FormToken().Replace(await answer.Content.ReadAsStringAsync(), "").Replace(address, "", StringComparison.Ordinal);

    [GeneratedRegex(@"\{id:guid\??\}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\{(?<name>series|meeting|point|loop|person|recovery|guide)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{handler(:regex\((?<words>.*)\))?\?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handler();

    [GeneratedRegex("[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("""name="form-token"[^>]*value="(?<token>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();
}
