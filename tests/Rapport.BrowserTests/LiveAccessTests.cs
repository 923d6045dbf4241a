using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;
using static Rapport.BrowserTests.MeetingScene;

namespace Rapport.BrowserTests;

/// <summary>Somebody loses a meeting in which they write: by being signed out elsewhere, by leaving, or of their own will.</summary>
public sealed class LiveAccessTests(Browser browser, Cluster cluster)
{
    private const float Second = 1000;
    private const string Report = "PAY-1423 is 80% done, the rest is in review";

    public enum Loss
    {
        SignedOutElsewhere,
        Left,
        MeetingGone,
    }

    [Theory]
    [InlineData(Loss.SignedOutElsewhere)]
    [InlineData(Loss.Left)]
    public async Task Whoever_is_shut_out_while_they_type_is_told_within_two_seconds_and_neither_writes_nor_reads_any_more(Loss loss)
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Before. ");
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Before. "]);
        await scene.Hanna.Page.Keyboard.PressAsync("Control+End");

        var since = Stopwatch.StartNew();
        await Happens(scene, loss);
        await Expect(Title(scene.Teo)).ToHaveTextAsync("This page has ended", new() { Timeout = 2 * Second });
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await Expect(scene.Teo.Page.Locator("main")).ToContainTextAsync("You are not signed in any more.");

        await scene.Teo.Page.Keyboard.TypeAsync("Into the void.");
        await scene.Hanna.Page.Keyboard.TypeAsync("Among ourselves.");
        await IsSaved(scene.Hanna);
        Assert.Equal("Before. Among ourselves.", await scene.StoredNotes());
        await Expect(scene.Teo.Page.Locator("body")).Not.ToContainTextAsync("Among ourselves.");
        await Expect(scene.Teo.Page.Locator(".live-text")).ToHaveCountAsync(0);
        await Keeps(scene.Teo, 0);
        await scene.Teo.Picture($"live-shut-out-{loss}");
        Assert.Empty(await scene.Teo.Axe());
    }

    [Theory]
    [InlineData(Loss.SignedOutElsewhere, "You are not signed in any more.")]
    [InlineData(Loss.Left, "You are not signed in any more.")]
    [InlineData(Loss.MeetingGone, "You do not take part in this meeting any more.")]
    public async Task Whoever_lost_access_while_they_were_without_a_network_is_given_their_words_once_and_the_browser_keeps_nothing(Loss loss, string why)
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        var page = scene.Teo.Page;
        await Write(scene.Teo);
        await page.Keyboard.TypeAsync("Together. ");
        await IsSaved(scene.Teo);
        await scene.Teo.Context.SetOfflineAsync(true);
        await page.Keyboard.TypeAsync("Nobody has this yet.");
        await Keeps(scene.Teo, 1);
        await page.Locator("#promise-form > summary").ClickAsync();
        await page.GetByLabel("What, in a few words").FillAsync("A promise half typed");
        await Happens(scene, loss);
        await scene.Teo.Context.SetOfflineAsync(false);

        await Expect(Title(scene.Teo)).ToHaveTextAsync("This page has ended", new() { Timeout = 10 * Second });
        await Expect(page.Locator("main")).ToContainTextAsync(why);
        await Keeps(scene.Teo, 0);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(key => key.startsWith('rapport:typed:'))"));
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download it" }).ClickAsync());
        var given = await File.ReadAllTextAsync((await download.PathAsync())!);
        Assert.Contains("Together. Nobody has this yet.", given, StringComparison.Ordinal);
        Assert.Contains("A promise half typed", given, StringComparison.Ordinal);

        await page.ReloadAsync();
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Nobody has this yet.");
        await Keeps(scene.Teo, 0);
    }

    [Fact]
    public async Task Signing_out_leaves_nothing_in_the_browser_and_asks_nothing_when_all_is_saved()
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        var page = scene.Teo.Page;
        await page.GetByLabel("Read out what Hanna does").UncheckAsync();
        await Write(scene.Teo);
        await page.Keyboard.TypeAsync(Report);
        await page.Locator(".smell").GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" }).ClickAsync();
        await IsSaved(scene.Teo);
        await Keeps(scene.Teo, 0);
        Assert.Equal(["rapport:read-out", "rapport:smell"], await page.EvaluateAsync<string[]>("() => Object.keys(localStorage).sort()"));

        await scene.Teo.Go("/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in**");

        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"));
        await Keeps(scene.Teo, 0);
        await Keeps(scene.Teo, 0, "keys");
    }

    private static ILocator Title(Window window) => window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    private static async Task Happens(MeetingScene scene, Loss loss)
    {
        if (loss == Loss.MeetingGone)
        {
            await using var remove = scene.Server.Database.Owner.CreateCommand("truncate meeting cascade");
            await remove.ExecuteNonQueryAsync();
            return;
        }

        await using var db = scene.Server.Cast.Db();
        if (loss == Loss.SignedOutElsewhere)
        {
            await new EndSession(db, TimeProvider.System).Everywhere(scene.Server.Cast.Teo.Viewer, default);
            return;
        }

        var teo = await db.Set<Person>().SingleAsync(person => person.Id == scene.Server.Cast.Teo.Id);
        teo.Leave(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1));
        await db.SaveChangesAsync();
    }
}
