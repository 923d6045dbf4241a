namespace Rapport.BrowserTests.Gallery;

/// <summary>The look on every kind of page and every kind of screen: nothing for axe to find, nothing in the console, nothing cut.</summary>
public sealed class GalleryTests(Browser browser, GalleryServer server) : IClassFixture<GalleryServer>
{
    private static readonly string[] Pages = ["today", "series", "meeting", "closing", "empty", "door", "extreme"];

    public static TheoryData<string, Sight> Everything()
    {
        var all = new TheoryData<string, Sight>();
        foreach (var page in Pages)
            foreach (var sight in Enum.GetValues<Sight>())
                all.Add(page, sight);
        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_page_stands_in_every_light(string page, Sight sight)
    {
        await using var window = await browser.Open(server.Address, sight);
        await window.Go(page == "today" ? "/" : $"/{page}");
        await window.Picture($"gallery-{page}-{sight}");

        Assert.Empty(await window.Axe());
        Assert.Empty(window.Complaints);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task Words_stand_left_of_the_rail_and_what_is_read_last_below_both()
    {
        await using var wide = await browser.Open(server.Address);
        await wide.Go("/series");
        var (text, rail, after) = (await Box(wide, ".text:not(.after)"), await Box(wide, ".rail"), await Box(wide, ".after"));
        Assert.Equal(656, text.Width);
        Assert.Equal((text.X + text.Width + 80, text.Y), (rail.X, rail.Y));
        Assert.Equal(text.X, after.X);

        await using var phone = await browser.Open(server.Address, Sight.Phone);
        await phone.Go("/series");
        Assert.True((await Box(phone, ".rail")).Y < (await Box(phone, ".after")).Y);
        Assert.True((await Box(phone, ".text:not(.after)")).Y < (await Box(phone, ".rail")).Y);
    }

    private static async Task<Microsoft.Playwright.LocatorBoundingBoxResult> Box(Window window, string place) =>
        (await window.Page.Locator(place).BoundingBoxAsync())!;
}
