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
