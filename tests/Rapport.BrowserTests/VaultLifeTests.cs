using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Policies;
using Rapport.Features.Vault;
using Rapport.Jobs;
using Rapport.Tests;
using Rapport.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>How long private notes stay open, how long they are kept, and where there are none.</summary>
public sealed class VaultLifeTests(Browser browser, WatchedServer server) : IClassFixture<WatchedServer>, IAsyncLifetime
{
    private const float Long = 30_000;

    private string pair = "";
    private Series series = null!;

    [Fact]
    public async Task They_close_by_themselves_a_quarter_of_an_hour_after_the_last_sign_of_their_owner()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await VaultTests.SetUp(hanna);
        await VaultTests.Write(hanna, "Still open");
        await WatchedServer.PutForward(hanna, 14);
        await Search(hanna, "still");
        await Expect(hanna.Page.Locator(".note-text")).ToHaveCountAsync(1);

        await WatchedServer.PutForward(hanna, 1.5);
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync();
        await Expect(hanna.Page.GetByText("Closed by itself, since nothing happened here for a while.")).ToBeVisibleAsync();
        Assert.DoesNotContain("Still open", await hanna.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_close_half_an_hour_after_the_page_went_out_of_sight()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await VaultTests.SetUp(hanna);
        await hanna.Page.EvaluateAsync("() => { Object.defineProperty(document, 'hidden', { get: () => true }); document.dispatchEvent(new Event('visibilitychange')); }");
        await Search(hanna, "");
        await WatchedServer.PutForward(hanna, 29);
        await Search(hanna, "");
        await Expect(hanna.Page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        await WatchedServer.PutForward(hanna, 1.5);
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task While_a_meeting_runs_before_ones_eyes_they_stay_open_however_long_one_listens()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await VaultTests.SetUp(hanna);
        await hanna.Go(pair);
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await Expect(hanna.Page.GetByLabel("Private note", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = Long });
        await WatchedServer.PutForward(hanna, 80);
        var note = hanna.Page.GetByLabel("Private note", new() { Exact = true });
        await note.FillAsync("After eighty minutes of listening");
        await Expect(hanna.Page.Locator(".panel .saved")).ToHaveTextAsync("Saved", new() { Timeout = Long });

        // The record of it is no meeting any more.
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).First.ClickAsync();
        await hanna.Page.GetByText("Nothing this time").First.ClickAsync();
        await hanna.Go(pair);
        await Expect(hanna.Page.GetByText("After eighty minutes of listening")).ToBeVisibleAsync(new() { Timeout = Long });
        await WatchedServer.PutForward(hanna, 16);
        await Expect(hanna.Page.Locator(".panel").GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_vault_begun_in_haste_takes_no_more_notes_once_its_recovery_code_is_due_and_shows_what_is_there()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await hanna.Go("/private-notes");
        await Expect(hanna.Page.GetByText("they are lost with it, and whoever can use this browser as you can open them")).ToBeVisibleAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Write now, set up later" }).ClickAsync();
        await VaultTests.Write(hanna, "In haste");
        await Expect(hanna.Page.GetByText("Finish setting up within 24 hours.")).ToBeVisibleAsync();

        await hanna.Page.Clock.SetSystemTimeAsync(DateTime.UtcNow.AddHours(49));
        await hanna.Go("/private-notes");
        await Expect(hanna.Page.GetByText("A recovery code is due.")).ToBeVisibleAsync();
        await Expect(hanna.Page.Locator(".note-text")).ToHaveTextAsync(["In haste"]);
        await Expect(hanna.Page.GetByLabel("New note")).ToHaveCountAsync(0);
        Assert.Empty(await hanna.Axe());
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task Notes_about_somebody_one_no_longer_meets_go_after_a_day_that_is_said_and_can_be_changed(Sight sight)
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna, sight);
        var (_, code) = await VaultTests.SetUp(hanna, sight);
        await hanna.Page.GetByLabel("About").First.SelectOptionAsync(server.Cast.Teo.Id.ToString());
        await VaultTests.Write(hanna, "About Teo, one");
        await VaultTests.Write(hanna, "About Teo, two");
        await hanna.Page.GetByLabel("About").First.SelectOptionAsync("");
        await VaultTests.Write(hanna, "About nobody");
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "People you no longer meet" })).ToHaveCountAsync(0);

        var ended = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-3);
        await using (var db = server.Cast.Db())
        {
            var one = await db.Set<Series>().SingleAsync();
            one.End(ended, SeriesEnding.Ended);
            await db.SaveChangesAsync();
        }

        await hanna.Go("/private-notes");
        var half = ended.AddDays(180);
        var last = new DateOnly(half.Year, half.Month, DateTime.DaysInMonth(half.Year, half.Month));
        var said = hanna.Page.Locator(".former");
        await Expect(said).ToContainTextAsync($"2 notes about them. They go after {Written(last)}, unless you decide otherwise.", new() { Timeout = Long });
        await Expect(hanna.Page.GetByText($"Erased after {Written(last)}")).ToHaveCountAsync(2, new() { Timeout = Long });
        await hanna.Picture($"private-notes-former-{sight}");
        Assert.Empty(await hanna.Axe());
        Assert.Equal(0, await hanna.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await using (var db = server.Cast.Db())
            Assert.Equal([null, last, last], await db.Set<VaultItem>().OrderByDescending(item => item.DeleteAfterDay == null).Select(item => item.DeleteAfterDay).ToListAsync());

        // One of them another day, the other one kept with all that are about them.
        var soon = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(10);
        await hanna.Page.Locator("[data-note]").Filter(new() { HasText = "About Teo, two" }).GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await hanna.Page.GetByLabel("Erase it after").FillAsync(soon.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(said).ToContainTextAsync($"The first go after {Written(soon)}", new() { Timeout = Long });

        // With the day over the server lets go of it by itself, and a browser that has never seen it finds nothing amiss.
        await using (var jobs = JobsDb.Open(server.Database.Jobs))
            await new ForgetVaults(jobs, new FixedClock(new DateTimeOffset(soon.AddDays(1), new TimeOnly(6, 0), TimeSpan.Zero))).Run(default);
        await using (var db = server.Cast.Db())
            Assert.Equal(2, await db.Set<VaultItem>().CountAsync(item => item.Blob != null));
        await using var elsewhere = await server.Open(browser, server.Cast.Hanna);
        await elsewhere.Page.Clock.SetSystemTimeAsync(soon.AddDays(1).ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc));
        await elsewhere.Go("/private-notes");
        await WatchedServer.PutForward(elsewhere, 0);
        await VaultTests.Open(elsewhere, code, () => WatchedServer.PutForward(elsewhere, (soon.AddDays(1).DayNumber - DateOnly.FromDateTime(DateTime.UtcNow).DayNumber) * 24 * 60));
        await Expect(elsewhere.Page.Locator(".note-text")).ToHaveTextAsync(["About nobody", "About Teo, one"], new() { Timeout = Long });
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Keep them" }).ClickAsync();
        await Expect(elsewhere.Page.Locator(".former")).ToContainTextAsync("1 note about them, kept until you erase it.", new() { Timeout = Long });
        await using (var db = server.Cast.Db())
            Assert.Equal(0, await db.Set<VaultItem>().CountAsync(item => item.HashOfExpired != null));
    }

    [Fact]
    public async Task After_ninety_days_one_is_asked_to_show_once_that_one_has_the_recovery_code()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        var (passphrase, code) = await VaultTests.SetUp(hanna);
        await VaultTests.Write(hanna, "From three months ago");
        var question = hanna.Page.GetByText("Do you still have your recovery code?");
        await Later(hanna, 88, passphrase);
        await Expect(hanna.Page.Locator(".note-text")).ToHaveCountAsync(1);
        await Expect(question).ToHaveCountAsync(0);

        await Later(hanna, 92, passphrase);
        await Expect(question).ToBeVisibleAsync(new() { Timeout = Long });
        await hanna.Picture("private-notes-checkup");
        Assert.Empty(await hanna.Axe());
        server.Heard.Clear();
        await hanna.Page.GetByLabel("Recovery code").FillAsync(string.Concat(Enumerable.Repeat("0000-", 8))[..^1]);
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Expect(hanna.Page.GetByText("This recovery code does not open your notes.")).ToBeVisibleAsync(new() { Timeout = Long });
        await hanna.Page.GetByLabel("Recovery code").FillAsync(code);
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Expect(hanna.Page.GetByText("It opens your notes. Until next time, in three months.")).ToBeVisibleAsync(new() { Timeout = Long });
        Assert.DoesNotContain(server.Heard, body => body.Contains(code, StringComparison.Ordinal) || body.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

        // Kept with the notes: the next opening knows, and it is no note to look at.
        await Later(hanna, 93, passphrase);
        await Expect(hanna.Page.Locator(".note-text")).ToHaveTextAsync(["From three months ago"]);
        await Expect(question).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task From_the_invitation_to_the_first_private_note_it_takes_less_than_a_minute_and_a_half_at_the_pace_of_a_hand()
    {
        // A letter at a time, not quickly; what one would write down on paper is typed elsewhere instead.
        const float letter = 180;
        string link;
        await using (var db = server.Cast.Db())
            link = await new InvitePerson(db, TimeProvider.System).Run(new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.Neither), server.Cast.Robin.Viewer, default);
        await using var noor = await browser.Open(server.Address);
        await using var paper = await browser.Open(new Uri("about:blank"));
        await paper.Page.SetContentAsync("<textarea></textarea>");
        async Task WriteDown(string words) => await paper.Page.Locator("textarea").PressSequentiallyAsync(words, new() { Delay = letter });

        var clock = Stopwatch.StartNew();
        await noor.Go(link);
        await noor.Page.GetByLabel("Password").PressSequentiallyAsync("quiet lanterns by the lake", new() { Delay = letter });
        await noor.Page.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        var setUp = noor.Page.GetByRole(AriaRole.Button, new() { Name = "Set up, in about a minute" });
        await Expect(setUp).ToBeVisibleAsync(new() { Timeout = Long });
        var joined = clock.Elapsed;
        await setUp.ClickAsync();
        await WriteDown(await noor.Page.Locator("[data-secret=passphrase]").InnerTextAsync());
        await noor.Page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        var groups = await noor.Page.Locator("[data-secret=code] li").AllInnerTextsAsync();
        await WriteDown(string.Join('-', groups));
        await noor.Page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        foreach (var field in await noor.Page.Locator("[data-group]").AllAsync())
            await field.PressSequentiallyAsync(groups[int.Parse((await field.GetAttributeAsync("data-group"))!, CultureInfo.InvariantCulture) - 1], new() { Delay = letter });
        await noor.Page.GetByRole(AriaRole.Button, new() { Name = "Open my notes" }).ClickAsync();
        await Expect(noor.Page.GetByLabel("New note")).ToBeFocusedAsync(new() { Timeout = Long });
        var set = clock.Elapsed - joined;
        Assert.True(set < TimeSpan.FromSeconds(90), $"Setting up took {set}.");
        TestContext.Current.SendDiagnosticMessage($"Joined after {joined.TotalSeconds:0} s, private notes set up {set.TotalSeconds:0} s later.");
    }

    private DateTimeOffset? began;

    /// <summary>Opens them so many days after the test began, by the clocks of page and worker.</summary>
    private async Task Later(Window window, int days, string passphrase)
    {
        began ??= DateTimeOffset.UtcNow;
        await window.Page.Clock.SetSystemTimeAsync(began.Value.AddDays(days).UtcDateTime);
        await WatchedServer.PutForward(window, (days - forward) * 24 * 60);
        forward = days;
        await window.Go("/private-notes");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Locked" })).ToBeVisibleAsync(new() { Timeout = Long });
        await VaultTests.Open(window, passphrase);
        await Expect(window.Page.GetByLabel("New note")).ToBeVisibleAsync(new() { Timeout = Long });
    }

    private int forward;

    [Fact]
    public async Task Where_the_organisation_has_switched_them_off_nothing_new_is_written_and_what_is_there_can_be_taken_along_and_erased()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await VaultTests.SetUp(hanna);
        await VaultTests.Write(hanna, "From before");
        await using (var robin = await server.Open(browser, server.Cast.Robin))
        {
            await robin.Go("/administration/policies");
            await robin.Page.GetByRole(AriaRole.Button, new() { Name = "Switch them off" }).ClickAsync();
            await Expect(robin.Page.GetByRole(AriaRole.Button, new() { Name = "Switch them on" })).ToBeVisibleAsync();
        }

        try
        {
            await hanna.Go("/private-notes");
            await Expect(hanna.Page.GetByText("Your organisation has switched private notes off. What you have written you can read, take along and erase.")).ToBeVisibleAsync();
            await Expect(hanna.Page.GetByLabel("New note")).ToHaveCountAsync(0);
            await hanna.Go("/private-notes/keys");
            Assert.Contains("From before", await VaultTests.Download(hanna, "Markdown"), StringComparison.Ordinal);
            await hanna.Go("/private-notes");
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Erase it for good" }).ClickAsync();
            await Expect(hanna.Page.GetByText("Nothing yet.")).ToBeVisibleAsync();

            await using var teo = await server.Open(browser, server.Cast.Teo);
            await teo.Go("/private-notes");
            await Expect(teo.Page.GetByText("Your organisation has switched private notes off.")).ToBeVisibleAsync();
            await Expect(teo.Page.GetByRole(AriaRole.Button, new() { Name = "Set up, in about a minute" })).ToHaveCountAsync(0);
        }
        finally
        {
            await using var db = server.Cast.Db();
            await new RevisePolicies(db, TimeProvider.System).SwitchPrivateNotes(true, server.Cast.Robin.Viewer, default);
        }
    }

    [Fact]
    public async Task Over_a_line_that_is_not_encrypted_they_say_why_they_cannot_open_and_what_helps()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await hanna.Page.AddInitScriptAsync("Object.defineProperty(window, 'isSecureContext', { value: false });");
        await hanna.Go("/private-notes");
        await Expect(hanna.Page.GetByText("gives it a certificate (--certificate) and an https address (--urls), or puts a proxy that has one in front (--proxy)")).ToBeVisibleAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Set up, in about a minute" })).ToHaveCountAsync(0);
        await hanna.Go(pair);
        await Expect(hanna.Page.GetByText("the line to this server is not encrypted")).ToBeVisibleAsync();
    }

    public async ValueTask InitializeAsync()
    {
        server.WindsClocks = true;
        server.Heard.Clear();
        await using (var db = server.Cast.Db())
            await db.Set<Vault>().ExecuteDeleteAsync();
        await using var truncate = server.Owner.CreateCommand("truncate series cascade");
        await truncate.ExecuteNonQueryAsync();
        series = await server.Cast.Pair(server.Cast.Hanna, server.Cast.Teo);
        pair = $"/one-on-ones/{series.Id}";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Written(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Asks for the notes without giving a sign of oneself.</summary>
    private static Task Search(Window window, string words) =>
        window.Page.EvaluateAsync("words => { const field = document.getElementById('note-words'); field.value = words; field.dispatchEvent(new Event('input', { bubbles: true })); }", words);
}
