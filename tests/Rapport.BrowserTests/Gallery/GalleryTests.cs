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
}
