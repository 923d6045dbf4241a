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
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("rapport-keys-");
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public Cast Cast { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await Serve("http://127.0.0.1:0");
        Cast = await Cast.In(_database, DateTimeOffset.UtcNow);
    }

    /// <summary>Takes the server away; browsers get no answer from then on.</summary>
    public async Task Kill()
    {
        await _app!.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Brings it back where it was, with the same database and the same keys.</summary>
    public Task Return() => Serve(Address.ToString());

    private async Task Serve(string urls)
    {
        var builder = Start.Builder(new ServerOptions { Urls = urls }, _database.Ways);
        // Unpublished, the built files are found through the list that the build leaves beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_keys);
        _app = Program.Build(builder);
        await _app.StartAsync();

        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
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
        _keys.Delete(recursive: true);
    }
}
