using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Tests;
using Rapport.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests.Hostile;

/// <summary>Hostile texts stay text where scripts of ours write them: in a running meeting, and in private notes.</summary>
public sealed class HostileWritingTests(Browser browser, HostileServer server) : IClassFixture<HostileServer>, IAsyncLifetime
{
    private const float Long = 30_000;

    private HostileScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await HostileScene.In(server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Written_into_a_running_meeting_they_are_text_before_both()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (hers, his) = (await Tripwire.On(hanna, server.Address), await Tripwire.On(teo, server.Address));
        foreach (var wire in new[] { hers, his })
            await wire.Visit($"/meetings/{scene.Meeting}");

        foreach (var text in HostileTexts.Gathered(700))
        {
            await Add(hanna, text);
            await hers.Look("writing");
            await his.Look("reading along");
            // Left, the text is read as the server renders it.
            await hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).ClickAsync();
            await hers.Look("written");
        }

        foreach (var line in HostileTexts.All.Where(text => text[0] is '[' or '/'))
        {
            await Add(teo, line);
            await his.Look(line);
        }

        await hers.Visit($"/meetings/{scene.Meeting}");
        await hers.Visit($"/points/{scene.Points[0]}");
        Assert.Empty(hers.Fired.Concat(his.Fired));
        Assert.Empty(hanna.Complaints.Concat(teo.Complaints));
    }

    [Fact]
    public async Task Written_as_private_notes_they_are_text_to_their_author()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        var wire = await Tripwire.On(hanna, server.Address);
        await VaultTests.SetUp(hanna);
        foreach (var text in HostileTexts.Gathered(4000))
        {
            var before = await hanna.Page.Locator(".note-text").CountAsync();
            await hanna.Page.GetByLabel("New note").FillAsync(text);
            await Expect(hanna.Page.Locator(".note-box .saved").First).ToHaveTextAsync("Saved", new() { Timeout = Long });
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
            await Expect(hanna.Page.Locator(".note-text")).ToHaveCountAsync(before + 1, new() { Timeout = Long });
            await wire.Look("a private note");
        }

        foreach (var text in HostileTexts.Gathered(300))
        {
            await hanna.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync(text);
            await wire.Look("a search in private notes");
        }

        Assert.Empty(wire.Fired);
        Assert.Empty(hanna.Complaints);
    }

    /// <summary>Beside a pair, beside a meeting and its point, as notes and as drafts, read in the panel, rewritten there, and shared.</summary>
    [Fact]
    public async Task Written_in_the_private_panel_they_are_text_there_and_once_they_are_shared()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        var wire = await Tripwire.On(hanna, server.Address);
        await VaultTests.SetUp(hanna);
        foreach (var address in new[] { $"/one-on-ones/{scene.Series}", $"/meetings/{scene.Meeting}" })
        {
            await wire.Visit(address);
            foreach (var text in HostileTexts.Gathered(2000))
            {
                await WriteBeside(hanna, text);
                await wire.Look($"a note beside {address}");
            }
        }

        await wire.Visit($"/one-on-ones/{scene.Series}");
        await hanna.Page.GetByLabel("A draft of a point").CheckAsync(new() { Timeout = Long });
        foreach (var text in HostileTexts.Gathered(250).Take(5))
        {
            await WriteBeside(hanna, text);
            await wire.Look("a draft of a point");
        }

        await hanna.Page.Locator(".panel .drafts").GetByRole(AriaRole.Button, new() { Name = "Edit" }).First.ClickAsync();
        await wire.Look("a draft being rewritten");
        var shared = await hanna.Page.Locator(".panel .drafts textarea").InputValueAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(hanna.Page.Locator(".panel .drafts .note-text")).ToHaveCountAsync(5, new() { Timeout = Long });
        await hanna.Page.EvaluateAsync("() => document.activeElement.blur()");
        await hanna.Page.Keyboard.PressAsync("p");
        await Expect(hanna.Page.Locator(".panel .drafts .note-text")).ToHaveCountAsync(4, new() { Timeout = Long });
        await wire.Look("a draft that was shared");
        await using (var db = server.Database.Db())
        {
            var title = await db.Set<AgendaPoint>().OrderByDescending(point => point.RaisedAt).ThenByDescending(point => point.Id).Select(point => point.Title).FirstAsync();
            Assert.Equal(HostileTexts.Kept(shared.Split('\n')[0]), title);
            await wire.Visit($"/one-on-ones/{scene.Series}");
            Assert.Contains(wire.Read, text => text.Contains(title, StringComparison.Ordinal));
        }

        await wire.Visit("/private-notes");
        await Expect(hanna.Page.Locator(".note-text").First).ToBeVisibleAsync(new() { Timeout = Long });
        await wire.Look("the page of notes");
        Assert.Contains(wire.Read, text => text.Contains(HostileTexts.All[0], StringComparison.Ordinal));
        Assert.Empty(wire.Fired);
        Assert.Empty(hanna.Complaints);
    }

    private static async Task WriteBeside(Window window, string text)
    {
        await window.Page.GetByLabel("Private note", new() { Exact = true }).FillAsync(text, new() { Timeout = Long });
        await Expect(window.Page.Locator(".panel .note-box .saved").First).ToHaveTextAsync("Saved", new() { Timeout = Long });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
        // It stands below as it is read.
        await Expect(window.Page.Locator(".panel .note-text").First).ToBeVisibleAsync(new() { Timeout = Long });
        await Expect(window.Page.GetByLabel("Private note", new() { Exact = true })).ToHaveValueAsync("", new() { Timeout = Long });
    }

    /// <summary>Writes lines at the end of the notes, and waits until the server has them.</summary>
    private async Task Add(Window window, string text)
    {
        try
        {
            await MeetingScene.Write(window);
        }
        catch (PlaywrightException)
        {
            // The page read itself anew at that moment and the editor was gone: one clicks once more.
            await MeetingScene.Write(window);
        }

        await window.Page.Keyboard.PressAsync("Control+End");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.InsertTextAsync(text);
        var patience = Stopwatch.StartNew();
        while (true)
        {
            await using var db = server.Database.Db();
            if (await db.Set<SharedText>().AnyAsync(kept => kept.Kind == SharedTextKind.Note && kept.Text.Contains(text.Substring(text.Length - 10))))
                return;
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"The server never got {text}");
        }
    }
}
