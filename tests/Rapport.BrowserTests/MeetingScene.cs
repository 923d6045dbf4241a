using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>A meeting that has just begun, with two points on its agenda, in the windows of both people.</summary>
public sealed record MeetingScene(Server Server, Window Hanna, Window Teo) : IAsyncDisposable
{
    private const float Second = 1000;

    public static async Task<MeetingScene> Begin(Browser browser, Cluster cluster, Sight sight = Sight.Light)
    {
        var server = new Server(cluster);
        await server.InitializeAsync();
        var cast = server.Cast;
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        await using (var db = cast.Db())
        {
            db.AddRange(
                new AgendaPoint(series.Id, cast.Teo.Id, PointKind.Blocker, PointSubKind.Organisational, Part.People, "I am the only one who can release the gateway", "Two of the last three weekends. I would rather *teach* someone than be thanked again.", 1, 0, DateTimeOffset.UtcNow),
                new AgendaPoint(series.Id, cast.Hanna.Id, PointKind.HeadsUp, null, Part.Product, "Identity moves to Q3", null, 1, 0, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        var scene = new MeetingScene(server, await server.Open(browser, cast.Hanna, sight), await server.Open(browser, cast.Teo, sight));
        foreach (var window in scene.Both)
        {
            await window.Go($"/one-on-ones/{series.Id}");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" })).ToBeVisibleAsync();
        }

        Assert.Equal(scene.Hanna.Page.Url, scene.Teo.Page.Url);
        return scene;
    }

    /// <summary>The same, and they talk about the first point.</summary>
    public static async Task<MeetingScene> Talking(Browser browser, Cluster cluster, Sight sight = Sight.Light)
    {
        var scene = await Begin(browser, cluster, sight);
        await scene.TurnToTheFirstPoint();
        return scene;
    }

    public Window[] Both => [Hanna, Teo];

    /// <summary>They talk about Teo's point, and its notes stand before both.</summary>
    public async Task TurnToTheFirstPoint()
    {
        await Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        foreach (var window in Both)
            await Assertions.Expect(window.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 5 * Second });
    }

    /// <summary>A text with the caret in it.</summary>
    public static async Task<ILocator> Write(Window window, string label = "Notes")
    {
        await window.Page.GetByLabel(label, new() { Exact = true }).FocusAsync();
        var editor = Editor(window, label);
        await Assertions.Expect(editor).ToBeFocusedAsync(new() { Timeout = 10 * Second });
        return editor;
    }

    /// <summary>The editor of a text, once one stands there.</summary>
    public static ILocator Editor(Window window, string label = "Notes") => window.Page.Locator($".live-text [role=textbox][aria-label='{label}']");

    /// <summary>Waits until an editor shows these lines.</summary>
    public static Task Reads(Window window, string[] lines, string label = "Notes", float within = 5 * Second) =>
        Assertions.Expect(Editor(window, label).Locator(".cm-line")).ToHaveTextAsync(lines, new() { Timeout = within });

    /// <summary>Waits until the notes are as this pattern says, in their editor or in the plain field.</summary>
    public static async Task NotesRead(Window window, string pattern)
    {
        const string read =
            """
            (() => {
              const editor = document.querySelector(".notes .live-text");
              return editor ? [...editor.shadowRoot.querySelectorAll(".cm-line")].map(line => line.textContent).join("\n") : document.querySelector(".notes textarea")?.value ?? "";
            })()
            """;
        try
        {
            await window.Page.WaitForFunctionAsync($"pattern => new RegExp(pattern).test({read})", pattern, new() { Timeout = 15 * Second });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The notes read: {await window.Page.EvaluateAsync<string>($"() => {read}")}");
        }
    }

    /// <summary>Waits until what was written there has reached the server.</summary>
    public static Task IsSaved(Window window) =>
        Assertions.Expect(window.Page.Locator(".notes [data-saved]")).ToHaveTextAsync("Saved", new() { Timeout = 10 * Second });

    /// <summary>Asks what this browser keeps of unsent texts, which are given to the question as a list.</summary>
    public static string Kept(string question, string store = "texts") =>
        "() => new Promise(resolve => { const asked = indexedDB.open('rapport-unsent'); asked.onsuccess = () => { "
        + $"if (!asked.result.objectStoreNames.contains('{store}')) {{ asked.result.close(); return resolve(({question})([])); }} "
        + $"const all = asked.result.transaction('{store}').objectStore('{store}').getAll(); "
        + $"all.onsuccess = () => {{ asked.result.close(); resolve(({question})(all.result)); }}; }}; }})";

    /// <summary>Waits until this browser keeps so many unsent texts, or other things.</summary>
    public static async Task Keeps(Window window, int count, string store = "texts")
    {
        var patience = Stopwatch.StartNew();
        int? kept = null;
        while (kept != count)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), $"This browser keeps {kept} {store} and not {count}.");
            try
            {
                kept = await window.Page.EvaluateAsync<int>(Kept("all => all.length", store));
            }
            catch (PlaywrightException left) when (left.Message.Contains("context was destroyed", StringComparison.Ordinal))
            {
                // The page goes on to another one.
            }
        }
    }

    /// <summary>What the server has of the notes.</summary>
    public async Task<string> StoredNotes()
    {
        await using var db = Server.Cast.Db();
        return await db.Set<SharedText>().Where(text => text.Kind == SharedTextKind.Note).Select(text => text.Text).SingleAsync();
    }

    public void NothingComplained() => Assert.Empty(Hanna.Complaints.Concat(Teo.Complaints));

    public async ValueTask DisposeAsync()
    {
        await Hanna.DisposeAsync();
        await Teo.DisposeAsync();
        await Server.DisposeAsync();
    }
}
