using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Meetings;
using Rapport.Hosting;
using Rapport.Tests.Access;

namespace Rapport.Tests.Hosting;

/// <summary>What somebody tries who looks for a way in, and what every answer must be whoever asks.</summary>
public class ProbesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private static readonly string[] Probes =
    [
        "/.git/config", "/.git/HEAD", "/.gitignore", "/.env", "/.env.local", "/.ssh/id_rsa", "/.DS_Store", "/.well-known/", "/appsettings.json", "/appsettings.Development.json",
        "/web.config", "/Rapport.dll", "/Rapport.deps.json", "/Rapport.pdb", "/rapport.staticwebassets.endpoints.json", "/Features/People/Index.cshtml", "/Program.cs",
        "/assets", "/assets/", "/assets/..%2f..%2fProgram.cs", "/assets/../Program.cs", "/assets/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cwindows", "/assets/rapport.css.map",
        "/metrics", "/debug", "/debug/pprof", "/trace", "/trace.axd", "/elmah.axd", "/actuator", "/actuator/env", "/server-status", "/status", "/health", "/healthz", "/info",
        "/swagger", "/swagger/v1/swagger.json", "/openapi.json", "/openapi/v1.json", "/graphql", "/api", "/console", "/hangfire", "/_framework/blazor.boot.json", "/_vs/browserLink",
        "/admin", "/phpinfo.php", "/wp-login.php", "/backup.zip", "/dump.sql", "/rapport.key", "/key", "/cluster", "/sign-in.bak", "/index.html~", "/robots.txt.bak",
    ];

    private RouteScene scene = null!;
    private Cast cast = null!;
    private PairThings things = null!;

    [Fact]
    public async Task Nothing_lies_about_that_is_not_a_page()
    {
        foreach (var who in new[] { null, cast.Hanna, cast.Robin })
        {
            using var browser = who is null ? host.Browser() : await cast.Browser(host, who);
            foreach (var probe in Probes)
            {
                using var answer = await browser.GetAsync(probe);
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{probe}: {answer.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("DEBUG")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    [InlineData("CONNECT")]
    public async Task No_other_method_says_anything(string method)
    {
        using var browser = await cast.Browser(host, cast.Hanna);
        foreach (var (_, address, _) in Served.Addresses(host, scene.Id))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address) { Headers = { { "X-Canary", "said back" } } };
            using var answer = await browser.SendAsync(request);
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{method} {address}: {answer.StatusCode}");
            Assert.DoesNotContain("said back", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("Only I can release", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whatever_is_sent_says_what_it_is_and_a_file_is_kept_and_not_shown()
    {
        var files = 0;
        foreach (var who in new[] { cast.Hanna, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var answer = await browser.Ask(HttpMethod.Get, address);
                Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
                Assert.True(answer.Headers.CacheControl?.NoStore, address);
                if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType is not { } type)
                    continue;

                Assert.True(type.MediaType is "application/json" or "application/problem+json" || string.Equals(type.CharSet, "utf-8", StringComparison.OrdinalIgnoreCase), $"{address}: {type}");
                Assert.Contains(type.MediaType, new[] { "text/html", "text/plain", "application/json", "application/problem+json", "text/csv", "text/markdown" });
                if (type.MediaType is "text/csv" or "text/markdown")
                {
                    files++;
                    Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
                    Assert.Matches(@"^[\p{L}\p{Nd} .,_'-]+\.(csv|md)$", answer.Content.Headers.ContentDisposition!.FileNameStar ?? answer.Content.Headers.ContentDisposition.FileName!);
                }
            }
        }

        Assert.Equal(4, files);
    }

    [Fact]
    public async Task Every_cookie_is_for_this_host_alone_over_a_safe_line_and_out_of_reach_of_other_sites()
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        await cast.GivePassword(host, cast.Teo);
        using (var door = host.Browser())
            await Keep(door.Submit("/sign-in", "Sign in", ("Email", "teo@example.org"), ("Password", Cast.Password)));
        foreach (var who in new[] { cast.Hanna, cast.Robin })
        {
            foreach (var (_, address, _) in Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var browser = await cast.Browser(host, who);
                await Keep(browser.Ask(HttpMethod.Get, address));
            }

            foreach (var address in Served.Taking(host.Services, scene.Id))
            {
                using var browser = await cast.Browser(host, who);
                await Keep(browser.Ask(HttpMethod.Post, address, token: await browser.FormToken(), fields: [new("theme", "dark"), new("Input.Title", "A point")]));
            }
        }

        // These say nothing: which look was chosen, and, to our scripts, that a form arrived.
        string[] read = ["theme", "rapport-taken"];
        Assert.Superset(new HashSet<string>(["__Host-rapport", "__Host-rapport-form", "__Host-rapport-browser", "__Host-rapport-passkey", .. read], StringComparer.Ordinal), given.Keys.ToHashSet(StringComparer.Ordinal));
        foreach (var (name, cookie) in given)
        {
            Assert.True(name.StartsWith("__Host-", StringComparison.Ordinal) || read.Contains(name, StringComparer.Ordinal), cookie);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(name is "__Host-rapport" or "theme" ? "; samesite=lax" : "; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(name == "rapport-taken", !cookie.Contains("; httponly", StringComparison.OrdinalIgnoreCase));
        }

        async Task Keep(Task<HttpResponseMessage> asked)
        {
            using var answer = await asked;
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                given[cookie[..cookie.IndexOf('=', StringComparison.Ordinal)]] = cookie;
        }
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Original-Host", "evil.example")]
    [InlineData("X-Host", "evil.example")]
    [InlineData("Forwarded", "host=evil.example;proto=http;for=203.0.113.9")]
    [InlineData("X-Forwarded-Server", "evil.example")]
    [InlineData("X-Forwarded-Prefix", "/evil.example")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("X-Original-URL", "/evil.example")]
    [InlineData("X-Rewrite-URL", "/evil.example")]
    public async Task Nobody_is_believed_who_or_where_they_are_not_even_a_named_proxy_about_the_host(string header, string value)
    {
        foreach (var proxies in new IPAddress[][] { [], [IPAddress.Parse("10.0.0.1")], [IPAddress.Parse("192.0.2.7")] })
        {
            await using var app = await Host.Start(new ServerOptions { Proxies = proxies }, host.Database, host.Clock);
            var cookie = Cast.Cookie(app.Services, await cast.SignIn(cast.Robin, host.Clock.GetUtcNow()));
            foreach (var address in new[] { "/administration/accounts", "/account", "/.well-known/passkey-endpoints", "/" })
            {
                var answer = await app.GetTestServer().SendAsync(context =>
                {
                    (context.Request.Scheme, context.Request.Host, context.Request.Path) = ("https", new("rapport.example"), address);
                    context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
                    context.Request.Headers[header] = value;
                    context.Request.Headers.Cookie = $"{cookie.Name}={cookie.Value}";
                });
                using var reader = new StreamReader(answer.Response.Body);
                var page = await reader.ReadToEndAsync();
                Assert.Equal(200, answer.Response.StatusCode);
                Assert.DoesNotContain("evil.example", page, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Guesses_are_counted_where_they_come_from_whatever_the_guesser_says(bool behindAProxy)
    {
        var proxy = IPAddress.Parse("10.0.0.1");
        await using var app = await Host.Start(new ServerOptions { Proxies = behindAProxy ? [proxy] : [] }, host.Database, host.Clock);
        await using (var forget = host.Database.Owner.CreateCommand("truncate guess_budget"))
            await forget.ExecuteNonQueryAsync();

        // A proxy adds whom it saw at the end; what stood before it, the caller made up.
        var statuses = new List<int>();
        for (var guess = 0; guess < 110; guess++)
        {
            using var browser = new HttpClient(new From(app.GetTestServer(), behindAProxy ? proxy : IPAddress.Parse("203.0.113.9"), $"198.51.{guess}.7" + (behindAProxy ? ", 203.0.113.9" : "")))
            {
                BaseAddress = new("https://localhost"),
            };
            using var answer = await browser.Submit("/sign-in", "Sign in", ("Email", $"somebody-{guess}@example.org"), ("Password", "wrong"));
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal(100, statuses.Count(status => status == 400));
        Assert.Equal(10, statuses.Count(status => status == 429));
    }

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        (cast, things) = (scene.Cast, scene.Things);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A browser somewhere, with what it says of itself, which keeps its cookies.</summary>
    private sealed class From(TestServer server, IPAddress caller, string saidToBe) : HttpMessageHandler
    {
        private readonly Dictionary<string, string> _cookies = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var answer = await server.SendAsync(context =>
            {
                (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = (request.Method.Method, "https", new("localhost"), request.RequestUri!.AbsolutePath);
                (context.Connection.RemoteIpAddress, context.Request.Body, context.Request.ContentLength) = (caller, new MemoryStream(body), body.Length);
                context.Request.ContentType = request.Content?.Headers.ContentType?.ToString();
                context.Request.Headers["X-Forwarded-For"] = saidToBe;
                context.Request.Headers["X-Forwarded-Proto"] = "https";
                context.Request.Headers.Cookie = string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
            }, cancellationToken);
            foreach (var cookie in answer.Response.Headers.SetCookie)
                _cookies[cookie![..cookie!.IndexOf('=', StringComparison.Ordinal)]] = cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..];

            using var reader = new StreamReader(answer.Response.Body);
            return new((HttpStatusCode)answer.Response.StatusCode) { Content = new StringContent(await reader.ReadToEndAsync(cancellationToken)) };
        }
    }
}
