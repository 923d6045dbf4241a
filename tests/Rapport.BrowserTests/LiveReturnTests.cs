using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Meetings;
using Rapport.Jobs;
using Rapport.Kernel;
using Rapport.Tests;
using Rapport.Tests.Fakes;
using static Microsoft.Playwright.Assertions;
using static Rapport.BrowserTests.MeetingScene;

namespace Rapport.BrowserTests;

/// <summary>Somebody comes back with words that the meeting has gone on without; and two tabs of one person.</summary>
public sealed class LiveReturnTests(Browser browser, Cluster cluster)
{
    private const float Second = 1000;

    // Each fits, and both together do not.
    private static readonly string Hers = string.Concat(Enumerable.Repeat("She has a lot to say about this.\n", 400));
    private static readonly string His = string.Concat(Enumerable.Repeat("\nSo has he, and at some length.", 400));

    [Fact]
    public async Task Words_written_without_a_network_go_into_a_text_whose_history_was_folded_meanwhile()
    {
        await using var scene = await ApartFrom("Hanna alone. ");
        // Of a history this long, what is older than an hour is folded while the meeting goes on.
        await Do(scene, $"insert into text_change select text_id, -number, client, author_id, change, written_at from text_change, generate_series(0, {FoldTexts.LongHistory}) number where version = 1");
        await Do(scene, "update text_change set written_at = written_at - interval '2 hours'");
        await Fold(scene, TimeSpan.Zero);

        await scene.Teo.Context.SetOfflineAsync(false);
        await Reads(scene.Teo, ["Hanna alone. Together. Teo alone."], within: 20 * Second);
        await Reads(scene.Hanna, ["Hanna alone. Together. Teo alone."], within: 10 * Second);
        await Expect(scene.Teo.Page.Locator(".line-at-foot")).ToContainTextAsync("read it over once");
        await IsSaved(scene.Teo);
        await Keeps(scene.Teo, 0);

        // Both go on from there.
        await scene.Teo.Page.Keyboard.TypeAsync(" And on.");
        await Reads(scene.Hanna, ["Hanna alone. Together. Teo alone. And on."]);
        Assert.Equal("Hanna alone. Together. Teo alone. And on.", await scene.StoredNotes());
    }

    [Fact]
    public async Task Words_written_without_a_network_are_in_a_meeting_that_was_closed_folded_and_reopened_meanwhile()
    {
        await using var scene = await ApartFrom("Hanna alone. ");
        var meeting = await CloseAndFold(scene);
        await using var db = scene.Server.Cast.Db();
        Assert.False(await db.Set<TextChange>().AnyAsync());
        await new ReopenMeeting(db, TimeProvider.System).Run(meeting, scene.Server.Cast.Hanna.Viewer, default);

        await scene.Teo.Context.SetOfflineAsync(false);
        await Keeps(scene.Teo, 0);
        Assert.Equal("Hanna alone. Together. Teo alone.", await scene.StoredNotes());
        await Expect(scene.Teo.Page.Locator(".live-parts, .live-now, .live-head").GetByText("Reopened")).ToBeVisibleAsync(new() { Timeout = 10 * Second });
        await scene.Teo.Page.Locator("#running-order, .live-order").GetByRole(AriaRole.Button, new() { Name = "I am the only one who can release the gateway" }).First.ClickAsync();
        await NotesRead(scene.Teo, "^Hanna alone\\. Together\\. Teo alone\\.$");
    }

    [Fact]
    public async Task What_a_closed_meeting_did_not_take_stands_on_the_record_and_goes_on_when_it_is_reopened_though_folded()
    {
        await using var scene = await ApartFrom("Hanna alone. ");
        await CloseAndFold(scene);
        await scene.Teo.Context.SetOfflineAsync(false);

        var left = scene.Teo.Page.GetByRole(AriaRole.Region, new() { Name = "Typed here, and not in this record" });
        await Expect(left).ToContainTextAsync("Together. Teo alone.", new() { Timeout = 20 * Second });
        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" }).ClickAsync();
        await Keeps(scene.Teo, 0);
        Assert.Equal("Hanna alone. Together. Teo alone.", await scene.StoredNotes());
    }

    [Fact]
    public async Task What_no_longer_fits_once_both_are_together_is_said_where_it_stands_and_the_words_stay()
    {
        await using var scene = await ApartFrom(Hers);
        await scene.Teo.Page.Keyboard.InsertTextAsync(His);
        await Keeps(scene.Teo, 1);
        await scene.Teo.Context.SetOfflineAsync(false);

        var word = scene.Teo.Page.Locator(".notes [data-saved]");
        await Expect(word).ToContainTextAsync("This text is as long as it can be. Shorten it", new() { Timeout = 20 * Second });
        var all = Hers + "Together. Teo alone." + His;
        Assert.Equal(all, await AllWords(scene.Teo));
        await Keeps(scene.Teo, 1);
        Assert.Equal(Hers + "Together.", await scene.StoredNotes());

        // News of something else do not wipe it away.
        await scene.Hanna.Page.Locator("#promise-form > summary").ClickAsync();
        await scene.Hanna.Page.GetByLabel("What, in a few words").FillAsync("Show Callum one release");
        await scene.Hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();
        await Expect(scene.Teo.Page.Locator(".live-rail")).ToContainTextAsync("Show Callum one release");
        await Expect(word).ToContainTextAsync("This text is as long as it can be.");
    }

    [Fact]
    public async Task Two_tabs_of_one_person_and_the_other_person_end_with_the_same_words_and_undo_is_each_tabs_own()
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        var second = await Window.On(scene.Teo.Context);
        await second.Go(scene.Teo.Page.Url);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("First tab. ");
        await Write(second);
        await Reads(second, ["First tab. "]);
        await second.Page.Keyboard.PressAsync("Control+End");
        await second.Page.Keyboard.TypeAsync("Second tab. ");
        await Reads(scene.Teo, ["First tab. Second tab. "]);
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["First tab. Second tab. "]);

        await Task.WhenAll(
            scene.Teo.Page.Keyboard.TypeAsync("One goes on. ", new() { Delay = 15 }),
            second.Page.Keyboard.TypeAsync("Two goes on. ", new() { Delay = 20 }));
        string[] both = ["First tab. One goes on. Second tab. Two goes on. "];
        foreach (var window in (Window[])[scene.Teo, second, scene.Hanna])
            await Reads(window, both);

        // More often than it has anything to take back: what the first tab wrote is not its own.
        for (var time = 0; time < 5; time++)
            await second.Page.Keyboard.PressAsync("Control+z");
        await Reads(scene.Teo, ["First tab. One goes on. "]);
        await Reads(scene.Hanna, ["First tab. One goes on. "]);
        Assert.Equal("First tab. One goes on. ", await scene.StoredNotes());
    }

    [Fact]
    public async Task Closing_one_tab_of_two_with_unsent_words_loses_none_of_them()
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        var second = await Window.On(scene.Teo.Context);
        await second.Go(scene.Teo.Page.Url);
        await Write(second);
        await second.Page.Keyboard.TypeAsync("Together. ");
        await Write(scene.Teo);
        await Reads(scene.Teo, ["Together. "]);
        await scene.Teo.Page.Keyboard.PressAsync("Control+End");

        await scene.Teo.Context.SetOfflineAsync(true);
        await scene.Teo.Page.Keyboard.TypeAsync("From the tab that is closed.");
        await Keeps(scene.Teo, 1);
        await second.Page.BringToFrontAsync();
        await scene.Teo.Page.CloseAsync();
        await scene.Teo.Context.SetOfflineAsync(false);

        await NotesRead(second, "^Together\\. From the tab that is closed\\.$");
        await NotesRead(scene.Hanna, "^Together\\. From the tab that is closed\\.$");
        await Keeps(second, 0);
    }

    /// <summary>Both have written, Teo is without a network and has written on, and so has she.</summary>
    private async Task<MeetingScene> ApartFrom(string hannas)
    {
        var scene = await MeetingScene.Talking(browser, cluster);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("Together.");
        await Write(scene.Hanna);
        await Reads(scene.Hanna, ["Together."]);
        await IsSaved(scene.Teo);
        await scene.Teo.Context.SetOfflineAsync(true);
        await scene.Teo.Page.Keyboard.TypeAsync(" Teo alone.");
        await Keeps(scene.Teo, 1);
        await scene.Hanna.Page.Keyboard.PressAsync("Control+Home");
        await scene.Hanna.Page.Keyboard.InsertTextAsync(hannas);
        await IsSaved(scene.Hanna);
        return scene;
    }

    /// <summary>The notes as a copy takes them: of a long line an editor shows only what is in sight.</summary>
    private static async Task<string> AllWords(Window window)
    {
        var editor = await Write(window);
        await window.Page.Keyboard.PressAsync("Control+a");
        return await editor.EvaluateAsync<string>(
            "editor => { const data = new DataTransfer(); editor.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true })); return data.getData('text/plain'); }");
    }

    /// <summary>The meeting is closed by Hanna, and its texts are folded, as they are soon after.</summary>
    private static async Task<Id<Meeting>> CloseAndFold(MeetingScene scene)
    {
        var cast = scene.Server.Cast;
        await using var db = cast.Db();
        var meeting = await db.Set<Meeting>().Select(meeting => meeting.Id).SingleAsync();
        var nothing = new CloseMeeting.Side(null, null, "Nothing came up", 0);
        await new CloseMeeting(db, TimeProvider.System).Run(meeting, new(nothing, nothing), cast.Hanna.Viewer, default);
        await Fold(scene, TimeSpan.FromMinutes(6));
        return meeting;
    }

    private static async Task Fold(MeetingScene scene, TimeSpan later)
    {
        await using var jobs = JobsDb.Open(scene.Server.Database.Jobs);
        await new FoldTexts(jobs, new FixedClock(DateTimeOffset.UtcNow + later)).Run(default);
    }

    private static async Task Do(MeetingScene scene, string statement)
    {
        await using var command = scene.Server.Database.Owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
