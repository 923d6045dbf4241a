using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Audit;
using Rapport.Features.Meetings;
using Rapport.Features.Policies;
using Rapport.Tests.House;

namespace Rapport.Tests.Access;

/// <summary>
/// A page of another site that acts in a signed-in person's name: on every route, with every method that changes something,
/// with the person's own cookies, it is refused and nothing is written. No mere look writes anything either.
/// </summary>
public class OtherSitesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private static readonly string[] Unsafe = ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND"];

    /// <summary>It takes what a browser says of a broken content policy, whoever says it, and keeps nothing.</summary>
    private const string Reports = "/csp-reports";

    private RouteScene scene = null!;
    private Cast cast = null!;
    private PairThings things = null!;

    public static TheoryData<string> Ways => ["cross-site", "same-site", "origin https://evil.example", "origin null", "origin http://localhost", "origin https://localhost:8443", "origin https://localhost.evil.example", "two origins"];

    public static TheoryData<string, string> Tokens => new()
    {
        { "none", "application/x-www-form-urlencoded" }, { "none", "multipart/form-data" }, { "none", "text/plain" },
        { "made up", "application/x-www-form-urlencoded" }, { "another person's", "application/x-www-form-urlencoded" },
        { "another person's", "multipart/form-data" }, { "without its cookie", "application/x-www-form-urlencoded" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Another_site_is_refused_on_every_route_although_it_has_the_cookies_and_the_token(string way)
    {
        var before = await Digest.Of(host.Database);
        var let = new List<string>();
        foreach (var (who, forms) in Shares(Changing().Where(one => one.Address != Reports && (one.Method == "POST" || way is "cross-site" or "two origins")), way, Ways.Select(row => row.Data)))
        {
            using var browser = await cast.Browser(host, who);
            var token = await browser.FormToken();
            before = await Digest.Of(host.Database);
            foreach (var (method, address) in forms)
            {
                using var request = Request(method, address, "application/x-www-form-urlencoded", token);
                foreach (var (name, value) in Headers(way))
                    request.Headers.TryAddWithoutValidation(name, value);
                using var answer = await browser.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                    let.Add($"{who.Person.Name}, {method} {address}: {answer.StatusCode}");
            }

            let.AddRange(Digest.Changed(before, await Digest.Of(host.Database)));
        }

        Assert.True(let.Count == 0, string.Join('\n', let));
    }

    /// <summary>As if the browser said nothing about where the form came from.</summary>
    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Without_the_persons_own_token_no_form_does_anything(string whose, string type)
    {
        var done = new List<string>();
        foreach (var (who, forms) in Shares(Changing().Where(one => one.Method == "POST"), (whose, type), Tokens.Select(row => row.Data)))
        {
            using var browser = await cast.Browser(host, who);
            using var other = await cast.Browser(host, cast.Omar);
            var token = whose switch
            {
                "none" => null,
                "made up" => "CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "another person's" => await other.FormToken(),
                // Of the person's own, in a browser that never got the cookie that goes with it.
                _ => await (await cast.Browser(host, who)).FormToken(),
            };
            if (whose == "another person's")
                await browser.FormToken();
            var before = await Digest.Of(host.Database);
            foreach (var (method, address) in forms)
            {
                using var answer = await browser.SendAsync(Request(method, address, type, token));
                if (answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther)
                    done.Add($"{who.Person.Name}, {address}: {answer.StatusCode}");
            }

            done.AddRange(Digest.Changed(before, await Digest.Of(host.Database)));
        }

        Assert.True(done.Count == 0, string.Join('\n', done));
    }

    [Fact]
    public async Task With_it_and_from_our_own_pages_they_do()
    {
        var (did, tables) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var who in new[] { cast.Hanna, cast.Teo, cast.Robin })
        {
            foreach (var (method, address) in Changing().Where(one => one.Method == "POST"))
            {
                using var browser = await cast.Browser(host, who);
                var token = await browser.FormToken();
                var before = await Digest.Of(host.Database);
                using var answer = await browser.SendAsync(Request(method, address, "application/x-www-form-urlencoded", token));
                if (Digest.Changed(before, await Digest.Of(host.Database)).ToList() is { Count: > 0 } changed)
                {
                    did.Add(address);
                    tables.UnionWith(changed.Select(table => table.Split(':')[0]));
                }
            }
        }

        Assert.True(did.Count >= 20, $"Only {did.Count} did: {string.Join(' ', did)}");
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "agenda_point", "person", "account_session", "leave" }, tables);
    }

    [Fact]
    public async Task Looking_at_anything_writes_nothing_but_who_was_there_and_what_a_log_of_looks_is_for()
    {
        var wrote = new List<string>();
        foreach (var who in cast.All)
        {
            using var browser = await cast.Browser(host, who);
            host.Clock.Pass(TimeSpan.FromMinutes(6));
            var (seen, before) = (await Digest.Of(host.Database, withSeen: true), await Digest.Of(host.Database));
            foreach (var (_, address, _) in Served.Addresses(host, scene.Id))
            {
                foreach (var (asked, method) in new[] { (address, HttpMethod.Get), (address, HttpMethod.Head), (address + "?handler=End&handler=Remove&_method=POST", HttpMethod.Get) })
                {
                    using var request = new HttpRequestMessage(method, asked);
                    request.Headers.Add("X-HTTP-Method-Override", "POST");
                    using var answer = await browser.SendAsync(request);
                }
            }

            wrote.AddRange(Digest.Changed(before, await Digest.Of(host.Database)).Where(change => !change.StartsWith("audit_event:", StringComparison.Ordinal)).Select(change => $"{who.Person.Name}: {change}"));
            // The looks did reach the database: one of them said that somebody is there.
            Assert.NotEmpty(Digest.Changed(seen, await Digest.Of(host.Database, withSeen: true)));
        }

        Assert.True(wrote.Count == 0, string.Join('\n', wrote));
        await using var db = cast.Db();
        var logged = await db.Set<AuditEvent>().Select(item => item.Kind).Distinct().ToListAsync();
        Assert.Subset(new HashSet<AuditKind> { AuditKind.ExportedMeeting, AuditKind.ExportedPeople, AuditKind.ExportedRegister, AuditKind.SawSeries }, logged.ToHashSet());
    }

    [Fact]
    public async Task No_other_site_is_told_that_it_may_read_anything()
    {
        using var browser = await cast.Browser(host, cast.Hanna);
        foreach (var (_, address, _) in Served.Addresses(host, scene.Id))
        {
            foreach (var (origin, method) in from origin in new[] { "https://evil.example", "null", "https://localhost.evil.example", "http://localhost" } from method in new[] { HttpMethod.Get, HttpMethod.Options } select (origin, method))
            {
                using var request = new HttpRequestMessage(method, address);
                request.Headers.TryAddWithoutValidation("Origin", origin);
                request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
                request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "content-type, if-match");
                request.Headers.TryAddWithoutValidation("Access-Control-Request-Private-Network", "true");
                using var answer = await browser.SendAsync(request);
                Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
                Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            }
        }
    }

    [Theory]
    [InlineData("https://localhost", null, true, true)]
    [InlineData(null, "same-origin", true, true)]
    [InlineData("https://evil.example", null, true, false)]
    [InlineData("https://evil.example", "same-origin", true, false)]
    [InlineData("https://localhost", "cross-site", true, false)]
    [InlineData("https://localhost", "same-site", true, false)]
    [InlineData("http://localhost", null, true, false)]
    [InlineData("null", null, true, false)]
    [InlineData("https://localhost", null, false, false)]
    [InlineData(null, null, false, false)]
    public async Task A_live_line_opens_for_our_own_pages_with_a_session_alone(string? origin, string? site, bool hasSession, bool opens)
    {
        var cookie = Cast.Cookie(host, await cast.SignIn(cast.Hanna, host.Clock.GetUtcNow()));
        var sockets = host.App.GetTestServer().CreateWebSocketClient();
        sockets.ConfigureRequest = request =>
        {
            request.Headers.Upgrade = "websocket";
            if (origin is not null)
                request.Headers.Origin = origin;
            if (site is not null)
                request.Headers["Sec-Fetch-Site"] = site;
            if (hasSession)
                request.Headers.Cookie = $"{cookie.Name}={cookie.Value}";
        };

        var line = await Record.ExceptionAsync(async () =>
        {
            using var socket = await sockets.ConnectAsync(new Uri("wss://localhost/live/meetings"), CancellationToken.None);
            Assert.Equal(WebSocketState.Open, socket.State);
        });
        Assert.Equal(opens, line is null);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData("text/plain")]
    public async Task What_takes_data_takes_no_form_that_pretends_to_be_some(string type)
    {
        using var browser = await cast.Browser(host, cast.Hanna);
        var before = await Digest.Of(host.Database);
        foreach (var address in new[] { "/vault/foundings", "/vault/changes", "/vault/retirements", "/vault/takeouts" })
        {
            using var content = new StringContent($$"""{"id":"{{Guid.NewGuid()}}","vault":"{{Guid.NewGuid()}}","wraps":[],"manifest":"","puts":[],"deletes":[]}""", Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var answer = await browser.PostAsync(address, content);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        }

        Assert.Empty(Digest.Changed(before, await Digest.Of(host.Database)));
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        (cast, things) = (scene.Cast, scene.Things);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Each form with one person for this way of sending it; over all the ways, each form is sent as each of them.</summary>
    private IEnumerable<(Member Who, List<(string Method, string Address)> Forms)> Shares<T>(IEnumerable<(string Method, string Address)> forms, T way, IEnumerable<T> ways) =>
        new[] { cast.Hanna, cast.Teo, cast.Robin }.Among(forms, ways.ToList().IndexOf(way));

    private List<(string Method, string Address)> Changing() =>
    [
        .. from method in Unsafe
           from address in Served.Taking(host.Services, scene.Id, method)
           select (method, address),
    ];

    private HttpRequestMessage Request(string method, string address, string type, string? token)
    {
        var fields = Served.Fields().Select(field => new KeyValuePair<string, string>(field.Name, UsualFields.Of(field.Name, field.Type, cast, things))).ToList();
        if (token is not null)
            fields.Insert(0, new("form-token", token));
        return new HttpRequestMessage(new HttpMethod(method), address) { Content = Content(type, fields) };
    }

    private static HttpContent Content(string type, List<KeyValuePair<string, string>> fields)
    {
        if (type == "application/x-www-form-urlencoded")
            return new FormUrlEncodedContent(fields);
        if (type == "text/plain")
            return new StringContent(string.Join("\r\n", fields.Select(field => $"{field.Key}={field.Value}")), Encoding.UTF8, type);
        var parts = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            parts.Add(new StringContent(value), name);
        return parts;
    }

    private static IEnumerable<(string Name, string Value)> Headers(string way) => way switch
    {
        "two origins" => [("Origin", "https://evil.example"), ("Origin", "https://localhost")],
        _ when way.StartsWith("origin ", StringComparison.Ordinal) => [("Origin", way["origin ".Length..])],
        _ => [("Sec-Fetch-Site", way), ("Sec-Fetch-Mode", "navigate"), ("Origin", "https://localhost")],
    };
}
