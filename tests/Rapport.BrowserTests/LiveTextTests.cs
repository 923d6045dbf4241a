using Microsoft.Playwright;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;
using static Rapport.BrowserTests.MeetingScene;

namespace Rapport.BrowserTests;

/// <summary>One text, written by two people at the same time, each at a browser of their own.</summary>
public sealed class LiveTextTests(Browser browser, Cluster cluster)
{
    private const float Second = 1000;

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Dark)]
    [InlineData(Sight.Phone)]
    public async Task Both_write_at_once_and_end_with_the_same_words_and_see_each_others_caret(Sight sight)
    {
        await using var scene = await Talking(sight);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("First\nLast");
        await IsSaved(scene.Teo);
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["First", "Last"]);
        await scene.Hanna.Page.Keyboard.PressAsync("Control+Home");
        await scene.Hanna.Page.Keyboard.PressAsync("End");

        await Task.WhenAll(
            scene.Teo.Page.Keyboard.TypeAsync(" of Teo, who **goes on** for a while.", new() { Delay = 25 }),
            scene.Hanna.Page.Keyboard.TypeAsync(" of Hanna, who does so as well.", new() { Delay = 30 }));

        string[] both = ["First of Hanna, who does so as well.", "Last of Teo, who **goes on** for a while."];
        await Reads(scene.Hanna, both);
        await Reads(scene.Teo, both);
        await Expect(scene.Hanna.Page.Locator(".live-text .name")).ToHaveTextAsync("Teo");
        await Expect(scene.Teo.Page.Locator(".live-text .name")).ToHaveTextAsync("Hanna");
        await Expect(scene.Teo.Page.Locator(".their-caret")).ToHaveCountAsync(1);
        await TheirCaretEndsItsLine(scene.Hanna);
        await TheirCaretEndsItsLine(scene.Teo);
        await IsSaved(scene.Teo);
        await scene.Teo.Picture($"live-both-{sight}");
        Assert.Empty(await scene.Teo.Axe());
        Assert.Equal(0, await Overflow(scene.Teo));
        scene.NothingComplained();
    }

    [Fact]
    public async Task What_one_writes_opens_the_text_for_the_other_and_moves_nothing_that_they_read_or_write()
    {
        await using var scene = await Talking();
        await Write(scene.Hanna);
        await scene.Hanna.Page.Keyboard.TypeAsync(string.Join("\n", Enumerable.Range(1, 12).Select(number => $"Line {number}")));
        await IsSaved(scene.Hanna);
        await scene.Hanna.Page.Keyboard.PressAsync("ArrowUp");
        await scene.Hanna.Page.Keyboard.PressAsync("ArrowUp");
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.PressAsync("Control+Home");
        await Expect(scene.Hanna.Page.Locator(".live-text .name")).ToHaveTextAsync("Teo");
        var (line, button) = await Places(scene.Hanna);

        await scene.Teo.Page.Keyboard.TypeAsync("One above\nTwo above\nThree above\nFour above\n");
        await Expect(Editor(scene.Hanna)).ToContainTextAsync("Four above");

        Assert.Equal((line, button), await Places(scene.Hanna));
        await scene.Hanna.Page.Keyboard.TypeAsync("!");
        Assert.Equal(line, (await Places(scene.Hanna)).Line);
        await Expect(Editor(scene.Teo)).ToContainTextAsync("Line 10!");
    }

    [Fact]
    public async Task A_text_that_opens_of_itself_takes_no_more_room_than_it_had()
    {
        await using var scene = await Talking();
        var before = await Below(scene.Hanna);
        await Write(scene.Teo, "What worries you most");
        await scene.Teo.Page.Keyboard.TypeAsync("The weekends\nThe nights\nThe mornings\nAll of it");

        await Reads(scene.Hanna, ["The weekends", "The nights", "The mornings", "All of it"], "What worries Teo most");
        Assert.Equal(before, await Below(scene.Hanna));
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "More below" }).ClickAsync();
        await Expect(scene.Hanna.Page.GetByText("All of it")).ToBeInViewportAsync();

        static Task<double> Below(Window window) =>
            window.Page.Locator("#parting .reader").First.EvaluateAsync<double>("element => element.getBoundingClientRect().top");
    }

    [Fact]
    public async Task What_both_wrote_while_one_was_without_a_network_is_there_once_when_it_is_back()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Together.");
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Together."]);

        await scene.Teo.Context.SetOfflineAsync(true);
        await scene.Teo.Page.Keyboard.TypeAsync(" Teo alone.");
        await Expect(scene.Teo.Page.Locator(".notes [data-saved]")).ToHaveTextAsync("Waiting for the network", new() { Timeout = 20 * Second });
        await scene.Hanna.Page.Keyboard.PressAsync("Control+Home");
        await scene.Hanna.Page.Keyboard.TypeAsync("Hanna alone. ");
        await IsSaved(scene.Hanna);
        await scene.Teo.Page.Keyboard.TypeAsync(" Still.");
        await scene.Teo.Context.SetOfflineAsync(false);

        await Reads(scene.Hanna, ["Hanna alone. Together. Teo alone. Still."], within: 20 * Second);
        await Reads(scene.Teo, ["Hanna alone. Together. Teo alone. Still."], within: 20 * Second);
        await IsSaved(scene.Teo);
    }

    [Fact]
    public async Task When_the_server_is_killed_while_both_write_nothing_is_lost_or_doubled()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Before. ");
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Before. "]);

        await Task.WhenAll(scene.Teo.Page.Keyboard.TypeAsync("Teo, all through it. ", new() { Delay = 15 }), scene.Server.Kill());
        await scene.Hanna.Page.Keyboard.PressAsync("Control+Home");
        await scene.Hanna.Page.Keyboard.TypeAsync("Hanna, during it. ");
        await Expect(scene.Hanna.Page.Locator("#line-word")).ToContainTextAsync("What you type is kept", new() { Timeout = 20 * Second });
        await scene.Server.Return();

        await Reads(scene.Hanna, ["Hanna, during it. Before. Teo, all through it. "], within: 20 * Second);
        await Reads(scene.Teo, ["Hanna, during it. Before. Teo, all through it. "], within: 20 * Second);
        await Expect(scene.Hanna.Page.Locator("#line-word")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_unsent_when_a_tab_was_closed_is_sent_when_the_page_is_opened_again()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Sent. ");
        await IsSaved(scene.Teo);
        await scene.Teo.Context.SetOfflineAsync(true);
        await scene.Teo.Page.Keyboard.TypeAsync("Typed into the void.");
        await Keeps(scene.Teo, 1);
        Assert.DoesNotContain("void", await scene.Teo.Page.EvaluateAsync<string>(Kept("texts => new TextDecoder('latin1').decode(texts[0].sealed)")), StringComparison.Ordinal);
        var address = scene.Teo.Page.Url;
        await scene.Teo.Page.CloseAsync();
        await scene.Teo.Context.SetOfflineAsync(false);

        var again = await Window.On(scene.Teo.Context);
        await again.Go(address);

        await Expect(again.Page.Locator(".notes")).ToContainTextAsync("Sent. Typed into the void.", new() { Timeout = 10 * Second });
        await Expect(scene.Hanna.Page.Locator(".live-text").First).ToContainTextAsync("Sent. Typed into the void.", new() { Timeout = 10 * Second });
        await Keeps(again, 0);
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_there_once()
    {
        await using var scene = await Talking();
        var isLost = false;
        await scene.Teo.Page.RouteWebSocketAsync("**/live/meetings**", route =>
        {
            var server = route.ConnectToServer();
            route.OnMessage(frame => server.Send(frame.Text!));
            server.OnMessage(frame =>
            {
                if (isLost || !frame.Text!.Contains("\"taken\"", StringComparison.Ordinal))
                {
                    route.Send(frame.Text!);
                    return;
                }

                isLost = true;
                _ = route.CloseAsync();
            });
        });
        await scene.Teo.Page.ReloadAsync();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Once and only once.");

        await IsSaved(scene.Teo);
        Assert.True(isLost);
        await Reads(scene.Teo, ["Once and only once."]);
        await Reads(scene.Hanna, ["Once and only once."]);
    }

    [Fact]
    public async Task Whoever_loses_their_access_keeps_what_they_wrote_last_and_nothing_else()
    {
        await using var scene = await Talking();
        IWebSocketRoute? line = null;
        await scene.Teo.Page.RouteWebSocketAsync("**/live/meetings**", route =>
        {
            var server = (line = route).ConnectToServer();
            route.OnMessage(frame =>
            {
                if (!frame.Text!.Contains("\"Push\"", StringComparison.Ordinal))
                    server.Send(frame.Text!);
            });
            server.OnMessage(frame => route.Send(frame.Text!));
        });
        await scene.Teo.Page.ReloadAsync();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Nobody has this yet");
        await Expect(scene.Teo.Page.Locator(".notes [data-saved]")).ToHaveTextAsync("Saving…");
        await Keeps(scene.Teo, 1);

        line!.Send("""{"type":1,"target":"cut","arguments":["You do not take part in this meeting any more."]}""" + "\u001e");

        var page = scene.Teo.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This page has ended", new() { Timeout = 10 * Second });
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Two of the last three weekends");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nobody has this yet");
        await Keeps(scene.Teo, 0);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download it" }).ClickAsync());
        Assert.Contains("Nobody has this yet", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);
        Assert.Empty(await scene.Teo.Axe());
    }

    [Fact]
    public async Task The_details_of_a_point_are_written_like_its_notes_while_the_meeting_runs()
    {
        await using var scene = await Talking();
        await Expect(scene.Hanna.Page.Locator(".details .rendered em")).ToHaveTextAsync("teach");
        await Write(scene.Teo, "Details");
        await scene.Teo.Page.Keyboard.PressAsync("Control+End");
        await scene.Teo.Page.Keyboard.TypeAsync(" Soon.");
        await Expect(Editor(scene.Hanna, "Details")).ToContainTextAsync("thanked again. Soon.");

        await scene.Teo.Page.Keyboard.PressAsync("Escape");
        await Expect(scene.Teo.Page.Locator(".details .rendered")).ToHaveTextAsync("Two of the last three weekends. I would rather teach someone than be thanked again. Soon.");
        await scene.Teo.Picture("live-details-Light");
        scene.NothingComplained();
    }

    [Fact]
    public async Task Undo_takes_back_what_one_wrote_oneself_and_nothing_of_the_others()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Mine.");
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Mine."]);
        await scene.Hanna.Page.Keyboard.PressAsync("Control+End");
        await scene.Hanna.Page.Keyboard.TypeAsync(" Hers.");
        await Reads(scene.Teo, ["Mine. Hers."]);

        await scene.Teo.Page.Keyboard.PressAsync("Control+z");

        await Reads(scene.Teo, [" Hers."]);
        await Reads(scene.Hanna, [" Hers."]);
        await scene.Teo.Page.Keyboard.PressAsync("Control+Shift+z");
        await Reads(scene.Hanna, ["Mine. Hers."]);
    }

    [Fact]
    public async Task A_paste_that_would_make_it_too_long_is_left_out_with_a_word_and_changes_nothing()
    {
        await using var scene = await Talking();
        var editor = await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("What stands here stays.");
        await Paste(editor, new string('x', 200_000));

        await Expect(scene.Teo.Page.Locator(".line-at-foot")).ToContainTextAsync("this text holds 20,000");
        await Reads(scene.Teo, ["What stands here stays."]);
        await Paste(editor, " And\r\nthis\0 fits.");
        await Reads(scene.Teo, ["What stands here stays. And", "this fits."]);
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["What stands here stays. And", "this fits."]);
        scene.NothingComplained();
    }

    [Fact]
    public async Task Signs_of_many_parts_stay_whole_and_words_of_either_direction_stand_as_they_read()
    {
        await using var scene = await Talking();
        var editor = await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.InsertTextAsync("Family 👩‍👩‍👧 and flag 🇳🇴");
        await scene.Teo.Page.Keyboard.PressAsync("Backspace");
        await scene.Teo.Page.Keyboard.InsertTextAsync("🎉");
        await scene.Teo.Page.Keyboard.PressAsync("Enter");
        await scene.Teo.Page.Keyboard.InsertTextAsync("שלום לכולם");
        await Write(scene.Hanna);

        await Reads(scene.Hanna, ["Family 👩‍👩‍👧 and flag 🎉", "שלום לכולם"]);
        Assert.Equal("rtl", await editor.Locator(".cm-line").Last.EvaluateAsync<string>("line => getComputedStyle(line).direction"));
        await scene.Teo.Picture("live-directions");
    }

    [Fact]
    public async Task A_text_that_is_left_stands_as_it_reads_and_a_click_into_it_writes_there()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Ask Ruth for **two** slower weeks.");
        await IsSaved(scene.Teo);
        await scene.Teo.Page.Keyboard.PressAsync("Escape");

        var read = scene.Teo.Page.Locator(".notes .rendered");
        await Expect(read.Locator("strong")).ToHaveTextAsync("two");
        await scene.Teo.Picture("live-left-Light");
        Assert.Empty(await scene.Teo.Axe());
        await read.Locator("strong").ClickAsync(new() { Position = new() { X = 1, Y = 8 } });
        await Expect(Editor(scene.Teo)).ToBeFocusedAsync();
        await scene.Teo.Page.Keyboard.TypeAsync("at least ");
        await Reads(scene.Teo, ["Ask Ruth for **at least two** slower weeks."]);
        scene.NothingComplained();
    }

    [Fact]
    public async Task A_click_into_last_words_sets_the_caret_there_though_an_editor_takes_their_place()
    {
        await using var scene = await Talking();
        await Write(scene.Teo, "Last words");
        await scene.Teo.Page.Keyboard.TypeAsync("mmmmmmmm");
        await scene.Teo.Page.Keyboard.PressAsync("Escape");
        await Expect(scene.Teo.Page.Locator("textarea#last-words")).ToHaveValueAsync("mmmmmmmm");

        await scene.Teo.Page.Locator("#parting .rendered").ClickAsync(new() { Position = new() { X = 60, Y = 22 } });
        await Expect(Editor(scene.Teo, "Last words")).ToBeFocusedAsync();
        await scene.Teo.Page.Keyboard.TypeAsync("|");

        await Expect(Editor(scene.Teo, "Last words")).ToContainTextAsync("m|m");
    }

    [Fact]
    public async Task What_is_typed_before_the_editor_has_come_is_in_it_with_the_caret_where_it_was()
    {
        await using var scene = await Talking();
        var arrives = new TaskCompletionSource();
        await scene.Teo.Page.RouteAsync("**/assets/open-*.js", async route =>
        {
            await arrives.Task;
            await route.ContinueAsync();
        });
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).FocusAsync();
        await scene.Teo.Page.Keyboard.TypeAsync("Early words");
        for (var letter = 0; letter < "words".Length; letter++)
            await scene.Teo.Page.Keyboard.PressAsync("ArrowLeft");
        arrives.SetResult();

        await Expect(Editor(scene.Teo)).ToBeFocusedAsync();
        await scene.Teo.Page.Keyboard.TypeAsync("and late ");
        await Reads(scene.Teo, ["Early and late words"]);
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Early and late words"]);
    }

    [Fact]
    public async Task Where_the_editor_cannot_be_loaded_the_plain_field_saves_itself()
    {
        await using var scene = await Talking();
        await scene.Teo.Page.RouteAsync("**/assets/open-*.js", route => route.AbortAsync());
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).FocusAsync();
        await scene.Teo.Page.Keyboard.TypeAsync("Without an editor");

        await Expect(scene.Teo.Page.Locator(".notes [data-saved]")).ToHaveTextAsync("Saved", new() { Timeout = 10 * Second });
        await scene.Teo.Page.ReloadAsync();
        await Expect(scene.Teo.Page.GetByLabel("Notes", new() { Exact = true })).ToHaveValueAsync("Without an editor");
    }

    [Fact]
    public async Task A_page_that_is_brought_up_to_date_leaves_the_writer_alone()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("In the middle of ");
        await scene.Hanna.Page.Locator("#promise-form > summary").ClickAsync();
        await scene.Hanna.Page.GetByLabel("What, in a few words").FillAsync("Show Callum one release");
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();
        await Expect(scene.Teo.Page.Locator(".live-rail")).ToContainTextAsync("Show Callum one release");

        await scene.Teo.Page.Keyboard.TypeAsync("a sentence.");
        await Expect(Editor(scene.Teo)).ToBeFocusedAsync();
        await Reads(scene.Teo, ["In the middle of a sentence."]);
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["In the middle of a sentence."]);
    }

    [Fact]
    public async Task The_keyboard_alone_writes_leaves_and_goes_on()
    {
        await using var scene = await MeetingScene.Begin(browser, cluster);
        var keys = scene.Teo.Page.Keyboard;
        await keys.PressAsync("m");
        await Expect(scene.Teo.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync();
        await keys.PressAsync("e");
        await Expect(Editor(scene.Teo)).ToBeFocusedAsync();
        await keys.TypeAsync("l d f n are letters here");
        await keys.PressAsync("Tab");
        await Expect(Editor(scene.Teo)).Not.ToBeFocusedAsync();
        await keys.PressAsync("Shift+Tab");
        await Expect(scene.Teo.Page.GetByLabel("Notes", new() { Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(scene.Teo.Page.Locator(".notes .rendered")).ToHaveTextAsync("l d f n are letters here");
        await keys.PressAsync("l");
        await Expect(scene.Teo.Page.GetByLabel("What, in a few words")).ToBeFocusedAsync();
        scene.NothingComplained();
    }

    [Fact]
    public async Task What_the_other_writes_is_read_out_unless_that_is_switched_off_and_the_choice_stays()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Friday evening is when it hurts.");
        await Expect(scene.Hanna.Page.Locator("#said")).ToHaveTextAsync("Teo wrote: Friday evening is when it hurts.", new() { Timeout = 10 * Second });

        await scene.Hanna.Page.GetByLabel("Read out what Teo does").UncheckAsync();
        await scene.Hanna.Page.ReloadAsync();
        await Expect(scene.Hanna.Page.GetByLabel("Read out what Teo does")).Not.ToBeCheckedAsync();
        await scene.Teo.Page.Keyboard.TypeAsync(" Nobody asks.");
        await Reads(scene.Hanna, ["Friday evening is when it hurts. Nobody asks."]);
        await Expect(scene.Hanna.Page.Locator("#said")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Signing_out_asks_before_it_forgets_what_is_unsent()
    {
        await using var scene = await Talking();
        await Write(scene.Teo);
        await scene.Teo.Page.RouteAsync("**/live/meetings/**", route => route.AbortAsync());
        await scene.Teo.Context.SetOfflineAsync(true);
        await scene.Teo.Page.Keyboard.TypeAsync("Not sent yet");
        await Keeps(scene.Teo, 1);
        await scene.Teo.Context.SetOfflineAsync(false);
        await scene.Teo.Go("/sign-out");

        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        var question = scene.Teo.Page.GetByRole(AriaRole.Dialog, new() { Name = "Something you typed is not saved" });
        await Expect(question).ToBeVisibleAsync();
        Assert.Empty(await scene.Teo.Axe());
        await question.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Keeps(scene.Teo, 1);

        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Sign out and forget it" }).ClickAsync();
        await scene.Teo.Page.WaitForURLAsync("**/sign-in**");
        await Keeps(scene.Teo, 0);
    }

    [Fact]
    public async Task It_fits_a_narrow_phone()
    {
        await using var scene = await Talking(Sight.PhoneDark);
        await scene.Teo.Page.SetViewportSizeAsync(360, 740);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Friday evening is when it hurts, and a_word_without_any_end_that_goes_on_and_on_and_on_and_on\n\n- one\n- two");
        await Write(scene.Hanna);
        await Expect(scene.Teo.Page.Locator(".live-text .name")).ToHaveTextAsync("Hanna");
        await IsSaved(scene.Teo);

        Assert.Equal(0, await Overflow(scene.Teo));
        await scene.Teo.Picture("live-narrow-PhoneDark");
        Assert.Empty(await scene.Teo.Axe());
    }

    [Fact]
    public async Task A_page_on_which_nobody_writes_brings_at_most_45_kilobytes_of_script_and_style_and_the_editor_110()
    {
        await using var scene = await Talking();
        var seen = new List<IResponse>();
        scene.Teo.Page.Response += (_, response) => seen.Add(response);
        await scene.Teo.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
        var still = await Weight(seen);
        seen.Clear();
        await Write(scene.Teo);

        Assert.InRange(still, 10_000, 45 * 1024);
        Assert.InRange(await Weight(seen), 10_000, 110 * 1024);
    }

    [Fact]
    public async Task An_editor_that_is_not_the_one_that_was_built_is_not_run_and_the_plain_text_area_does()
    {
        await using var scene = await Talking();
        await scene.Teo.Page.RouteAsync("**/assets/open-*.js", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = await answer.TextAsync() + "\nglobalThis.isForged = true;" });
        });
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("Nobody else may write this page.");

        await scene.Hanna.Page.WaitForFunctionAsync("() => document.querySelector('.notes')?.textContent.includes('Nobody else may write this page.')");
        Assert.Equal(0, await scene.Teo.Page.Locator(".live-text").CountAsync());
        Assert.False(await scene.Teo.Page.EvaluateAsync<bool>("() => 'isForged' in globalThis"));
    }

    private Task<MeetingScene> Talking(Sight sight = Sight.Light) => MeetingScene.Talking(browser, cluster, sight);

    /// <summary>The other person has stopped at the end of a line, and there their caret comes to stand.</summary>
    private static Task TheirCaretEndsItsLine(Window window) => window.Page.Locator(".their-caret").EvaluateAsync(
        """
        caret => new Promise(stands => {
          const root = caret.getRootNode();
          const look = () => {
            const now = root.querySelector(".their-caret");
            const rest = document.createRange();
            if (now) rest.setStartAfter(now), rest.setEndAfter(now.closest(".cm-line").lastChild);
            if (now && rest.toString().trim() === "") stands();
            else requestAnimationFrame(look);
          };
          look();
        })
        """).WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Where the caret's line and the first button below the text stand in the window.</summary>
    private static async Task<(double Line, double Button)> Places(Window window) => (
        await window.Page.Locator(".cm-line", new() { HasTextString = "Line 10" }).EvaluateAsync<double>("element => element.getBoundingClientRect().top"),
        await window.Page.Locator("#promise-form").EvaluateAsync<double>("element => element.getBoundingClientRect().top"));

    private static Task<int> Overflow(Window window) =>
        window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    private static Task Paste(ILocator editor, string words) => editor.EvaluateAsync(
        "(editor, words) => { const data = new DataTransfer(); data.setData('text/plain', words); editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }",
        words);

    public static async Task<long> Weight(IEnumerable<IResponse> responses)
    {
        long sum = 0;
        foreach (var response in responses.Where(response => response.Url.EndsWith(".js", StringComparison.Ordinal) || response.Url.EndsWith(".css", StringComparison.Ordinal)))
        {
            // As the published program sends it.
            using var compressed = new MemoryStream();
            await using (var brotli = new System.IO.Compression.BrotliStream(compressed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
                await brotli.WriteAsync(await response.BodyAsync());
            sum += compressed.Length;
        }

        return sum;
    }
}
