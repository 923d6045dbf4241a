using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Tests;
using Rapport.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>
/// The real program with a certificate of its own, signed by an authority that was made for the test, and a browser that trusts this
/// authority alone: two people meet, and nothing goes another way than over the safe line.
/// </summary>
public sealed class OverTlsTests : IAsyncLifetime
{
    private const float Long = 30_000;

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly ConcurrentQueue<string> _asked = [];
    private ServerProcess _server = null!;
    private Cast _cast = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;
    private string _pair = null!;

    [Fact]
    public async Task Two_people_meet_over_a_safe_line_and_see_each_others_words()
    {
        await using var hanna = await Enter(_cast.Hanna);
        await using var teo = await Enter(_cast.Teo);
        foreach (var window in new[] { hanna, teo })
        {
            await window.Go(_pair);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
            await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" })).ToBeVisibleAsync(new() { Timeout = Long });
        }

        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        foreach (var window in new[] { hanna, teo })
            await Expect(window.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = Long });
        await MeetingScene.Write(teo);
        await teo.Page.Keyboard.TypeAsync("Teo's words.");
        await MeetingScene.Reads(hanna, ["Teo's words."], within: Long);
        await MeetingScene.Write(hanna);
        await hanna.Page.Keyboard.PressAsync("Control+End");
        await hanna.Page.Keyboard.TypeAsync(" Hanna's too.");
        await MeetingScene.Reads(teo, ["Teo's words. Hanna's too."], within: Long);

        var cookies = (await hanna.Context.CookiesAsync()).Concat(await teo.Context.CookiesAsync()).ToList();
        Assert.Contains(cookies, cookie => cookie is { Name: "__Host-rapport", HttpOnly: true });
        Assert.All(cookies, cookie => Assert.True(cookie.Secure, cookie.Name));
        Assert.Contains(_asked, address => address.StartsWith($"wss://localhost:{_server.Port}/live/meetings", StringComparison.Ordinal));
        Assert.All(_asked, address => Assert.Matches($"^(https|wss)://localhost:{_server.Port}/|^blob:https://localhost:{_server.Port}/", address));
        Assert.True(await hanna.Page.EvaluateAsync<bool>("() => window.isSecureContext"));
        Assert.Empty(hanna.Complaints.Concat(teo.Complaints));
    }

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        // A root is not sent along, so the one in between is what the browser is told of.
        using var root = Certificates.Make("A root for a test");
        using var authority = Certificates.Make("An authority for a test", by: root);
        using var own = Certificates.Make(by: authority);
        await File.WriteAllTextAsync(At("chain.pem"), own.ExportCertificatePem() + "\n" + authority.ExportCertificatePem());
        await File.WriteAllTextAsync(At("key.pem"), Certificates.KeyOf(own));
        var (shown, trusted) = (own.Thumbprint, Convert.ToBase64String(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo())));
        _server = new ServerProcess(
            ServerProcess.FreePort(), ["--data", At("data"), "--key-file", At("rapport.key"), "--certificate", At("chain.pem"), "--certificate-key", At("key.pem")],
            environment: "Development", trusted: certificate => certificate.Thumbprint == shown);
        await _server.Ready(seconds: 90);

        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(At("data"), "socket")).Jobs);
        RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        _cast = await Cast.In(Db, DateTimeOffset.UtcNow);
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        _pair = $"/one-on-ones/{series.Id}";
        await using var db = Db();
        db.Add(new AgendaPoint(series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "The licence", null, 1, 0, DateTimeOffset.UtcNow));
        foreach (var who in new[] { _cast.Hanna, _cast.Teo })
        {
            who.Account.PasswordHash = new PasswordHasher<Account>().HashPassword(who.Account, Cast.Password);
            db.Update(who.Account);
        }

        await db.SaveChangesAsync();
        _playwright = await Playwright.CreateAsync();
        // The whole of it: the smaller one knows no authorities but the system's.
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = [.. Browser.Flags, $"--ignore-certificate-errors-spki-list={trusted}"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.CloseAsync();
        _playwright.Dispose();
        await _server.DisposeAsync();
        _place.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(_place.FullName, name);

    private async Task<Window> Enter(Member who)
    {
        var window = await Window.On(await _chromium.NewContextAsync(new() { BaseURL = $"https://localhost:{_server.Port}", Locale = "en-GB", TimezoneId = "Europe/Berlin", ReducedMotion = ReducedMotion.Reduce }));
        window.Page.WebSocket += (_, line) => _asked.Enqueue(line.Url);
        window.Context.Request += (_, request) => _asked.Enqueue(request.Url);
        await window.Go("/sign-in");
        await window.Page.GetByLabel("E-mail").FillAsync(who.Person.Email);
        await window.Page.GetByLabel("Password").FillAsync(Cast.Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync("**/");
        return window;
    }
}
