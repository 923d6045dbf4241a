using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>Today and the promises in a browser: axe finds nothing, nothing is cut, and ending a promise takes a word on why.</summary>
public sealed class TodayPagesTests(Browser browser, Server server) : IClassFixture<Server>
{
    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task A_day_with_something_late_and_something_to_answer(Sight sight)
    {
        var (manager, report) = sight == Sight.Light ? (server.Cast.Hanna, server.Cast.Teo) : (server.Cast.Ruth, server.Cast.Omar);
        var series = await server.Cast.Pair(manager, report);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var late = Promise(series, report, report, "Write the release steps down, as if for a stranger who has never seen the gateway", today.AddDays(-3));
        await Save(late, Promise(series, report, report, "أرسل الملخص", today.AddDays(2)), Promise(series, report, manager, "Two lines a week", today.AddDays(9)), Promise(series, manager, manager, "Ask Ruth", today));
        await using var window = await server.Open(browser, report, sight);

        await Look(window, "/", $"today-{sight}");
        await Look(window, "/open-loops", $"open-loops-{sight}");
        await Look(window, $"/open-loops/{late.Id}", $"loop-{sight}");

        await window.Go("/");
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Not kept" }).First.ClickAsync();
        await window.Page.WaitForURLAsync("**/?why=*");
        await Look(window, new Uri(window.Page.Url).PathAndQuery, $"why-{sight}");
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Forgot" }).ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).PathAndQuery == "/");
        await Look(window, "/open-loops?ended=true", $"ended-{sight}");
    }

    [Fact]
    public async Task The_first_day_of_somebody_who_meets_nobody()
    {
        await using var window = await server.Open(browser, server.Cast.Priya);
        await Look(window, "/", "today-first");
        await Look(window, "/open-loops", "open-loops-empty");
    }

    private static OpenLoop Promise(Series series, Member owner, Member by, string promise, DateOnly due) =>
        new(series.Id, owner.Id, by.Id, promise, due, null, null, DateTimeOffset.UtcNow.AddDays(-7));

    private async Task Save(params OpenLoop[] loops)
    {
        await using var db = server.Cast.Db();
        db.AddRange(loops);
        await db.SaveChangesAsync();
    }

    private static async Task Look(Window window, string address, string name)
    {
        var answer = await window.Go(address);
        await window.Picture(name);

        Assert.Equal(200, answer.Status);
        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
