using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.BrowserTests;
using Rapport.Hosting;
using Rapport.Tests;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace Rapport.BrowserTests;

/// <summary>
/// The whole server on a real port, on a database of its own, with the cast of the other tests in it:
/// <c>public class FooTests(Browser browser, Server server) : IClassFixture&lt;Server&gt;</c>. Its clock is the real one,
/// since the browser's is too.
/// </summary>
public sealed class Server(Cluster cluster) : IAsyncLifetime
{
    private readonly Database _database = new(cluster);
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public Cast Cast { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        var builder = Start.Builder(new ServerOptions { Urls = "http://127.0.0.1:0" }, _database.Ways);
        // Unpublished, the built files are found through the list that the build leaves beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        _app = Program.Build(builder);
        await _app.StartAsync();

        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Cast = await Cast.In(_database, DateTimeOffset.UtcNow);
    }

    /// <summary>A window of the browser in which someone is signed in.</summary>
    public async Task<Window> Open(Browser browser, Member who, Sight sight = Sight.Light)
    {
        var window = await browser.Open(Address, sight);
        var cookie = Cast.Cookie(_app!.Services, await Cast.SignIn(who, DateTimeOffset.UtcNow));
        await window.Context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Domain = Address.Host, Path = "/", Secure = true, HttpOnly = true }]);
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
