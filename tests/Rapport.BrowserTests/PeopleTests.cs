using Microsoft.Playwright;

namespace Rapport.BrowserTests;

/// <summary>People, their chart and their import, in a whole organisation: judged by axe, and looked at.</summary>
public sealed class PeopleTests(Browser browser, DemoServer server) : IClassFixture<DemoServer>
{
    private const string Table =
        """
        Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone
        Nia Owusu,nia@halden.example,hanna@halden.example,Platform,Engineer,E3,2026-03-02,Africa/Accra
        Teo Adeyemi,teo@halden.example,hanna@halden.example,Platform,Staff engineer,E6,2023-01-09,Europe/Berlin
        """;

    [Theory]
    [InlineData("teo", "Hanna", "a-manager", Sight.Light)]
    [InlineData("hanna", "Teo", "a-report", Sight.Light)]
    [InlineData("hanna", "Teo", "a-report", Sight.PhoneDark)]
    [InlineData("robin", "Teo", "for-an-administrator", Sight.Light)]
    [InlineData("robin", "Ruth", "for-an-administrator-a-head", Sight.Dark)]
    public async Task A_person(string who, string whom, string name, Sight sight)
    {
        await using var window = await server.Open(browser, who, sight);
        await window.Go("/people?q=" + whom);
        await window.Page.Locator(".point-row a").First.ClickAsync();
        await window.Page.WaitForURLAsync("**/people/*-*");
        await Judge(window, $"person-{name}-{sight}");
    }

    [Theory]
    [InlineData("/people/new", "new", Sight.Light)]
    [InlineData("/people/new", "new", Sight.Phone)]
    [InlineData("/people/teams", "teams", Sight.Light)]
    [InlineData("/people?q=engineer", "found", Sight.Dark)]
    [InlineData("/people?q=zzzz", "nobody", Sight.Phone)]
    [InlineData("/people/chart?q=teo", "chart-found", Sight.Light)]
    [InlineData("/people/chart", "chart-dark", Sight.Dark)]
    [InlineData("/people/chart", "chart", Sight.Zoomed)]
    public async Task A_page(string address, string name, Sight sight)
    {
        await using var window = await server.Open(browser, "robin", sight);
        await window.Go(address);
        await Judge(window, $"people-{name}-{sight}");
    }

    [Theory]
    [InlineData("details", Sight.Light)]
    [InlineData("manager", Sight.Light)]
    [InlineData("manager", Sight.Phone)]
    [InlineData("leaving", Sight.Light)]
    public async Task An_act_on_a_person(string act, Sight sight)
    {
        await using var window = await server.Open(browser, "robin", sight);
        await window.Go("/people?q=Hanna");
        var person = await window.Page.Locator(".point-row a").First.GetAttributeAsync("href");
        await window.Go($"{person}/{act}");
        await Judge(window, $"person-{act}-{sight}");
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task An_import_that_is_looked_at_first(Sight sight)
    {
        await using var window = await server.Open(browser, "robin", sight);
        await Choose(window, Table);
        await Judge(window, $"import-preview-{sight}");
        await Choose(window, Table + "\nSomeone,no address,nobody@halden.example,,,,18.3.2024,Mars/Olympus");
        await Judge(window, $"import-problems-{sight}");
    }

    [Fact]
    public async Task Somebody_deep_in_the_chart_is_found_by_keyboard()
    {
        await using var window = await server.Open(browser, "hanna");
        await window.Go("/people/chart");
        await window.Page.Keyboard.PressAsync("f");
        await window.Page.Keyboard.TypeAsync("teo");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**q=teo");

        await Assertions.Expect(window.Page.Locator(".chart .is-marked > .who a", new() { HasText = "Teo" })).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    private static async Task Choose(Window window, string table)
    {
        await window.Go("/people/import");
        await window.Page.GetByLabel("Table of people").SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(table),
        });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Look at it first" }).ClickAsync();
        await window.Page.WaitForURLAsync("**handler=Preview");
    }

    private static async Task Judge(Window window, string name)
    {
        await window.Picture(name);
        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
