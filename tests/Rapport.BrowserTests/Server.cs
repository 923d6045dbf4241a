using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Access;
using Rapport.BrowserTests;
using Rapport.Features.Accounts;
using Rapport.Features.Demo;
using Rapport.Hosting;
using Rapport.Tests;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace Rapport.BrowserTests;

/// <summary>
/// The whole server on a real port, on a database of its own. Its clock is the real one, since the browser's is too.
/// </summary>
public abstract class RunningServer(Cluster cluster) : IAsyncLifetime
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("rapport-keys-");
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public Database Database { get; } = new(cluster);

    protected IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Serve("http://127.0.0.1:0");
        await Fill();
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

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
            await _app.DisposeAsync();
        await Database.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    /// <summary>Puts the people of the scene into the database.</summary>
    protected abstract Task Fill();

    /// <summary>Adds what the scene wants to know of the server.</summary>
    protected virtual void Prepare(WebApplicationBuilder builder)
    {
    }

    private async Task Serve(string urls)
    {
        var builder = Start.Builder(new ServerOptions { Urls = urls }, Database.Ways);
        // Unpublished, the built files are found through the list that the build leaves beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_keys);
        builder.Services.AddSingleton(new SecretBox(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        Prepare(builder);
        _app = Program.Build(builder);
        await _app.StartAsync();
        Address = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>A window of the browser in which an account is signed in.</summary>
    /// <param name="onLocalhost">By that name, since passkeys belong to names.</param>
    protected async Task<Window> Open(Browser browser, Guid account, Sight sight, bool onLocalhost = false)
    {
        var address = onLocalhost ? new Uri($"http://localhost:{Address.Port}") : Address;
        var window = await browser.Open(address, sight);
        await using var db = Database.Db();
        var session = new AccountSession(account, "Chromium", "this machine", DateTimeOffset.UtcNow);
        db.Add(session);
        await db.SaveChangesAsync();
        var cookie = Services.GetRequiredService<SessionCookie>();
        await window.Context.AddCookiesAsync(
            [new() { Name = cookie.Name, Value = Uri.EscapeDataString(cookie.Value(session.Id)), Domain = address.Host, Path = "/", Secure = true, HttpOnly = true }]);
        return window;
    }
}

/// <summary>With the cast of the other tests: <c>public class FooTests(Browser browser, Server server) : IClassFixture&lt;Server&gt;</c>.</summary>
public sealed class Server(Cluster cluster) : RunningServer(cluster)
{
    public Cast Cast { get; private set; } = null!;

    public Task<Window> Open(Browser browser, Member who, Sight sight = Sight.Light) => Open(browser, who.Account.Id, sight);

    protected override async Task Fill() => Cast = await Cast.In(Database, DateTimeOffset.UtcNow);
}

/// <summary>With the demo organisation, as a newcomer sees it.</summary>
public sealed class DemoServer(Cluster cluster) : RunningServer(cluster)
{
    public DemoAccounts Accounts { get; private set; } = null!;

    /// <param name="key">The person's key in the story: "hanna".</param>
    public async Task<Window> Open(Browser browser, string key, Sight sight = Sight.Light)
    {
        await using var db = Database.Db();
        var email = Accounts.People.Single(person => person.Key == key).Email;
        return await Open(browser, (await db.Set<Account>().SingleAsync(account => account.Email == email)).Id, sight);
    }

    protected override async Task Fill()
    {
        await using var scope = Services.CreateAsyncScope();
        Accounts = (await scope.ServiceProvider.GetRequiredService<DemoOrganisation>().Found(default))!;
    }
}

/// <summary>As it is installed: nobody is there, and one link lets the first administrator in.</summary>
public sealed class EmptyServer(Cluster cluster) : RunningServer(cluster)
{
    /// <summary>The path of the one-time link that a first start prints.</summary>
    public string FirstLink { get; private set; } = null!;

    protected override async Task Fill()
    {
        await using var scope = Services.CreateAsyncScope();
        FirstLink = (await scope.ServiceProvider.GetRequiredService<FirstAdministratorLink>().Issue(default))!;
    }
}
