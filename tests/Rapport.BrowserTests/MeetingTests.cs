using Microsoft.Playwright;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>Two people in one meeting, each at a browser of their own.</summary>
public sealed class MeetingTests(Browser browser, Cluster cluster)
{
    private const float Second = 1000;

    [Fact]
    public async Task What_one_types_the_other_sees_within_a_second_without_reloading()
    {
        await using var scene = await Begin(Sight.Light);
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        await Assertions.Expect(scene.Hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("I am the only one who can release the gateway", new() { Timeout = 2 * Second });
        await scene.Hanna.Page.EvaluateAsync("() => { window.notReloaded = true; }");

        await MeetingScene.Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Friday evening is when it hurts.", new() { Delay = 20 });
        await MeetingScene.Reads(scene.Hanna, ["Friday evening is when it hurts."], within: Second);
        await MeetingScene.IsSaved(scene.Teo);

        await MeetingScene.Write(scene.Hanna);
        await scene.Hanna.Page.Keyboard.PressAsync("Control+End");
        await scene.Hanna.Page.Keyboard.TypeAsync(" Nobody asks.", new() { Delay = 20 });
        await MeetingScene.Reads(scene.Teo, ["Friday evening is when it hurts. Nobody asks."], within: Second);
        Assert.True(await scene.Hanna.Page.EvaluateAsync<bool>("() => window.notReloaded === true"));
        scene.NothingComplained();
    }

    [Fact]
    public async Task On_a_small_phone_the_parts_of_the_time_keep_apart_while_the_clock_runs()
    {
        await using var scene = await Begin(Sight.Phone);
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        var page = scene.Hanna.Page;
        await page.SetViewportSizeAsync(360, 740);
        // The clock has written what runs, not the server.
        await Assertions.Expect(page.Locator(".parts .is-current .run").Last).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0:0[1-9]$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = 15 * Second });
        await scene.Hanna.Picture("meeting-360", wholePage: false);
        await Assertions.Expect(page.Locator(".parts .is-current .given")).ToBeHiddenAsync();
        var gaps = await page.EvaluateAsync<double[]>(
            """
            () => {
              const edges = [...document.querySelectorAll(".live-parts .parts > li")].map(part => {
                const shown = [...part.querySelectorAll("span")].filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect());
                return { left: Math.min(...shown.map(one => one.left)), right: Math.max(...shown.map(one => one.right)) };
              });
              return edges.slice(1).map((edge, at) => edge.left - edges[at].right);
            }
            """);
        Assert.Equal(2, gaps.Length);
        Assert.All(gaps, gap => Assert.InRange(gap, 8, 200));
    }

    [Fact]
    public async Task They_see_that_the_other_is_there_and_what_they_promise_and_decide_with_the_keys_alone()
    {
        await using var scene = await Begin(Sight.Light);
        await Assertions.Expect(scene.Hanna.Page.Locator("#presence")).ToContainTextAsync("with Teo on this page", new() { Timeout = 3 * Second });
        var keys = scene.Teo.Page.Keyboard;
        await keys.PressAsync("m");
        await Assertions.Expect(scene.Teo.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync();

        await keys.PressAsync("l");
        await Assertions.Expect(scene.Teo.Page.GetByLabel("What, in a few words")).ToBeVisibleAsync();
        await keys.TypeAsync("Show Callum one release");
        await keys.PressAsync("Enter");
        await Assertions.Expect(scene.Hanna.Page.Locator(".live-rail")).ToContainTextAsync("Show Callum one release", new() { Timeout = 2 * Second });

        await scene.Teo.Page.Locator("main").FocusAsync();
        await keys.PressAsync("Control+k");
        await Assertions.Expect(scene.Teo.Page.GetByRole(AriaRole.Dialog, new() { Name = "Go to" })).ToBeVisibleAsync();
        await keys.PressAsync("Escape");

        await scene.Teo.Page.Locator("main").FocusAsync();
        await keys.PressAsync("d");
        await scene.Teo.Page.GetByLabel("What you decided").FillAsync("Callum takes the next one");
        await keys.PressAsync("Enter");
        await Assertions.Expect(scene.Hanna.Page.Locator("#decisions")).ToContainTextAsync("Callum takes the next one", new() { Timeout = 2 * Second });

        await scene.Teo.Page.Locator("main").FocusAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(scene.Hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Identity moves to Q3", new() { Timeout = 2 * Second });
        await scene.Hanna.Picture("meeting-live-Light");
        Assert.Empty(await scene.Hanna.Axe());
        scene.NothingComplained();
    }

    [Fact]
    public async Task An_arrow_scrolls_before_it_closes_a_point_and_what_was_closed_by_a_slip_is_put_back()
    {
        await using var scene = await Begin(Sight.Light);
        var (page, keys) = (scene.Teo.Page, scene.Teo.Page.Keyboard);
        var title = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await page.SetViewportSizeAsync(1440, 500);
        await keys.PressAsync("m");
        await Assertions.Expect(title).ToHaveTextAsync("I am the only one who can release the gateway");
        var next = page.GetByRole(AriaRole.Button, new() { Name = "Unblocked, next point" });
        await Assertions.Expect(next).Not.ToBeInViewportAsync();
        await page.EvaluateAsync("() => addEventListener('keydown', () => { window.pressed = performance.now(); }, true)");

        for (var held = 0; held < 25; held++)
            await keys.DownAsync("ArrowDown");
        await keys.UpAsync("ArrowDown");
        await Assertions.Expect(next).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.WaitForFunctionAsync("() => performance.now() - window.pressed > 500");
        await Assertions.Expect(title).ToHaveTextAsync("I am the only one who can release the gateway");

        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(title).ToHaveTextAsync("Identity moves to Q3");
        await scene.Teo.Picture("meeting-just-closed");
        Assert.Empty(await scene.Teo.Axe());

        await page.GetByRole(AriaRole.Button, new() { Name = "Put back" }).ClickAsync();
        await Assertions.Expect(title).ToHaveTextAsync("I am the only one who can release the gateway");
        await Assertions.Expect(scene.Hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("I am the only one who can release the gateway", new() { Timeout = 2 * Second });

        await page.SetViewportSizeAsync(1440, 1400);
        await page.Locator("main").FocusAsync();
        await page.WaitForFunctionAsync("() => performance.now() - window.pressed > 500");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(title).ToHaveTextAsync("Identity moves to Q3");
        await page.Locator("main").FocusAsync();
        await keys.PressAsync("u");
        await Assertions.Expect(title).ToHaveTextAsync("I am the only one who can release the gateway");
        scene.NothingComplained();
    }

    [Fact]
    public async Task When_both_type_one_promise_the_later_writer_chooses_and_nothing_is_overwritten()
    {
        await using var scene = await Begin(Sight.Light);
        foreach (var window in scene.Both)
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).ClickAsync();
        await Assertions.Expect(scene.Teo.Page.GetByLabel("What will you do")).ToBeVisibleAsync();
        await scene.Teo.Page.Context.SetOfflineAsync(true);
        await scene.Teo.Page.GetByLabel("What will you do").FillAsync("Become less of a process");
        await scene.Hanna.Page.GetByLabel("What will Teo do").FillAsync("Take the weekends off");
        await Assertions.Expect(scene.Hanna.Page.Locator("[data-saved]", new() { HasTextString = "Saved" })).ToHaveCountAsync(1, new() { Timeout = 3 * Second });
        await scene.Teo.Page.Context.SetOfflineAsync(false);

        var conflict = scene.Teo.Page.Locator(".conflict");
        await Assertions.Expect(conflict).ToContainTextAsync("Take the weekends off", new() { Timeout = 20 * Second });
        await Assertions.Expect(conflict).ToContainTextAsync("Become less of a process");
        Assert.Empty(await scene.Teo.Axe());

        await scene.Hanna.Page.GetByLabel("What will Teo do").PressSequentiallyAsync(" twice");
        await Assertions.Expect(conflict).ToContainTextAsync("Take the weekends off twice", new() { Timeout = 3 * Second });
        await scene.Teo.Picture("meeting-conflict");
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Assertions.Expect(scene.Hanna.Page.GetByLabel("What will Teo do")).ToHaveValueAsync("Become less of a process", new() { Timeout = 3 * Second });
        await Assertions.Expect(conflict).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_promise_just_accepted_offers_what_comes_next_and_keeps_the_focus_beside_it()
    {
        await using var scene = await Begin(Sight.Light);
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        await scene.Hanna.Page.Locator("#promise-form > summary").ClickAsync();
        await scene.Hanna.Page.GetByLabel("What, in a few words").FillAsync("Show Callum one release");
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();

        var loop = scene.Teo.Page.Locator(".live-rail li", new() { HasText = "Show Callum one release" });
        await loop.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();

        await Assertions.Expect(loop.GetByRole(AriaRole.Button, new() { Name = "Kept" })).ToBeVisibleAsync();
        await Assertions.Expect(loop.GetByRole(AriaRole.Button, new() { Name = "Accept" })).ToHaveCountAsync(0);
        await Assertions.Expect(loop.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_promise_typed_while_the_network_is_down_survives_a_closed_page()
    {
        await using var scene = await Begin(Sight.Light);
        foreach (var window in scene.Both)
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).ClickAsync();
        await Assertions.Expect(scene.Teo.Page.GetByLabel("What will you do")).ToBeVisibleAsync();
        var address = scene.Teo.Page.Url;
        await scene.Teo.Page.RouteAsync("**/texts", route => route.AbortAsync());
        await scene.Teo.Page.GetByLabel("What will you do").FillAsync("Typed into the void");
        await Assertions.Expect(scene.Teo.Page.Locator("#finish")).ToContainTextAsync("kept in this browser", new() { Timeout = 3 * Second });
        await scene.Teo.Page.GotoAsync("about:blank");
        await scene.Teo.Page.UnrouteAsync("**/texts");

        await scene.Teo.Go(address);
        await Assertions.Expect(scene.Teo.Page.GetByLabel("What will you do")).ToHaveValueAsync("Typed into the void");
        await Assertions.Expect(scene.Hanna.Page.GetByLabel("What will Teo do")).ToHaveValueAsync("Typed into the void", new() { Timeout = 3 * Second });
        Assert.Empty(await scene.Teo.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(key => key.startsWith('rapport:typed:text:'))"));
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task They_close_in_a_few_taps_and_both_land_on_the_record(Sight sight)
    {
        await using var scene = await Begin(sight);
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).ClickAsync();
        await Assertions.Expect(scene.Hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Before you both go");
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).ClickAsync();

        await scene.Teo.Page.GetByLabel("What will you do").FillAsync("Get Callum through his first release");
        await Assertions.Expect(scene.Hanna.Page.GetByLabel("What will Teo do")).ToHaveValueAsync("Get Callum through his first release", new() { Timeout = 3 * Second });
        await scene.Hanna.Page.GetByLabel("What will you do").FillAsync("Ask Ruth for two slower weeks");
        await scene.Hanna.Page.GetByLabel("By when? You").FillAsync(DateOnly.FromDateTime(DateTime.Today).AddDays(5).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await scene.Hanna.Picture($"closing-live-{sight}");
        Assert.Empty(await scene.Hanna.Axe());
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();

        foreach (var window in new[] { scene.Hanna, scene.Teo })
        {
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Promised" })).ToBeVisibleAsync(new() { Timeout = 5 * Second });
            await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("Get Callum through his first release");
            await Assertions.Expect(window.Page.Locator("main")).Not.ToContainTextAsync("Waits for");
        }

        await scene.Teo.Picture($"record-{sight}");
        Assert.Empty(await scene.Teo.Axe());
        scene.NothingComplained();
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Dark)]
    [InlineData(Sight.Phone)]
    [InlineData(Sight.Between)]
    [InlineData(Sight.Zoomed)]
    public async Task It_stands_in_every_light(Sight sight)
    {
        await using var scene = await Begin(sight);
        await scene.Hanna.Picture($"meeting-opener-{sight}");
        Assert.Empty(await scene.Hanna.Axe());
        await scene.Teo.Picture($"meeting-choice-{sight}");
        Assert.Empty(await scene.Teo.Axe());
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        await Assertions.Expect(scene.Teo.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync();
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Friday evening is when it hurts. Nobody asks; it just lands.");
        await scene.Teo.Page.Locator("summary", new() { HasTextString = "Promise" }).ClickAsync();
        await scene.Teo.Picture($"meeting-point-{sight}");
        Assert.Empty(await scene.Teo.Axe());
        Assert.Equal(0, await scene.Teo.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        scene.NothingComplained();
    }

    [Fact]
    public async Task The_log_of_decisions_is_the_organisations()
    {
        await using var scene = await Begin(Sight.Light);
        await scene.Hanna.Go("/decisions");
        Assert.Empty(await scene.Hanna.Axe());
        scene.NothingComplained();
    }

    private Task<MeetingScene> Begin(Sight sight) => MeetingScene.Begin(browser, cluster, sight);
}
