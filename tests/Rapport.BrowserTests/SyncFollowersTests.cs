using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>Ten people and the stand-in follow one who leads, each in a browser of their own, until that one's laptop is gone.</summary>
public sealed class SyncFollowersTests(Browser browser, Server server) : IClassFixture<Server>, IAsyncLifetime
{
    private const int Followers = 10;
    private const float Second = 1000;
    private const string RiskToDiscuss = "Sign-in is 40 % slower";
    private const string InitiativeToDiscuss = "A second region";

    private readonly List<Window> windows = [];
    private readonly List<Member> ten = [];
    private readonly Id<Sync> sync = Id<Sync>.New();

    public async ValueTask InitializeAsync()
    {
        var (cast, clock, now) = (server.Cast, TimeProvider.System, DateTimeOffset.UtcNow);
        var (soon, today) = (now.AddMinutes(10), DateOnly.FromDateTime(now.UtcDateTime));
        ten.AddRange(Enumerable.Range(1, Followers).Select(number => Member.Of($"Leader {number}", $"leader-{number}@example.org", "Europe/Berlin", now)));
        await using (var db = cast.Db())
        {
            db.AddRange(ten.Select(member => member.Person));
            (await db.Set<Person>().SingleAsync(person => person.Id == cast.Hanna.Id)).Hold([PersonRole.Manager]);
            await db.SaveChangesAsync();
            db.AddRange(ten.Select(member => member.Account));
            await db.SaveChangesAsync();
        }

        await using (var db = cast.Db())
        {
            await new FoundSync(db, new(db, clock), clock).Run(
                new(sync, "Engineering leads", new(Cadence.EveryTwoWeeks, soon.DayOfWeek, new(soon.Hour, soon.Minute), "UTC", 60, DateOnly.FromDateTime(soon.UtcDateTime)), cast.Hanna.Id, cast.Ruth.Id, [.. ten.Select(member => member.Id)], []),
                cast.Hanna.Viewer, default);
        }

        var initiative = new Initiative(sync, InitiativeToDiscuss, cast.Hanna.Id, Quarter.Of(today).ToString(), now);
        initiative.Report(Rating.Yellow, "Two drills", "One drill", null, null, now);
        await using (var db = cast.Db())
        {
            db.AddRange(initiative, new Risk(sync, RiskKind.Risk, RiskToDiscuss, cast.Hanna.Id, Rating.Red, cast.Hanna.Id, now));
            await db.SaveChangesAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows)
            await window.DisposeAsync();
    }

    [Fact]
    public async Task Ten_follow_whoever_leads_and_then_the_stand_in_once_the_first_laptop_is_gone()
    {
        foreach (var who in (Member[])[server.Cast.Hanna, server.Cast.Ruth, .. ten])
            windows.Add(await server.Open(browser, who));
        var (hanna, ruth, following) = (windows[0], windows[1], windows[2..]);
        await hanna.Go($"/leadership-sync/{sync}");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start sync" }).ClickAsync();
        await hanna.Page.WaitForURLAsync(url => url.Contains("/meetings/", StringComparison.Ordinal));
        foreach (var window in windows[1..])
            await window.Go(new Uri(hanna.Page.Url).PathAndQuery);
        await Expect(hanna.Page.Locator("#presence")).ToContainTextAsync("with 12 of 12 here", new() { Timeout = 20 * Second });
        await TurnTo(hanna, SyncSection.Risks, RiskToDiscuss, [ruth, .. following]);

        // The laptop dies. Before twenty seconds are over whoever stands in only asks; then they lead.
        await hanna.DisposeAsync();
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Ask to lead" }).ClickAsync();
        await Expect(ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Asked to lead" })).ToBeVisibleAsync();
        foreach (var window in following)
            await Expect(window.Page.GetByText("Hanna Weiß leads")).ToBeVisibleAsync();
        await Pass(SyncMeeting.Absence + TimeSpan.FromSeconds(1));
        await ruth.Page.Locator("#facilitator-bar .bar-actions form button").ClickAsync();
        await Expect(ruth.Page.GetByText("You lead")).ToBeVisibleAsync();
        foreach (var window in following)
            await Expect(window.Page.GetByText("Ruth Adeyemi leads")).ToBeVisibleAsync(new() { Timeout = 10 * Second });

        await TurnTo(ruth, SyncSection.Initiatives, InitiativeToDiscuss, following);
        Assert.Empty(windows.SelectMany(window => window.Complaints));
    }

    /// <summary>Whoever leads turns to a section and to something in it, and each of the others sees both.</summary>
    private static async Task TurnTo(Window leading, SyncSection section, string item, IReadOnlyList<Window> following)
    {
        await leading.Page.Locator($"#order-{section} button").ClickAsync();
        foreach (var window in following)
            await Expect(window.Page.Locator("main h1")).ToHaveTextAsync(section.Title(), new() { Timeout = 10 * Second });
        await leading.Page.Locator("button", new() { HasText = $"Discuss: {item}" }).ClickAsync();
        foreach (var window in following)
        {
            await Expect(window.Page.Locator("li.is-current h3")).ToHaveTextAsync(item, new() { Timeout = 10 * Second });
            await Expect(window.Page.GetByLabel("What was said")).ToBeVisibleAsync();
        }
    }

    /// <summary>The browser's clock and the server's are the real one; so much time has passed since the one who leads was seen.</summary>
    private async Task Pass(TimeSpan time)
    {
        await using var db = server.Cast.Db();
        await db.Set<SyncMeeting>().Where(meeting => meeting.SyncId == sync && meeting.EndedAt == null).ExecuteUpdateAsync(meeting => meeting.SetProperty(it => it.LeaderSeenAt, it => it.LeaderSeenAt - time));
    }
}
