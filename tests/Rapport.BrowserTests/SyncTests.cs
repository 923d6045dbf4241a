using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>A leadership sync in several browsers: one leads, the others follow without touching anything.</summary>
public sealed class SyncTests(Browser browser, Cluster cluster) : IAsyncLifetime
{
    private const float Second = 1000;

    private readonly Server server = new(cluster);
    private Id<Sync> sync;

    private string Address => $"/leadership-sync/{sync}";

    public async ValueTask InitializeAsync()
    {
        await server.InitializeAsync();
        var (cast, now, clock) = (server.Cast, DateTimeOffset.UtcNow, TimeProvider.System);
        var soon = now.AddMinutes(10);
        var team = new Team("Platform");
        await using (var db = cast.Db())
        {
            db.Add(team);
            (await db.Set<Person>().SingleAsync(person => person.Id == cast.Hanna.Id)).Hold([PersonRole.Manager]);
            await db.SaveChangesAsync();
        }

        sync = Id<Sync>.New();
        await using (var db = cast.Db())
        {
            await new FoundSync(db, new(db, clock), clock).Run(
                new(sync, "Engineering leads", new(Cadence.EveryTwoWeeks, soon.DayOfWeek, new(soon.Hour, soon.Minute), "UTC", 60, DateOnly.FromDateTime(soon.UtcDateTime)), cast.Hanna.Id, cast.Ruth.Id, [cast.Teo.Id, cast.Priya.Id], []),
                cast.Hanna.Viewer, default);
        }

        await using (var db = cast.Db())
            await new KeepRow(db, clock).Run(sync, new(team.Id, cast.Teo.Id, null), cast.Hanna.Viewer, default);
        await using (var db = cast.Db())
            await new RaiseRisk(db, clock).Run(sync, new(Id<Risk>.New(), RiskKind.Risk, "Sign-in is 40 % slower", "People give up at the door", "War room open", cast.Teo.Id, null, Rating.Red), cast.Hanna.Viewer, default);
        await using (var db = cast.Db())
            await new RaiseRisk(db, clock).Run(sync, new(Id<Risk>.New(), RiskKind.Debt, "Two build systems", null, null, cast.Priya.Id, null, Rating.Green), cast.Hanna.Viewer, default);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task From_the_pre_read_to_the_notes_with_one_who_leads_and_others_who_follow(Sight sight)
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna, sight);
        await using var teo = await server.Open(browser, server.Cast.Teo, sight);
        await teo.Go($"{Address}/pre-read");
        await teo.Page.GetByLabel("Velocity, points", new() { Exact = true }).FillAsync("84");
        await teo.Page.GetByLabel("Incidents", new() { Exact = true }).FillAsync("a few");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Fill the row" }).ClickAsync();
        await Expect(teo.Page.GetByText("“afew” is no figure.")).ToBeVisibleAsync();
        await teo.Page.GetByLabel("Velocity, points", new() { Exact = true }).FillAsync("84");
        await teo.Page.GetByLabel("Incidents", new() { Exact = true }).FillAsync("2");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Fill the row" }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Row, new() { Name = "Platform" })).ToContainTextAsync("84");
        await teo.Page.GetByText("What is normal for Platform").ClickAsync();
        await teo.Page.GetByLabel("Incidents, from").FillAsync("0");
        await teo.Page.Locator("form", new() { Has = teo.Page.GetByLabel("Incidents, from") }).GetByLabel("to", new() { Exact = true }).FillAsync("1");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Save what is normal for Incidents" }).ClickAsync();
        await Expect(teo.Page.GetByText("over 0 to 1")).ToBeVisibleAsync();
        await teo.Picture($"sync-pre-read-{sight}");
        Assert.Empty(await teo.Axe());
        await NoOverflow(teo);

        await hanna.Go(Address);
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start sync" }).ClickAsync();
        await hanna.Page.WaitForURLAsync(url => url.Contains("/meetings/", StringComparison.Ordinal));
        await teo.Page.WaitForURLAsync(url => url.Contains("/meetings/", StringComparison.Ordinal), new() { Timeout = 10 * Second });
        await Expect(hanna.Page.Locator("#presence")).ToContainTextAsync("with 2 of 4 here", new() { Timeout = 10 * Second });

        for (var section = 0; section < 3; section++)
        {
            var next = ((SyncSection)(section + 1)).Title();
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Next section" }).ClickAsync();
            foreach (var window in new[] { hanna, teo })
                await Expect(window.Page.Locator("main h1")).ToHaveTextAsync(next, new() { Timeout = 5 * Second });
        }

        await Expect(teo.Page.GetByRole(AriaRole.Button, new() { Name = "Next section" })).ToHaveCountAsync(0);
        // One key turns a risk into a discussion.
        await hanna.Page.Keyboard.PressAsync("d");
        await Expect(hanna.Page.Locator(".risk-row[aria-current]")).ToContainTextAsync("Sign-in is 40 % slower", new() { Timeout = 5 * Second });
        await hanna.Page.GetByLabel("What was said").FillAsync("Roll back in one region tonight.");
        await Expect(hanna.Page.Locator(".sync-note .saved")).ToHaveTextAsync("Saved", new() { Timeout = 5 * Second });
        await Expect(teo.Page.GetByLabel("What was said")).ToHaveValueAsync("Roll back in one region tonight.", new() { Timeout = 5 * Second });
        await Expect(hanna.Page.GetByText("1 green, acknowledged")).ToBeVisibleAsync();
        await hanna.Picture($"sync-running-{sight}");
        Assert.Empty(await hanna.Axe());
        await NoOverflow(hanna);

        // Without an action for the red it does not end, and says why.
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "End sync" }).ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("“Sign-in is 40 % slower” is red and leaves without an action for this week.");
        // What others change meanwhile brings the page up to date and does not take that away.
        await teo.Page.Locator("summary").Filter(new() { HasText = "New question" }).ClickAsync();
        await teo.Page.GetByLabel("The question").FillAsync("Who rolls back at night?");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Ask it" }).ClickAsync();
        await Expect(hanna.Page.GetByText("Who rolls back at night?").First).ToBeVisibleAsync(new() { Timeout = 5 * Second });
        await Expect(hanna.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await hanna.Page.GetByText("Action this week").First.ClickAsync();
        await hanna.Page.GetByLabel("What will be done").First.FillAsync("Roll back to 4.18");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Make it an action" }).First.ClickAsync();
        await Expect(teo.Page.Locator("#actions")).ToContainTextAsync("Roll back to 4.18", new() { Timeout = 5 * Second });
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "End sync" }).ClickAsync();

        foreach (var window in new[] { hanna, teo })
        {
            await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Where the time went" })).ToBeVisibleAsync(new() { Timeout = 10 * Second });
            await Expect(window.Page.GetByText("Roll back in one region tonight.")).ToBeVisibleAsync();
        }

        await teo.Page.GetByRole(AriaRole.Radio, new() { Name = "8" }).CheckAsync();
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Say it" }).ClickAsync();
        await Expect(teo.Page.GetByRole(AriaRole.Radio, new() { Name = "8" })).ToBeCheckedAsync();
        await teo.Picture($"sync-notes-{sight}");
        Assert.Empty(await teo.Axe());
        await NoOverflow(teo);
    }

    [Fact]
    public async Task The_whole_running_order_is_led_with_the_keyboard_alone_and_what_drifts_is_parked()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await hanna.Go(Address);
        await hanna.Page.Keyboard.PressAsync("s");
        await hanna.Page.WaitForURLAsync(url => url.Contains("/meetings/", StringComparison.Ordinal));
        await hanna.Page.Keyboard.PressAsync("p");
        await Expect(hanna.Page.GetByLabel("What is to be talked about elsewhere")).ToBeFocusedAsync();
        await hanna.Page.Keyboard.TypeAsync("Which tracing vendor to try");
        await hanna.Page.Keyboard.PressAsync("Enter");
        await Expect(hanna.Page.Locator("#parked")).ToContainTextAsync("Which tracing vendor to try");
        await hanna.Page.Keyboard.PressAsync("Escape");
        foreach (var section in SyncSections.All.Skip(1))
        {
            await hanna.Page.Keyboard.PressAsync("ArrowRight");
            await Expect(hanna.Page.Locator("main h1")).ToHaveTextAsync(section.Title(), new() { Timeout = 5 * Second });
        }

        await Expect(hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Next section" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_stand_in_goes_on_when_the_one_who_leads_is_gone()
    {
        await using var ruth = await server.Open(browser, server.Cast.Ruth);
        await using (var hanna = await server.Open(browser, server.Cast.Hanna))
        {
            await hanna.Go(Address);
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start sync" }).ClickAsync();
            await hanna.Page.WaitForURLAsync(url => url.Contains("/meetings/", StringComparison.Ordinal));
            await ruth.Go(new Uri(hanna.Page.Url).PathAndQuery);
            await Expect(ruth.Page.GetByText("Hanna Weiß leads")).ToBeVisibleAsync();
        }

        // The laptop is gone; whoever stands in asks, and gets it as soon as twenty seconds are over.
        await Until(async () =>
        {
            await ruth.Page.Locator("#facilitator-bar .bar-actions form button").ClickAsync();
            await Expect(ruth.Page.GetByText("You lead")).ToBeVisibleAsync(new() { Timeout = Second });
        });
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Next section" }).ClickAsync();
        await Expect(ruth.Page.Locator("main h1")).ToHaveTextAsync("What was flagged");
    }

    [Fact]
    public async Task A_sync_is_founded_and_set_up_in_a_browser()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await hanna.Go("/");
        await hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Leadership sync" }).First.ClickAsync();
        await hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Start another sync" }).ClickAsync();
        Assert.Empty(await hanna.Axe());
        await hanna.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Platform leads");
        await hanna.Page.GetByLabel("Who stands in").SelectOptionAsync(server.Cast.Ruth.Id.ToString());
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start the sync" }).ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "How it is set up" })).ToBeVisibleAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Give it a row" }).ClickAsync();
        await Expect(hanna.Page.GetByText("Hanna Weiß fills it.")).ToBeVisibleAsync();
        Assert.Empty(await hanna.Axe());
        await NoOverflow(hanna);
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task What_a_sync_leaves_and_asks_can_be_read_and_passed_on_everywhere(Sight sight)
    {
        await server.Cast.Pair(server.Cast.Hanna, server.Cast.Teo);
        await using var hanna = await server.Open(browser, server.Cast.Hanna, sight);
        await hanna.Go($"{Address}/pre-read");
        await hanna.Page.GetByText("Action this week").First.ClickAsync();
        await hanna.Page.GetByLabel("What will be done").First.FillAsync("Roll back to 4.18");
        await hanna.Page.GetByLabel("By whom").First.SelectOptionAsync(server.Cast.Hanna.Id.ToString());
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Make it an action" }).First.ClickAsync();
        await Expect(hanna.Page.Locator("#actions")).ToContainTextAsync("Roll back to 4.18");
        await hanna.Page.Locator("a", new() { HasText = "Pass on: Sign-in is 40 % slower" }).ClickAsync();
        await Expect(hanna.Page.GetByLabel("What it is about")).ToHaveValueAsync("Sign-in is 40 % slower");
        await Look("passing-on");
        await hanna.Page.GetByLabel("Where it goes").SelectOptionAsync(new SelectOptionValue { Label = "Teo Marković, one-on-one" });
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Pass it on" }).ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Pre-read" })).ToBeVisibleAsync();

        foreach (var (address, name, shows) in new[]
        {
            ("/", "today", "Engineering leads"), ("/open-loops", "open-loops", "Roll back to 4.18"), ("/register", "register", "Sign-in is 40 % slower"), ("/leadership-sync/decisions", "decisions", "Decisions"),
            ("/leadership-sync", "index", "Engineering leads"), (Address, "page", "Yellow and red"),
        })
        {
            await hanna.Go(address);
            await Expect(hanna.Page.GetByText(shows).First).ToBeVisibleAsync();
            await Look(name);
        }

        await hanna.Go("/open-loops");
        await hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Roll back to 4.18", Exact = true }).ClickAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "New date" })).ToBeVisibleAsync();
        await Look("action");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Kept", Exact = true }).ClickAsync();
        await Expect(hanna.Page.GetByText("Taken on in a sync")).ToHaveCountAsync(0);
        await hanna.Go("/register");
        await hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Sign-in is 40 % slower" }).ClickAsync();
        await Expect(hanna.Page.GetByText("Roll back to 4.18")).ToBeVisibleAsync();
        await Look("risk");

        async Task Look(string name)
        {
            await hanna.Picture($"sync-{name}-{sight}");
            Assert.Empty(await hanna.Axe());
            await NoOverflow(hanna);
        }
    }

    private static async Task NoOverflow(Window window) =>
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

    /// <summary>Tries until it holds; each try waits for the page by itself.</summary>
    private static async Task Until(Func<Task> holds)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await holds();
                return;
            }
            catch (Exception) when (attempt < 40)
            {
                // Not yet.
            }
        }
    }
}
