using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests;

/// <summary>
/// The main job as two people do it who have never seen Rapport: from the link that the first start prints, over an
/// invitation, an agreement, an agenda and a meeting, to a promise that stands at the top of the next one.
/// </summary>
public sealed class MainJobTests(Browser browser, EmptyServer server) : IClassFixture<EmptyServer>
{
    private const string Secret = "a long walk before lunch";

    [Fact]
    public async Task From_an_empty_installation_to_a_kept_promise()
    {
        await using var hanna = await browser.Open(server.Address);
        await using var teo = await browser.Open(server.Address, Sight.Phone);

        await Join(hanna.Page, server.FirstLink, "Hanna Lindqvist", "hanna@example.org");
        await Join(teo.Page, await Invite(hanna.Page, "Teo Adeyemi", "teo@example.org"), "Teo Adeyemi", email: null);

        await StartSeries(hanna.Page);
        await Agree(teo.Page);

        await AddPoint(teo.Page, "I am the only one who can release the gateway");
        await AddPoint(hanna.Page, "Identity moves to the next quarter");
        var order = await hanna.Page.Locator("[aria-labelledby^='points-'] .row-title").AllInnerTextsAsync();
        Assert.Equal(["I am the only one who can release the gateway", "Identity moves to the next quarter"], order.Select(title => title.Trim()));

        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await hanna.Page.WaitForURLAsync("**/meetings/**");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).First.ClickAsync();
        await Promise(hanna.Page, "What will Teo", "By when", "Write the release steps down");
        await Promise(hanna.Page, "What will you", "By when", "Ask Ruth for a second person");
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await hanna.Page.WaitForURLAsync(url => !url.Contains("/closing", StringComparison.Ordinal));
        await Expect(hanna.Page.GetByText("Ask Ruth for a second person").First).ToBeVisibleAsync();

        await teo.Go("/open-loops");
        await teo.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).First.ClickAsync();
        await hanna.Go("/one-on-ones");
        await hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Teo Adeyemi" }).First.ClickAsync();
        await Expect(hanna.Page.GetByText("Write the release steps down")).ToBeVisibleAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await hanna.Page.WaitForURLAsync("**/meetings/**");
        await Expect(hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Ask Ruth for a second person" }).First).ToBeVisibleAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Link, new() { Name = "Write the release steps down" }).First).ToBeVisibleAsync();

        Assert.All([hanna, teo], window => Assert.Empty(window.Refusals));
        Assert.All([hanna, teo], window => Assert.Empty(window.Complaints));
    }

    private static Regex InTime(string address) => new(address, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static async Task Join(IPage page, string link, string name, string? email)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        if (email is not null)
            await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Later" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
    }

    private static async Task<string> Invite(IPage page, string name, string email)
    {
        await page.GotoAsync("/administration/accounts");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("They report to me").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make an invitation link" }).ClickAsync();
        return await page.GetByRole(AriaRole.Textbox, new() { Name = "Link" }).InputValueAsync();
    }

    private static async Task StartSeries(IPage page)
    {
        await page.GotoAsync("/one-on-ones");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start a one-on-one" }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(InTime("/one-on-ones/new"));
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).CountAsync() > 0)
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose it" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(InTime("/one-on-ones/[0-9a-f-]{36}$"));
    }

    private static async Task Agree(IPage page)
    {
        await page.GotoAsync("/one-on-ones");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hanna Lindqvist" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree" }).ClickAsync();
        await Expect(page.GetByText("Agreed by both")).ToBeVisibleAsync();
    }

    private static async Task AddPoint(IPage page, string title)
    {
        await page.ReloadAsync();
        await page.GetByLabel("New point").FillAsync(title);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
    }

    private static async Task Promise(IPage page, string what, string when, string text)
    {
        await page.WaitForURLAsync("**/closing**");
        await page.GetByLabel(what).FillAsync(text);
        Assert.NotEqual("", await page.GetByLabel(when).First.InputValueAsync());
    }
}
