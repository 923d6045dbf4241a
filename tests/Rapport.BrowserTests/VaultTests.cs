using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Rapport.Features.Vault;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>Private notes as their author has them: set up, written, found, locked, opened elsewhere, taken along.</summary>
public sealed class VaultTests(Browser browser, WatchedServer server) : IClassFixture<WatchedServer>, IAsyncLifetime
{
    private const string Canary = "canary-58213";

    // A passphrase is slow to try, on purpose, and slower where many tests run at once.
    private const float Long = 30_000;

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task One_sets_up_writes_finds_locks_and_opens_again_and_the_server_hears_no_word(Sight sight)
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, sight);
        var (passphrase, code) = await SetUp(teo, sight);
        await Write(teo, $"Teo looks **tired** {Canary} #burnout");
        await Write(teo, "Build times came up again #builds");
        await teo.Picture($"private-notes-{sight}");
        Assert.Empty(await teo.Axe());
        Assert.Equal(0, await Overflow(teo));

        await teo.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync("tird");
        await Expect(teo.Page.Locator(".note-text")).ToHaveCountAsync(1);
        await Expect(teo.Page.Locator(".note-text strong")).ToHaveTextAsync("tired");
        await teo.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync("");
        await teo.Page.GetByLabel("Tag", new() { Exact = true }).SelectOptionAsync("builds");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Build times came up again #builds"]);

        // From page to page they stay open; locked, nothing of them is left.
        await teo.Go("/people");
        await teo.Go("/private-notes");
        await Expect(teo.Page.GetByLabel("New note")).ToBeVisibleAsync();
        await Expect(teo.Page.Locator(".note-text")).ToHaveCountAsync(2);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync();
        Assert.DoesNotContain(Canary, await teo.Page.ContentAsync(), StringComparison.Ordinal);
        await teo.Picture($"private-notes-locked-{sight}");
        Assert.Empty(await teo.Axe());

        await Open(teo, "not these words, surely not");
        await Expect(teo.Page.GetByText("This passphrase does not open your notes.")).ToBeVisibleAsync(new() { Timeout = Long });
        await Open(teo, passphrase);
        await Expect(teo.Page.Locator(".note-text")).ToHaveCountAsync(2);
        Assert.Empty(teo.Complaints);

        await using var elsewhere = await server.Open(browser, server.Cast.Teo);
        await elsewhere.Go("/private-notes");
        await Open(elsewhere, code);
        await Expect(elsewhere.Page.Locator(".note-text")).ToHaveCountAsync(2);
        AssertUnheard(Canary, "burnout", passphrase, code, code.Replace("-", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_is_rewritten_and_erased()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await SetUp(teo);
        await Write(teo, "First words");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await teo.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Other words <b>&amp;</b> [a link](javascript:alert(1)) https://example.org/x");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Other words <b>&amp;</b> a link https://example.org/x"]);
        Assert.Equal(["https://example.org/x"], await teo.Page.Locator(".note-text a").EvaluateAllAsync<string[]>("links => links.map(link => link.href)"));

        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Erase it for good" }).ClickAsync();
        await Expect(teo.Page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        await using var db = server.Cast.Db();
        Assert.All(await db.Set<VaultItem>().ToListAsync(), item => Assert.True(item.IsErased));
        Assert.Empty(teo.Complaints);
    }

    [Fact]
    public async Task Whoever_needs_a_note_at_once_writes_it_and_finishes_later()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await teo.Go("/private-notes");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Write now, set up later" }).ClickAsync();
        await Write(teo, $"Before anything else {Canary}");
        await Expect(teo.Page.GetByText("These notes are on this device alone")).ToBeVisibleAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Expect(teo.Page.Locator(".note-text")).ToHaveCountAsync(1);

        await teo.Page.GetByRole(AriaRole.Link, new() { Name = "Finish setting up" }).ClickAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        var (passphrase, _) = await KeepSecrets(teo, "Finish");
        await Expect(teo.Page.GetByText("Done. Your notes open with the passphrase")).ToBeVisibleAsync(new() { Timeout = Long });

        await using var elsewhere = await server.Open(browser, server.Cast.Teo);
        await elsewhere.Go("/private-notes");
        await Open(elsewhere, passphrase);
        await Expect(elsewhere.Page.Locator(".note-text")).ToHaveTextAsync([$"Before anything else {Canary}"]);
        AssertUnheard(Canary, passphrase);
    }

    [Fact]
    public async Task Signing_out_asks_before_it_loses_what_was_begun_on_this_device_alone()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await teo.Go("/private-notes");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Write now, set up later" }).ClickAsync();
        await Write(teo, "Not set up yet");
        await teo.Go("/sign-out");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Your private notes are on this device alone" })).ToBeVisibleAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await teo.Go("/private-notes");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Not set up yet"]);
    }

    [Fact]
    public async Task What_lies_in_the_browser_while_it_is_locked_holds_no_word_and_no_key()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (passphrase, _) = await SetUp(teo);
        await Write(teo, $"Only while it is open {Canary}");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync();
        var lying = await teo.Page.EvaluateAsync<string>(
            """
            async () => {
              const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.documentElement.outerHTML];
              for (const { name } of await indexedDB.databases()) {
                const database = await new Promise(resolve => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
                for (const store of database.objectStoreNames) {
                  const all = await new Promise(resolve => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result); });
                  for (const row of all) {
                    if (row instanceof CryptoKey) found.push("a key");
                    else for (const value of Object.values(Object(row))) found.push(value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : String(value));
                  }
                }
                database.close();
              }
              return found.join("\n");
            }
            """);
        Assert.DoesNotContain(Canary, lying, StringComparison.Ordinal);
        Assert.DoesNotContain(passphrase, lying, StringComparison.Ordinal);
        Assert.DoesNotContain("a key", lying, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_that_one_takes_along_is_read_by_the_script_with_the_passphrase_alone()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (passphrase, _) = await SetUp(teo);
        await Write(teo, $"Kept for good {Canary}");
        await teo.Go("/private-notes/keys");
        var readable = await Download(teo, "Markdown");
        Assert.Contains($"Kept for good {Canary}", readable, StringComparison.Ordinal);
        await teo.Go("/account/log");
        await Expect(teo.Page.GetByText("You took private notes along as a file")).ToBeVisibleAsync();
        await teo.Go("/private-notes/keys");
        var encrypted = await Download(teo, "Encrypted copy");
        Assert.DoesNotContain(Canary, encrypted, StringComparison.Ordinal);

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, encrypted);
            using var script = Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, "docs", "decrypt-export.mjs"), file, passphrase])
            {
                UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Path.Combine(Repository.Root, "web"),
            })!;
            Assert.Contains($"Kept for good {Canary}", await script.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Passphrase_and_keys_are_changed_and_the_former_ones_open_nothing()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (first, _) = await SetUp(teo);
        await Write(teo, "Stays through it all");
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Change all keys" }).ClickAsync();
        await Prove(teo, first);
        var (second, _) = await KeepSecrets(teo, "Change all keys");
        await Expect(teo.Page.GetByText("Everything is under new keys.")).ToBeVisibleAsync(new() { Timeout = Long });
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        await Prove(teo, second);
        var third = await KeepPassphrase(teo);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Change the passphrase" }).ClickAsync();
        await Expect(teo.Page.GetByText("Your passphrase is changed.")).ToBeVisibleAsync(new() { Timeout = Long });
        Assert.Empty(await teo.Axe());

        await using var elsewhere = await server.Open(browser, server.Cast.Teo);
        await elsewhere.Go("/private-notes");
        foreach (var former in new[] { first, second })
        {
            await Open(elsewhere, former);
            await Expect(elsewhere.Page.GetByText("This passphrase does not open your notes.")).ToBeVisibleAsync(new() { Timeout = Long });
        }

        await Open(elsewhere, third);
        await Expect(elsewhere.Page.Locator(".note-text")).ToHaveTextAsync(["Stays through it all"]);
    }

    [Fact]
    public async Task When_everything_is_lost_new_notes_begin_and_the_old_ones_come_over_if_the_code_turns_up()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (_, code) = await SetUp(teo);
        await Write(teo, "From before");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await teo.Page.GetByText("I have neither").ClickAsync();
        await teo.Page.GetByRole(AriaRole.Link, new() { Name = "Start new ones" }).ClickAsync();
        await teo.Page.GetByText("Start new notes without these").ClickAsync();
        await teo.Page.GetByLabel("Type: give up").FillAsync("give up");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Give them up" }).ClickAsync();
        await SetUp(teo, go: false);
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByLabel("Passphrase or recovery code").FillAsync(code);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Bring them over" }).ClickAsync();
        await Expect(teo.Page.GetByText("1 note is here again.")).ToBeVisibleAsync(new() { Timeout = Long });
        await teo.Go("/private-notes");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["From before"]);
    }

    [Fact]
    public async Task A_passkey_opens_them_with_one_touch_and_what_it_computes_is_never_sent()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, onLocalhost: true);
        var computed = (await Watch(teo)).Computed;
        await AddDevice(teo, hasPrf: true);
        var (passphrase, _) = await SetUp(teo);
        await Write(teo, "Under a passkey");
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Prove(teo, passphrase);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(teo.Page.GetByText("The passkey opens your notes from now on.")).ToBeVisibleAsync(new() { Timeout = Long });
        await teo.Go("/private-notes");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Open with a passkey" }).ClickAsync();
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Under a passkey"]);

        Assert.NotEmpty(computed);
        AssertNeverLeft(server, computed);
    }

    [Fact]
    public async Task A_device_whose_passkeys_compute_nothing_says_so_and_changes_nothing()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo, onLocalhost: true);
        await AddDevice(teo, hasPrf: false);
        var (passphrase, _) = await SetUp(teo);
        await teo.Go("/private-notes/keys");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Prove(teo, passphrase);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(teo.Page.GetByText("Passkeys of this device cannot open notes")).ToBeVisibleAsync(new() { Timeout = Long });
        await using var db = server.Cast.Db();
        Assert.Equal(2, await db.Set<VaultWrap>().CountAsync());
    }

    [Fact]
    public async Task It_is_all_done_with_the_keyboard()
    {
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await SetUp(teo);
        await teo.Page.Keyboard.TypeAsync("Typed and put away");
        await teo.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(teo.Page.Locator(".note-text")).ToHaveTextAsync(["Typed and put away"]);
        await teo.Page.Keyboard.PressAsync("Escape");
        await teo.Page.Keyboard.PressAsync("/");
        await Expect(teo.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" })).ToBeFocusedAsync();
        await teo.Page.Keyboard.PressAsync("Escape");
        await teo.Page.EvaluateAsync("() => document.activeElement.blur()");
        await teo.Page.Keyboard.PressAsync("x");
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeFocusedAsync();
    }

    public async ValueTask InitializeAsync()
    {
        server.Heard.Clear();
        await using var db = server.Cast.Db();
        await db.Set<Vault>().ExecuteDeleteAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static async Task<(string Passphrase, string Code)> SetUp(Window window, Sight sight = Sight.Light, bool go = true)
    {
        if (go)
            await window.Go("/private-notes");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Set up, in about a minute" }).ClickAsync();
        await Expect(window.Page.Locator("[data-secret=passphrase]")).ToBeVisibleAsync();
        await window.Picture($"private-notes-passphrase-{sight}");
        var secrets = await KeepSecrets(window, "Open my notes");
        await Expect(window.Page.GetByLabel("New note")).ToBeFocusedAsync(new() { Timeout = Long });
        return secrets;
    }

    internal static async Task<(string Passphrase, string Code)> KeepSecrets(Window window, string last)
    {
        var passphrase = await KeepPassphrase(window);
        var groups = await window.Page.Locator("[data-secret=code] li").AllInnerTextsAsync();
        Assert.Equal(8, groups.Count);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(window.Page.Locator("[data-group]")).ToHaveCountAsync(2);
        foreach (var field in await window.Page.Locator("[data-group]").AllAsync())
            await field.FillAsync(groups[int.Parse((await field.GetAttributeAsync("data-group"))!, System.Globalization.CultureInfo.InvariantCulture) - 1].ToLowerInvariant());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = last }).ClickAsync();
        return (passphrase, string.Join('-', groups));
    }

    private static async Task<string> KeepPassphrase(Window window)
    {
        var words = await window.Page.Locator("[data-secret=passphrase]").InnerTextAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(window.Page.Locator("[data-secret=passphrase]")).ToHaveCountAsync(0);
        return words;
    }

    internal static async Task Write(Window window, string text)
    {
        var before = await window.Page.Locator(".note-text").CountAsync();
        await window.Page.GetByLabel("New note").FillAsync(text);
        await Expect(window.Page.Locator(".note-box .saved").First).ToHaveTextAsync("Saved", new() { Timeout = Long });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
        await Expect(window.Page.GetByLabel("New note")).ToHaveValueAsync("");
        await Expect(window.Page.Locator(".note-text")).ToHaveCountAsync(before + 1);
    }

    internal static async Task Open(Window window, string secret, Func<Task>? before = null)
    {
        if (before is not null)
            await before();
        await window.Page.GetByLabel("Passphrase or recovery code").FillAsync(secret);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByLabel("New note").Or(window.Page.GetByText("does not open your notes"))).ToBeVisibleAsync(new() { Timeout = Long });
    }

    internal static async Task Prove(Window window, string secret)
    {
        await window.Page.GetByLabel("Passphrase or recovery code").FillAsync(secret);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }

    internal static async Task<string> Download(Window window, string button)
    {
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    private static Task<int> Overflow(Window window) => window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    private void AssertUnheard(params string[] marks)
    {
        Assert.NotEmpty(server.Heard);
        foreach (var mark in marks.SelectMany(mark => new[] { mark, Convert.ToBase64String(Encoding.UTF8.GetBytes(mark)).TrimEnd('=')[..^1], Convert.ToHexStringLower(Encoding.UTF8.GetBytes(mark)) }))
            Assert.DoesNotContain(server.Heard, body => body.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How often a passkey was asked for in a window, and what came out, as the browser handed it to the page.</summary>
    internal sealed class Watching
    {
        public ConcurrentQueue<byte[]> Computed { get; } = [];

        public int Touches { get; set; }
    }

    internal static async Task<Watching> Watch(Window window)
    {
        var watching = new Watching();
        await window.Context.ExposeFunctionAsync("tellComputed", (int[] bytes) => watching.Computed.Enqueue([.. bytes.Select(one => (byte)one)]));
        await window.Context.ExposeFunctionAsync("tellTouched", () => ++watching.Touches);
        await window.Context.AddInitScriptAsync(
            """
            for (const name of ["get", "create"]) {
              const asked = navigator.credentials[name].bind(navigator.credentials);
              navigator.credentials[name] = async options => {
                const credential = await asked(options);
                await window.tellTouched();
                const { first, second } = credential.getClientExtensionResults().prf?.results ?? {};
                for (const bytes of [first, second]) if (bytes) await window.tellComputed([...new Uint8Array(bytes)]);
                return credential;
              };
            }
            """);
        return watching;
    }

    /// <summary>No address, header or body that reached the server held what a passkey computed, in any way of writing it.</summary>
    internal static void AssertNeverLeft(WatchedServer server, IEnumerable<byte[]> computed)
    {
        foreach (var secret in computed)
        {
            Assert.Equal(32, secret.Length);
            foreach (var written in Written(secret))
                Assert.DoesNotContain(server.Heard, body => body.Contains(written, StringComparison.OrdinalIgnoreCase));
        }
    }

    internal static string[] Written(byte[] secret)
    {
        var base64 = Convert.ToBase64String(secret).TrimEnd('=');
        return [base64, base64.Replace('+', '-').Replace('/', '_'), Uri.EscapeDataString(base64), Convert.ToHexStringLower(secret), string.Join(',', secret), string.Join("%2C", secret)];
    }

    // Nothing else may open and close a debugger on the page: that takes the device away.
    internal static async Task AddDevice(Window window, bool hasPrf)
    {
        var debugger = await window.Context.NewCDPSessionAsync(window.Page);
        await debugger.SendAsync("WebAuthn.enable", new Dictionary<string, object> { ["enableUI"] = false });
        await debugger.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["ctap2Version"] = "ctap2_1", ["transport"] = "internal", ["hasResidentKey"] = true,
                ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true, ["hasPrf"] = hasPrf,
            },
        });
    }
}

/// <summary>A server that remembers every address and body that it was sent, workers' included.</summary>
public sealed class WatchedServer(Cluster cluster) : RunningServer(cluster)
{
    public Cast Cast { get; private set; } = null!;

    public ConcurrentQueue<string> Heard { get; } = [];

    /// <summary>Gives the vault's worker a clock that a page can put forward, and lets it look at it often.</summary>
    public bool WindsClocks { get; set; }

    /// <summary>Puts the worker's clock forward; nothing on the page is touched.</summary>
    public static Task PutForward(Window window, double minutes) =>
        window.Page.EvaluateAsync("""
        minutes => new Promise(done => {
          const [line, id] = [new BroadcastChannel("clock"), crypto.randomUUID()];
          // What the notes live in may only be starting, and hears nothing yet.
          const asking = setInterval(() => line.postMessage([id, minutes * 60000]), 50);
          line.onmessage = () => { clearInterval(asking); line.close(); done(); };
        })
        """, minutes);

    public Npgsql.NpgsqlDataSource Owner => Database.Owner;

    public Task<Window> Open(Browser browser, Member who, Sight sight = Sight.Light, bool onLocalhost = false) => Open(browser, who.Account.Id, sight, onLocalhost);

    protected override async Task Fill() => Cast = await Cast.In(Database, DateTimeOffset.UtcNow);

    protected override void Prepare(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(new Listening(Heard)).AddSingleton<IStartupFilter>(new Winding(this));

    private sealed class Winding(WatchedServer server) : IStartupFilter
    {
        private const string Clock =
            """
            {
              const [now, every] = [Date.now.bind(Date), setInterval.bind(globalThis)];
              const heard = new Set();
              let ahead = 0;
              Date.now = () => now() + ahead;
              globalThis.setInterval = (act, pause) => every(act, Math.min(pause, 200));
              const line = new BroadcastChannel("clock");
              line.onmessage = ({ data: [id, by] }) => {
                if (!heard.has(id)) ahead += by;
                heard.add(id);
                line.postMessage("done");
              };
            }

            """;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, go) =>
            {
                if (!server.WindsClocks || !context.Request.Path.Value!.Contains("/vault-worker-", StringComparison.Ordinal))
                {
                    await go();
                    return;
                }

                var (body, held) = (context.Response.Body, new MemoryStream());
                context.Request.Headers.AcceptEncoding = "identity";
                context.Response.Body = held;
                await go();
                context.Response.Body = body;
                byte[] answer = [.. Encoding.UTF8.GetBytes(Clock), .. held.ToArray()];
                context.Response.ContentLength = answer.Length;
                context.Response.Headers.ETag = default;
                context.Response.Headers.CacheControl = "no-store";
                await body.WriteAsync(answer);
            });
            next(app);
        };
    }

    private sealed class Listening(ConcurrentQueue<string> heard) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, go) =>
            {
                context.Request.EnableBuffering();
                using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                heard.Enqueue($"{context.Request.Path}{context.Request.QueryString} {string.Join(' ', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"))} {await reader.ReadToEndAsync()}");
                context.Request.Body.Position = 0;
                await go();
            });
            next(app);
        };
    }
}
