using Microsoft.Playwright;

namespace Rapport.BrowserTests.Gallery;

/// <summary>What every page can do in a browser: its keys, the palette, sending once, and keeping what was typed.</summary>
public sealed class IslandTests(Browser browser, GalleryServer server) : IClassFixture<GalleryServer>
{
    [Fact]
    public async Task A_letter_brings_the_writer_to_a_new_point_and_escape_lets_go()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");

        await window.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(window.Page.GetByLabel("New point")).ToBeFocusedAsync();

        await window.Page.Keyboard.TypeAsync("nn?");
        await Assertions.Expect(window.Page.GetByLabel("New point")).ToHaveValueAsync("nn?");

        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.GetByLabel("New point")).Not.ToBeFocusedAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_question_mark_lists_the_keys_of_this_page()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");

        await window.Page.Keyboard.PressAsync("?");
        var list = window.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys on this page" });
        await Assertions.Expect(list).ToContainTextAsync("New point");
        await Assertions.Expect(list).ToContainTextAsync("Start meeting");
        await window.Picture("gallery-keys", wholePage: false);
        Assert.Empty(await window.Axe());

        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(list).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task Single_letters_can_be_switched_off_and_stay_off()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await window.Page.GetByLabel("Use single letters and the question mark as keys").UncheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await window.Go("/series");
        await window.Page.Keyboard.PressAsync("n");

        await Assertions.Expect(window.Page.GetByLabel("New point")).Not.ToBeFocusedAsync();
        await Assertions.Expect(window.Page.Locator(".legend")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_legend_of_keys_goes_when_it_is_told_to_and_does_not_come_back()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");

        await window.Page.Locator(".legend").GetByRole(AriaRole.Button, new() { Name = "Hide" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".legend")).ToHaveCountAsync(0);
        await window.Go("/");
        await Assertions.Expect(window.Page.Locator(".legend")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Arrows_walk_the_points_and_enter_opens_one()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/");

        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Priya Raghunathan" }).GetByRole(AriaRole.Link)).ToBeFocusedAsync();

        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(server.Address, "/series").ToString());
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Dark)]
    [InlineData(Sight.Phone)]
    public async Task The_palette_goes_to_a_person_by_a_few_letters(Sight sight)
    {
        await using var window = await browser.Open(server.Address, sight);
        await window.Go("/");

        await window.Page.Keyboard.PressAsync("Control+k");
        var field = window.Page.GetByRole(AriaRole.Combobox, new() { Name = "Go to" });
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(4);
        await window.Picture($"gallery-palette-{sight}", wholePage: false);
        Assert.Empty(await window.Axe());

        await field.FillAsync("nobody of that name");
        await Assertions.Expect(window.Page.GetByText("Nobody and nothing by that name.")).ToBeVisibleAsync();
        await field.FillAsync("teo");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await field.PressAsync("Enter");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(server.Address, "/series").ToString());
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_was_typed_comes_back_after_the_tab_was_closed()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");
        await window.Page.GetByLabel("New point").FillAsync("Ask about the pager");
        await window.Page.CloseAsync();

        var again = await window.Context.NewPageAsync();
        await again.GotoAsync("/series");

        await Assertions.Expect(again.GetByLabel("New point")).ToHaveValueAsync("Ask about the pager");
    }

    [Fact]
    public async Task What_the_server_took_is_forgotten_and_what_it_did_not_take_is_kept()
    {
        await using var window = await browser.Open(server.Address);
        var field = window.Page.GetByLabel("New point");

        await window.Go("/series");
        await field.FillAsync("Lost on the way");
        await window.Context.SetOfflineAsync(true);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await window.Page.WaitForURLAsync("chrome-error://**");
        await window.Context.SetOfflineAsync(false);
        await window.Go("/series");
        await Assertions.Expect(field).ToHaveValueAsync("Lost on the way");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(server.Address, "/series?taken").ToString());
        await Assertions.Expect(field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_double_click_sends_a_form_once()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/series");
        var sent = 0;
        window.Page.Request += (_, request) => sent += request.Method == "POST" ? 1 : 0;

        await window.Page.GetByLabel("New point").FillAsync("Once");
        await window.Page.EvaluateAsync("() => { const send = document.querySelector('.field-row button'); send.click(); send.click(); }");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(server.Address, "/series?taken").ToString());

        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task A_zone_field_is_filled_from_the_browser()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/extreme");
        await Assertions.Expect(window.Page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Berlin");
    }

    [Fact]
    public async Task Markup_from_anywhere_but_the_servers_own_answer_is_refused()
    {
        await using var window = await browser.Open(server.Address);
        await window.Go("/");

        var refused = await window.Page.EvaluateAsync<string>(
            "() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch (problem) { return problem.name; } }");

        Assert.Equal("TypeError", refused);
    }

    [Fact]
    public async Task The_first_page_costs_at_most_45_kilobytes_of_script_and_style()
    {
        await using var window = await browser.Open(server.Address);
        var answers = new System.Collections.Concurrent.ConcurrentQueue<IResponse>();
        window.Page.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "script" or "stylesheet")
                answers.Enqueue(response);
        };
        await window.Go("/");
        var bodies = await Task.WhenAll(answers.Select(answer => answer.BodyAsync()));

        using var compressed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            foreach (var body in bodies)
                await gzip.WriteAsync(body);
        Assert.True(bodies.Length >= 2);
        Assert.InRange(compressed.Length, 1, 45 * 1024);
    }

    [Theory]
    [InlineData("today")]
    [InlineData("meeting")]
    [InlineData("closing")]
    public async Task Paper_and_forced_colours_are_looked_at_too(string page)
    {
        await using var window = await browser.Open(server.Address);
        await window.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await window.Go(page == "today" ? "/" : $"/{page}");
        await window.Picture($"gallery-{page}-print");
        await window.Page.EmulateMediaAsync(new() { Media = Media.Screen, ForcedColors = ForcedColors.Active });
        await window.Picture($"gallery-{page}-forced");
        Assert.Empty(window.Complaints);
    }
}
