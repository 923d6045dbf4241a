using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Hosting;
using Rapport.Tests.Fakes;

namespace Rapport.Tests;

/// <summary>
/// The whole server on a database of its own, without a network:
/// <c>public class FooPageTests(Host host) : IClassFixture&lt;Host&gt;</c>.
/// A class that needs it otherwise starts one with <see cref="Start"/>.
/// </summary>
public sealed class Host(Cluster cluster) : IAsyncLifetime
{
    private WebApplication _app = null!;

    public Database Database { get; } = new(cluster);

    /// <summary>The server's clock, for the test to move: at first Thursday 19 March 2026, 9:00 UTC.</summary>
    public FixedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The same for all servers, as nodes of one installation have the same key file.</summary>
    public static SecretBox Secrets { get; } = new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    public WebApplication App => _app;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        _app = await Start(new ServerOptions(), Database, Clock);
    }

    /// <param name="change">Replaces services, before the features add theirs.</param>
    /// <param name="map">Adds routes for the test to call.</param>
    public static async Task<WebApplication> Start(
        ServerOptions options, Database database, TimeProvider clock, Action<WebApplicationBuilder>? change = null, Action<WebApplication>? map = null)
    {
        var builder = Rapport.Hosting.Start.Builder(options, database.Ways);
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(Secrets);
        // A test has no time for what guessers have to pay.
        builder.Services.PostConfigure<PasswordHasherOptions>(hashing => hashing.IterationCount = 1000);
        change?.Invoke(builder);
        var app = Program.Build(builder);
        map?.Invoke(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>A browser of somebody's: it keeps its cookies to itself and follows redirects only when told to.</summary>
    public HttpClient Browser(bool follow = false, params Cookie[] cookies) => Browser(_app, follow, cookies);

    public static HttpClient Browser(WebApplication app, bool follow = false, params Cookie[] cookies) =>
        new(new CookieKeeper(app.GetTestServer().CreateHandler(), follow, cookies)) { BaseAddress = new Uri("https://localhost") };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class CookieKeeper : DelegatingHandler
    {
        private readonly CookieContainer _cookies = new();
        private readonly bool _follow;

        public CookieKeeper(HttpMessageHandler server, bool follow, Cookie[] cookies)
            : base(server)
        {
            _follow = follow;
            foreach (var cookie in cookies)
                _cookies.Add(new Uri("https://localhost"), cookie);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
        {
            while (true)
            {
                var address = request.RequestUri!;
                if (_cookies.GetCookieHeader(address) is { Length: > 0 } cookies)
                    request.Headers.TryAddWithoutValidation("Cookie", cookies);

                var answer = await base.SendAsync(request, stop);
                foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                    _cookies.SetCookies(address, cookie);

                if (!_follow || answer.Headers.Location is not { } next || (int)answer.StatusCode is < 300 or > 399)
                    return answer;

                request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, next));
            }
        }
    }
}
