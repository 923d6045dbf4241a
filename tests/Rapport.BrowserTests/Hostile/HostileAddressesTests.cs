using Microsoft.Playwright;
using Rapport.Features.People;
using Rapport.Kernel;
using Rapport.Tests;
using Rapport.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests.Hostile;

/// <summary>Hostile texts in addresses and in files stay text; and whoever watches would notice if they did not.</summary>
public sealed class HostileAddressesTests(Browser browser, HostileServer server) : IClassFixture<HostileServer>, IAsyncLifetime
{
    private const float Long = 30_000;

    private HostileScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await HostileScene.In(server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void They_are_many_and_each_fits_into_a_field()
    {
        Assert.True(HostileTexts.All.Count >= 120);
        Assert.Equal(HostileTexts.All.Count, HostileTexts.All.Distinct(StringComparer.Ordinal).Count());
        Assert.All(HostileTexts.All, text => TypedText.RefuseUnreadable(text));
        Assert.All(HostileTexts.All, text => Assert.True(text.Length <= Person.LongestName, text));
    }

    [Theory]
    [InlineData("unescaped", "policy: script-src")]
    [InlineData("unescaped", "policy: img-src")]
    [InlineData("unescaped", "id=pwned")]
    [InlineData("unescaped=bare", "pwned(20)")]
    [InlineData("unescaped=bare", "/125")]
    [InlineData("unescaped=bare", "onerror=")]
    public async Task A_page_that_forgot_to_write_text_as_text_would_be_noticed(string how, string noticed)
    {
        var person = new Person("<img src=x onerror=pwned(20)><img src=//pwned.example/125><b id=pwned>", $"{Guid.NewGuid()}@example.org", "UTC", DateTimeOffset.UtcNow);
        await using (var db = server.Cast.Db())
        {
            db.Add(person);
            await db.SaveChangesAsync();
        }

        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        await wire.Visit($"/people/{person.Id}");
        Assert.Empty(wire.Fired);
        await wire.Visit($"/people/{person.Id}?{how}");
        Assert.Contains(wire.Fired, fired => fired.Contains(noticed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Imported_from_a_table_they_are_names_and_teams_and_problems()
    {
        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        var (names, teams) = (HostileTexts.Gathered(Person.LongestName), HostileTexts.Gathered(Team.LongestName));
        foreach (var isFit in new[] { false, true })
        {
            var rows = names.Select((name, at) => (string[])[name, isFit ? $"{Guid.NewGuid()}@example.org" : teams[at], isFit ? "" : name, teams[at], name, "", "", "UTC"]);
            await wire.Visit("/people/import");
            await window.Page.GetByLabel("Table of people").SetInputFilesAsync(new FilePayload
            {
                Name = "\"><img src=x onerror=pwned(1)>.csv", MimeType = "text/csv", Buffer = Csv.File([PeopleFile.ColumnNames, .. rows]),
            });
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Look at it first" }).ClickAsync();
            await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = isFit ? "New" : "To be mended first", Exact = true })).ToBeVisibleAsync(new() { Timeout = Long });
            await wire.Look("a table looked at");
        }

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Import all" }).ClickAsync();
        await Expect(window.Page.GetByText("Done: ")).ToBeVisibleAsync(new() { Timeout = Long });
        await wire.Look("a table imported");
        await wire.Visit("/people");
        await wire.Visit("/people/teams");
        Assert.Empty(wire.Fired);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Asked_for_in_addresses_they_are_words_that_nothing_has()
    {
        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        foreach (var (address, field) in scene.Asked(server.Parts))
        {
            foreach (var text in HostileTexts.Gathered(field == "Q" ? 200 : 1500))
                await wire.Visit($"{address}?{field}={Uri.EscapeDataString(text)}");
        }

        Assert.Empty(wire.Fired);
    }
}
