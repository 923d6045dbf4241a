using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Vault;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>One touch signs in and opens private notes, and signing out closes them: what a passkey computes stays in the browser.</summary>
public sealed class VaultSignInTests(Browser browser, WatchedServer server) : IClassFixture<WatchedServer>, IAsyncLifetime
{
    private const float Long = 30_000;

    [Fact]
    public async Task The_touch_that_signs_in_opens_private_notes_too_and_what_the_passkey_computes_stays_in_the_browser()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, onLocalhost: true);
        var watching = await VaultTests.Watch(teo);
        await VaultTests.AddDevice(teo, hasPrf: true);
        await JoinByPasskey(teo);
        var (passphrase, _) = await VaultTests.SetUp(teo);
        await VaultTests.Write(teo, "Behind one touch");
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Use the one that signs me in" }).ClickAsync();
        await VaultTests.Prove(teo, passphrase);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(teo.Page.GetByText("From now on signing in with that passkey opens your notes with the same touch.")).ToBeVisibleAsync(new() { Timeout = Long });
        await Expect(teo.Page.GetByText("The passkey that signs you in: signing in with it opens your notes too")).ToBeVisibleAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Button, new() { Name = "Use the one that signs me in" })).ToHaveCountAsync(0);
        await SignOut(teo);

        watching.Touches = 0;
        await SignInByPasskey(teo);
        await teo.Go("/private-notes");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Behind one touch"], new() { Timeout = Long });
        Assert.Equal(1, watching.Touches);
        Assert.Empty(teo.Complaints);

        var computed = watching.Computed;
        Assert.True(computed.Count >= 2, "The device was to compute when the way in was made, and at the sign-in.");
        VaultTests.AssertNeverLeft(server, computed);
        var kept = await Kept(teo);
        Assert.All(computed.SelectMany(VaultTests.Written), written => Assert.DoesNotContain(written, kept, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(computed, secret => kept.Contains(string.Concat(secret.Select(one => (char)one)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_in_leads_where_one_wanted_to_go_and_says_in_words_when_the_passkey_is_not_known()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, onLocalhost: true);
        await VaultTests.Watch(teo);
        await VaultTests.AddDevice(teo, hasPrf: true);
        await JoinByPasskey(teo);
        await SignOut(teo);
        await teo.Go("/sign-in?returnUrl=%2Fpeople");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await teo.Page.WaitForURLAsync("**/people");

        await SignOut(teo);
        await using (var db = server.Cast.Db())
            await db.Set<IdentityUserPasskey<Guid>>().ExecuteDeleteAsync();
        await teo.Go("/sign-in");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(teo.Page.GetByText("This passkey was not recognised.")).ToBeVisibleAsync(new() { Timeout = Long });
    }

    [Fact]
    public async Task With_a_passkey_that_computes_nothing_one_signs_in_as_ever_and_opens_them_with_the_words()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, onLocalhost: true);
        var watching = await VaultTests.Watch(teo);
        await VaultTests.AddDevice(teo, hasPrf: false);
        await JoinByPasskey(teo);
        var (passphrase, _) = await VaultTests.SetUp(teo);
        await VaultTests.Write(teo, "Behind six words");
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Use the one that signs me in" }).ClickAsync();
        await VaultTests.Prove(teo, passphrase);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(teo.Page.GetByText("This passkey signs you in, but computes no key.")).ToBeVisibleAsync(new() { Timeout = Long });
        await SignOut(teo);

        await SignInByPasskey(teo);
        await teo.Go("/private-notes");
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync(new() { Timeout = Long });
        await VaultTests.Open(teo, passphrase);
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Behind six words"], new() { Timeout = Long });
        Assert.Empty(watching.Computed);
    }

    [Fact]
    public async Task Signing_out_closes_them_at_once_for_whoever_signs_in_next()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await VaultTests.SetUp(teo);
        await VaultTests.Write(teo, "Until I leave");
        var cookies = await teo.Context.CookiesAsync();
        await SignOut(teo);
        await using (var db = server.Cast.Db())
            await db.Set<Features.Accounts.AccountSession>().ExecuteUpdateAsync(sessions => sessions.SetProperty(session => session.EndedAt, (DateTimeOffset?)null));
        await teo.Context.AddCookiesAsync(cookies.Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = "/", Secure = true, HttpOnly = true }));
        await teo.Go("/private-notes");
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync(new() { Timeout = Long });
    }

    [Fact]
    public async Task Whoever_works_on_another_page_is_still_there_and_they_stay_open()
    {
        server.WindsClocks = true;
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await VaultTests.SetUp(teo);
        await VaultTests.Write(teo, "Not forgotten");
        await teo.Go("/account/log");
        var since = await teo.Page.EvaluateAsync<string>("() => localStorage.getItem('rapport:vault-open')");
        await teo.Go("/people");
        await teo.Page.WaitForFunctionAsync("since => localStorage.getItem('rapport:vault-open') !== since", since);
        await WatchedServer.PutForward(teo, 10);
        await teo.Page.Keyboard.PressAsync("Shift");
        await WatchedServer.PutForward(teo, 0);
        await WatchedServer.PutForward(teo, 10);
        await teo.Go("/private-notes");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Not forgotten"], new() { Timeout = Long });
        Assert.Empty(teo.Complaints);
    }

    public async ValueTask InitializeAsync()
    {
        server.WindsClocks = false;
        server.Heard.Clear();
        await using var db = server.Cast.Db();
        await db.Set<Vault>().ExecuteDeleteAsync();
        await db.Set<IdentityUserPasskey<Guid>>().ExecuteDeleteAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task JoinByPasskey(Window window)
    {
        await window.Go("/account/passkeys/new");
        await window.Page.GetByLabel("What it is on").FillAsync("Laptop");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await Expect(window.Page.GetByText("Your passkey is ready.")).ToBeVisibleAsync(new() { Timeout = Long });
    }

    private static async Task SignOut(Window window)
    {
        await window.Go("/sign-out");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync("**/sign-in");
    }

    private static async Task SignInByPasskey(Window window)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
    }

    /// <summary>Everything that lies in the browser's storages, bytes as letters of the same number.</summary>
    private static Task<string> Kept(Window window) => window.Page.EvaluateAsync<string>(
        """
        async () => {
          const found = [location.href, history.state, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
          const tell = value => {
            if (value instanceof ArrayBuffer) value = new Uint8Array(value);
            if (value instanceof Uint8Array) found.push([...value].map(one => String.fromCharCode(one)).join(""));
            else if (value && typeof value === "object" && !(value instanceof CryptoKey)) Object.values(value).forEach(tell);
            else found.push(String(value));
          };
          for (const { name } of await indexedDB.databases()) {
            const database = await new Promise(resolve => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
            for (const store of database.objectStoreNames)
              (await new Promise(resolve => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result); })).forEach(tell);
            database.close();
          }
          return found.join("\n");
        }
        """);
}
