using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Rapport.BrowserTests;

/// <summary>Each page of the product as it is served: axe finds nothing, the console is silent, nothing is cut at the side.</summary>
public sealed class PagesTests(Browser browser, Server server) : IClassFixture<Server>
{
    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task The_door(Sight sight)
    {
        await using var window = await browser.Open(server.Address, sight);
        await Look(window, "/sign-in", $"sign-in-{sight}");
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task A_series_that_has_just_begun(Sight sight)
    {
        var series = await server.Cast.Pair(server.Cast.Hanna, sight == Sight.Light ? server.Cast.Teo : server.Cast.Priya);
        await using var window = await server.Open(browser, server.Cast.Hanna, sight);
        await Look(window, $"/one-on-ones/{series.Id}", $"series-new-{sight}");
    }

    [Fact]
    public async Task Nothing_here()
    {
        await using var window = await server.Open(browser, server.Cast.Omar);
        var answer = await window.Go("/one-on-ones/01980000-0000-7000-8000-000000000000");

        Assert.Equal(404, answer.Status);
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is nothing here");
        await window.Picture("error-404");
        Assert.Empty(await window.Axe());
    }

    [Fact]
    public async Task Scripts_and_styles_are_kept_for_a_year_and_carry_their_integrity()
    {
        await using var window = await browser.Open(server.Address);
        var files = new ConcurrentQueue<IResponse>();
        window.Page.Response += (_, response) =>
        {
            if (response.Url.Contains("/assets/", StringComparison.Ordinal))
                files.Enqueue(response);
        };
        await window.Go("/sign-in");

        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal("public, max-age=31536000, immutable", await file.HeaderValueAsync("cache-control"));
        Assert.Equal(0, await window.Page.Locator("script:not([integrity]), link[rel=stylesheet]:not([integrity])").CountAsync());
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
