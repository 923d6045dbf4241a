using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Features.Vault;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>Private notes beside what two people share: on its own ground, unseen by the other, and shared only on purpose.</summary>
public sealed class PrivatePanelTests(Browser browser, WatchedServer server) : IClassFixture<WatchedServer>, IAsyncLifetime
{
    private const string Canary = "canary-90127";

    private string page = "";

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task Beside_the_page_of_a_pair_one_writes_what_the_other_never_sees(Sight sight)
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna, sight);
        await VaultTests.SetUp(hanna);
        await hanna.Go(page);
        var note = hanna.Page.GetByLabel("Private note", new() { Exact = true });
        await note.FillAsync($"Do not offer training as the answer again {Canary}");
        await Expect(hanna.Page.Locator(".panel .saved")).ToHaveTextAsync("Saved", new() { Timeout = 30_000 });
        await hanna.Picture($"private-panel-{sight}");
        Assert.Empty(await hanna.Axe());
        Assert.Equal(0, await hanna.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        await using var teo = await server.Open(browser, server.Cast.Teo);
        await teo.Go(page);
        Assert.DoesNotContain(Canary, await teo.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Heard, body => body.Contains(Canary, StringComparison.Ordinal));

        // By person it is found again; that it is about Teo, only Hanna's browser knows.
        await hanna.Go("/private-notes");
        await hanna.Page.GetByLabel("About").Last.SelectOptionAsync(new SelectOptionValue { Label = "Teo Marković" });
        await Expect(hanna.Page.Locator(".note-text")).ToHaveTextAsync([$"Do not offer training as the answer again {Canary}"]);
        await Expect(hanna.Page.GetByText("About Teo Marković")).ToBeVisibleAsync();
        Assert.Empty(hanna.Complaints);
    }

    [Fact]
    public async Task A_draft_of_a_point_is_its_authors_until_one_key_shares_it()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await VaultTests.SetUp(teo);
        await teo.Go(page);
        await teo.Page.GetByLabel("A draft of a point").CheckAsync();
        await teo.Page.GetByLabel("Private note", new() { Exact = true }).FillAsync("I am the only one who can release\nTwo of the last three weekends.");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Your draft" })).ToBeVisibleAsync();
        await hanna.Go(page);
        Assert.DoesNotContain("the only one", await hanna.Page.ContentAsync(), StringComparison.Ordinal);

        await teo.Page.EvaluateAsync("() => document.activeElement.blur()");
        await teo.Page.Keyboard.PressAsync("p");
        await Expect(teo.Page.GetByRole(AriaRole.Link, new() { Name = "I am the only one who can release" })).ToBeVisibleAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Heading, new() { Name = "Your draft" })).ToHaveCountAsync(0);
        await hanna.Go(page);
        await Expect(hanna.Page.GetByRole(AriaRole.Link, new() { Name = "I am the only one who can release" })).ToBeVisibleAsync();
        await using var db = server.Cast.Db();
        Assert.Equal("Two of the last three weekends.", (await db.Set<AgendaPoint>().SingleAsync()).Details);
    }

    [Fact]
    public async Task It_is_covered_by_one_key_blurred_on_a_call_and_absent_from_print()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await VaultTests.SetUp(hanna);
        await hanna.Go(page);
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToBeVisibleAsync();
        await hanna.Page.EvaluateAsync("() => document.activeElement.blur()");
        await hanna.Page.Keyboard.PressAsync(".");
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToBeHiddenAsync();
        await hanna.Picture("private-panel-covered");
        await hanna.Page.ReloadAsync();
        await Expect(hanna.Page.Locator(".panel.is-covered")).ToBeVisibleAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Cover" }).ClickAsync();
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToBeVisibleAsync();

        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "On a call" }).ClickAsync();
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToHaveCSSAsync("filter", "blur(7px)");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "On a call" }).ClickAsync();
        await hanna.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(hanna.Page.Locator(".panel")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task In_a_meeting_it_stays_while_the_other_persons_words_arrive()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await VaultTests.SetUp(hanna);
        foreach (var window in new[] { hanna, teo })
        {
            await window.Go(page);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
            await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" })).ToBeVisibleAsync();
        }

        await hanna.Page.GetByLabel("Private note", new() { Exact = true }).FillAsync($"Half a sentence {Canary}");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" })).ToHaveCountAsync(0);
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToHaveValueAsync($"Half a sentence {Canary}");
        await Expect(hanna.Page.Locator(".panel .saved")).ToHaveTextAsync("Saved", new() { Timeout = 30_000 });
        await hanna.Picture("private-panel-meeting", wholePage: false);
        Assert.Empty(await hanna.Axe());
        Assert.DoesNotContain(Canary, await teo.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Heard, body => body.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_on_a_point_stands_beside_that_point_in_the_meeting_while_it_is_closed_and_on_its_record()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await using var teo = await server.Open(browser, server.Cast.Teo);
        await using (var db = server.Cast.Db())
        {
            var series = await db.Set<Rapport.Features.OneOnOnes.Series>().SingleAsync();
            foreach (var (title, place) in new[] { ("The gateway", 1), ("August", 2) })
                db.Add(new AgendaPoint(series.Id, server.Cast.Teo.Id, PointKind.Point, null, Part.People, title, null, place, 0, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        await VaultTests.SetUp(hanna);
        await hanna.Go(page);
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await teo.Go(page);
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await Turn(teo, hanna, "The gateway");
        await Write(hanna, $"He does it alone {Canary}");
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "On this point" })).ToBeVisibleAsync();
        await hanna.Picture("private-panel-point", wholePage: false);

        // The other person turns the page for both.
        await Turn(teo, hanna, "August");
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "On this point" })).ToHaveCountAsync(0);
        await Expect(hanna.Page.Locator(".panel .row-note")).ToHaveTextAsync(["Today, on “The gateway”"]);
        await Write(hanna, "Somebody has to be there");
        await Expect(hanna.Page.Locator(".on-point .note-text")).ToHaveTextAsync(["Somebody has to be there"]);
        await Turn(teo, hanna, "The gateway");
        await Expect(hanna.Page.Locator(".on-point .note-text")).ToHaveTextAsync([$"He does it alone {Canary}"]);
        Assert.Empty(await hanna.Axe());
        foreach (var ended in new[] { "The gateway", "August" })
        {
            await Turn(teo, hanna, ended);
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Discussed, next point" }).ClickAsync();
            await Expect(hanna.Page.Locator("#just-closed")).ToContainTextAsync(ended, new() { Timeout = 10_000 });
        }

        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).First.ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Before you both go" })).ToBeVisibleAsync();
        await Expect(hanna.Page.Locator(".panel .note-text")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Write(hanna, "On the way out");
        await hanna.Picture("private-panel-closing");
        Assert.Empty(await hanna.Axe());
        foreach (var nothing in await hanna.Page.GetByText("Nothing this time").AllAsync())
            await nothing.ClickAsync();
        foreach (var reason in await hanna.Page.Locator("input[type=radio][name$='.Skipped']:first-of-type").AllAsync())
            await reason.CheckAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await hanna.Page.WaitForURLAsync(url => !url.Contains("/closing", StringComparison.Ordinal));
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Talked about" })).ToBeVisibleAsync();
        await Expect(hanna.Page.Locator(".panel .note-text")).ToHaveTextAsync(["On the way out", "Somebody has to be there", $"He does it alone {Canary}"], new() { Timeout = 30_000 });
        await Expect(hanna.Page.Locator(".panel .row-note")).ToHaveTextAsync(["Today", "Today, on “August”", "Today, on “The gateway”"]);
        await hanna.Picture("private-panel-record");
        Assert.Empty(await hanna.Axe());

        await teo.Go(new Uri(hanna.Page.Url).AbsolutePath);
        Assert.DoesNotContain(Canary, await teo.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Heard, body => body.Contains(Canary, StringComparison.Ordinal));
        Assert.Empty(hanna.Refusals);
        Assert.Empty(hanna.Complaints);
    }

    private static async Task Turn(Window who, Window other, string point)
    {
        await who.Page.Locator(".order button").Filter(new() { HasText = point }).ClickAsync();
        foreach (var window in new[] { who, other })
            await Expect(window.Page.Locator("#current-title")).ToHaveTextAsync(point, new() { Timeout = 10_000 });
    }

    private static async Task Write(Window window, string text)
    {
        var note = window.Page.GetByLabel("Private note", new() { Exact = true });
        await note.FillAsync(text);
        await note.PressAsync("Control+Enter");
        await Expect(note).ToHaveValueAsync("", new() { Timeout = 30_000 });
    }

    public async ValueTask InitializeAsync()
    {
        server.Heard.Clear();
        await using (var db = server.Cast.Db())
        {
            await db.Set<Vault>().ExecuteDeleteAsync();
            await db.Set<AgendaPoint>().ExecuteDeleteAsync();
        }

        await using var truncate = server.Owner.CreateCommand("truncate series cascade");
        await truncate.ExecuteNonQueryAsync();
        page = $"/one-on-ones/{(await server.Cast.Pair(server.Cast.Hanna, server.Cast.Teo)).Id}";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
