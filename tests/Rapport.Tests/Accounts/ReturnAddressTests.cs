using System.Net;
using Rapport.Tests.Access;

namespace Rapport.Tests.Accounts;

/// <summary>However an address is spelled that somebody is to be sent on to, they stay here.</summary>
public class ReturnAddressTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = Cast.Password;

    private static readonly string[] Elsewhere =
    [
        "https://evil.example/", "http://evil.example", "HTTPS://EVIL.EXAMPLE", "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
        "/\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "/%09/evil.example", "/%5cevil.example",
        "/%2f/evil.example", "/%2fevil.example", "~//evil.example", "~/\\evil.example", "~/%2f%2fevil.example", "https:evil.example", "https:/evil.example", "https:\\\\evil.example",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://evil.example/x", "mailto:x@evil.example",
        "https://localhost@evil.example/", "https://localhost.evil.example/", "//localhost@evil.example", "evil.example", "www.evil.example/path", ".evil.example", "@evil.example", ":80", "?x=//evil.example",
        "#//evil.example", "/..//evil.example", "/.//evil.example", "/;//evil.example", "\u2215\u2215evil.example", "/\u3002evil.example", "\uff0f\uff0fevil.example", "/\u0000/evil.example", "/x\r\nLocation: https://evil.example",
        "/x\r\nSet-Cookie: a=b", "https://[::1]/", "//[::ffff:1.2.3.4]/", "//1.2.3.4", "//evil%E3%80%82example", "/%0a/evil.example", "/%0d%0aLocation:%20https://evil.example", "", " ", "/",
    ];

    private RouteScene _scene = null!;

    [Fact]
    public async Task Signing_in_leads_nowhere_else()
    {
        foreach (var wanted in Elsewhere)
        {
            using var browser = host.Browser();
            using var answer = await browser.Submit("/sign-in?returnUrl=" + Uri.EscapeDataString(wanted), "Sign in", ("Email", "teo@example.org"), ("Password", Password));
            StaysHere(answer, wanted);
        }
    }

    [Fact]
    public async Task Nor_does_showing_again_who_one_is()
    {
        foreach (var wanted in Elsewhere)
        {
            using var browser = await _scene.Cast.Browser(host, _scene.Cast.Teo);
            using var answer = await browser.Submit("/sign-in/again?returnUrl=" + Uri.EscapeDataString(wanted), "Go on", ("Password", Password));
            StaysHere(answer, wanted);
        }
    }

    /// <summary>Whatever a field is called: every form of every page is told to lead elsewhere by every field of text that it has.</summary>
    [Fact]
    public async Task Nor_does_any_form()
    {
        var redirects = 0;
        string[] spellings = [.. Elsewhere.Where(one => one.Contains("evil", StringComparison.Ordinal)).Take(20)];
        var addresses = Served.Taking(host.Services, _scene.Id).Where(one => !one.Contains("sign-out", StringComparison.Ordinal) && !one.Contains("Everywhere", StringComparison.Ordinal)).ToList();
        // Every form with five of them, so that each of them meets a quarter of the forms.
        for (var round = 0; round < 5; round++)
        {
            foreach (var who in new[] { _scene.Cast.Hanna, _scene.Cast.Robin })
            {
                using var browser = await _scene.Cast.Browser(host, who);
                var token = await browser.FormToken();
                foreach (var (at, address) in addresses.Index())
                {
                    var wanted = spellings[(at + (round * 4)) % spellings.Length];
                    var fields = Served.Fields().Where(field => field.Type == typeof(string))
                        .Select(field => new KeyValuePair<string, string>(field.Name, field.Name is "from" or "From" or "back" or "ReturnUrl" ? wanted : "Words")).ToList();
                    using var answer = await browser.Ask(HttpMethod.Post, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}from={Uri.EscapeDataString(wanted)}&returnUrl={Uri.EscapeDataString(wanted)}", token: token, fields: fields);
                    if (answer.Headers.Location is null)
                        continue;
                    redirects++;
                    StaysHere(answer, wanted);
                }
            }
        }

        Assert.True(redirects > 100, $"Only {redirects} led anywhere.");
    }

    public async ValueTask InitializeAsync()
    {
        _scene = await RouteScene.In(host);
        await using (var forget = host.Database.Owner.CreateCommand("truncate guess_budget"))
            await forget.ExecuteNonQueryAsync();
        await _scene.Cast.GivePassword(host, _scene.Cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>As a browser reads it, which takes a backslash for a slash and leaves tabs and line ends out.</summary>
    private static void StaysHere(HttpResponseMessage answer, string wanted)
    {
        // What nobody can have meant is refused, and leads nowhere at all.
        if (answer.StatusCode == HttpStatusCode.BadRequest && answer.Headers.Location is null)
            return;

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var raw = Assert.Single(answer.Headers.GetValues("Location"));
        var read = raw.Replace('\\', '/').Replace("\t", "", StringComparison.Ordinal).Trim();
        Assert.True(read.StartsWith('/') && !read.StartsWith("//", StringComparison.Ordinal), $"{wanted} led to {raw}");
        Assert.Equal("localhost", new Uri(new Uri("https://localhost"), read).Host);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], cookie => cookie.StartsWith("a=", StringComparison.Ordinal));
    }
}
