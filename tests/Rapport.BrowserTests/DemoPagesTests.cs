using Microsoft.Playwright;

namespace Rapport.BrowserTests;

/// <summary>
/// Every main page with half a year of a whole organisation in it: axe finds nothing, the console is silent, nothing is
/// cut at the side. The pictures of the README are made here.
/// </summary>
public sealed class DemoPagesTests(Browser browser, DemoServer server) : IClassFixture<DemoServer>
{
    [Theory]
    [InlineData("hanna", "/", "today", Sight.Light)]
    [InlineData("hanna", "/", "today", Sight.Dark)]
    [InlineData("hanna", "/", "today", Sight.Phone)]
    [InlineData("teo", "/", "today-report", Sight.Light)]
    [InlineData("robin", "/", "today-administrator", Sight.Light)]
    [InlineData("hanna", "/one-on-ones", "one-on-ones", Sight.Light)]
    [InlineData("solveig", "/one-on-ones", "one-on-ones-cto", Sight.PhoneDark)]
    [InlineData("hanna", "/one-on-ones/new", "series-start", Sight.Light)]
    [InlineData("hanna", "/open-loops", "open-loops", Sight.Light)]
    [InlineData("hanna", "/open-loops", "open-loops", Sight.PhoneDark)]
    [InlineData("hanna", "/people", "people", Sight.Light)]
    [InlineData("hanna", "/people", "people", Sight.PhoneDark)]
    [InlineData("hanna", "/people/chart", "chart", Sight.Light)]
    [InlineData("hanna", "/people/chart", "chart", Sight.Phone)]
    [InlineData("ruth", "/cadence", "cadence", Sight.Light)]
    [InlineData("ruth", "/cadence", "cadence", Sight.PhoneDark)]
    [InlineData("hanna", "/leave", "leave", Sight.Light)]
    [InlineData("hanna", "/account", "account", Sight.Light)]
    [InlineData("hanna", "/account", "account", Sight.PhoneDark)]
    [InlineData("hanna", "/who-sees-what", "who-sees-what", Sight.Light)]
    [InlineData("hanna", "/who-sees-what", "who-sees-what", Sight.PhoneDark)]
    [InlineData("hanna", "/account/log", "own-log", Sight.Phone)]
    [InlineData("robin", "/administration/log", "log", Sight.Light)]
    [InlineData("robin", "/administration/log", "log", Sight.PhoneDark)]
    [InlineData("robin", "/people/import", "import", Sight.Light)]
    [InlineData("robin", "/administration/accounts", "accounts", Sight.Light)]
    [InlineData("robin", "/administration/policies", "policies", Sight.Light)]
    [InlineData("robin", "/administration/holidays", "holidays", Sight.Light)]
    public async Task A_page(string who, string address, string name, Sight sight)
    {
        await using var window = await server.Open(browser, who, sight);
        await window.Go(address);
        await Judge(window, $"demo-{name}-{sight}");
    }

    [Theory]
    [InlineData("", "series", Sight.Light)]
    [InlineData("", "series", Sight.Dark)]
    [InlineData("", "series", Sight.Phone)]
    [InlineData("/rhythm", "rhythm", Sight.Light)]
    [InlineData("/rhythm", "rhythm", Sight.Phone)]
    [InlineData("/move", "move", Sight.Light)]
    [InlineData("/earlier", "earlier", Sight.Light)]
    public async Task A_page_of_a_pair(string page, string name, Sight sight)
    {
        await using var window = await server.Open(browser, "hanna", sight);
        await window.Go(await Series(window, "Teo Adeyemi") + page);
        await Judge(window, $"demo-{name}-{sight}");
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task A_record(Sight sight)
    {
        await using var window = await server.Open(browser, "hanna", sight);
        await window.Go(await Series(window, "Teo Adeyemi"));
        await window.Page.Locator(".meeting-row a").First.ClickAsync();
        await window.Page.WaitForURLAsync("**/meetings/**");
        await Judge(window, $"demo-record-{sight}");
    }

    private static async Task<string> Series(Window window, string other)
    {
        await window.Go("/one-on-ones");
        return (await window.Page.GetByRole(AriaRole.Link, new() { Name = other }).First.GetAttributeAsync("href"))!;
    }

    private static async Task Judge(Window window, string name)
    {
        await window.Picture(name);
        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.False(await window.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth"), "The page is wider than its window.");
    }
}
