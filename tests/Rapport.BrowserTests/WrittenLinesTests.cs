using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>Lines in the notes of a meeting that propose something, with the keyboard alone.</summary>
public sealed class WrittenLinesTests(Browser browser, Cluster cluster)
{
    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Phone)]
    public async Task A_line_becomes_a_promise_once_it_is_confirmed_and_then_shows_it(Sight sight)
    {
        await using var scene = await Begin(sight);
        var notes = scene.Teo.Page.GetByLabel("Notes", new() { Exact = true });
        await notes.PressSequentiallyAsync("Friday is when it hurts.\n[] @you show Callum one release tomorrow\n");

        var question = scene.Teo.Page.GetByRole(AriaRole.Group, new() { Name = "A promise?" });
        await Assertions.Expect(question.GetByLabel("What, in a few words")).ToHaveValueAsync("show Callum one release");
        await Assertions.Expect(question.GetByRole(AriaRole.Radio, new() { Name = "Hanna" })).ToBeCheckedAsync();
        await Assertions.Expect(question.GetByText("tomorrow", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new() { Name = "Promise it" })).ToBeFocusedAsync();
        Assert.Equal("said-place", await question.EvaluateAsync<string>("form => form.parentElement.id"));
        await scene.Teo.Picture($"meeting-said-{sight}");
        Assert.Empty(await scene.Teo.Axe());
        Assert.Equal(0, await scene.Teo.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        await scene.Teo.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(scene.Hanna.Page.Locator(".live-rail")).ToContainTextAsync("show Callum one release");
        await Assertions.Expect(notes).ToBeFocusedAsync();
        await MeetingScene.NotesRead(scene.Teo, @"^Friday is when it hurts\.\nPromise:  show Callum one release, waits for Hanna’s yes, until \w+ \d+ \w+\n?$");
        await MeetingScene.NotesRead(scene.Hanna, "Promise:  show Callum one release, waits for your yes, until");
        scene.NothingComplained();
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.PhoneDark)]
    public async Task The_line_shows_the_promise_as_it_is_to_both_while_one_writes_and_when_it_is_read(Sight sight)
    {
        await using var scene = await Begin(sight);
        var (teo, hanna) = (scene.Teo.Page, scene.Hanna.Page);
        await teo.SetViewportSizeAsync(sight == Sight.Light ? 1280 : 360, 800);
        await teo.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("[] @you show Callum one release tomorrow\n");
        await teo.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();
        await MeetingScene.NotesRead(scene.Teo, "Promise:  show Callum one release, waits for Hanna’s yes");
        await teo.Keyboard.TypeAsync("Teo goes on");
        await hanna.Locator(".live-rail").GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await MeetingScene.NotesRead(scene.Teo, @"show Callum one release, Hanna, until \w+ \d+ \w+\nTeo goes on$");
        await scene.Teo.Picture($"meeting-named-writing-{sight}");
        Assert.Empty(await scene.Teo.Axe());

        await hanna.Locator(".live-rail").GetByRole(AriaRole.Button, new() { Name = "Kept" }).ClickAsync();
        await MeetingScene.NotesRead(scene.Teo, @"^Promise:  show Callum one release, Hanna, kept\nTeo goes on$");
        await MeetingScene.NotesRead(scene.Hanna, "Promise:  show Callum one release, you, kept");
        await teo.Keyboard.TypeAsync(", still here");
        await MeetingScene.NotesRead(scene.Hanna, "you, kept\nTeo goes on, still here$");
        await MeetingScene.IsSaved(scene.Teo);

        await teo.Locator("h1").ClickAsync();
        var read = teo.Locator(".notes .rendered");
        await Assertions.Expect(read).ToContainTextAsync("Promise: show Callum one release, Hanna, kept");
        await Assertions.Expect(read.GetByRole(AriaRole.Img, new() { Name = "Kept" })).ToBeVisibleAsync();
        await Assertions.Expect(read.GetByRole(AriaRole.Link, new() { Name = "show Callum one release" })).ToBeVisibleAsync();
        Assert.Empty(await scene.Teo.Axe());
        Assert.Equal(0, await teo.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await scene.Teo.Picture($"meeting-named-read-{sight}");
        scene.NothingComplained();
    }

    [Fact]
    public async Task What_is_only_read_follows_too_and_the_caret_steps_over_a_thing_as_one()
    {
        await using var scene = await Begin(Sight.Light);
        var page = scene.Teo.Page;
        await page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("[] @me ask legal tomorrow\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();
        await MeetingScene.NotesRead(scene.Teo, "Promise:  ask legal, you, until");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.TypeAsync("yes ");
        await MeetingScene.NotesRead(scene.Teo, "^Promise: yes  ask legal, you, until");
        await MeetingScene.IsSaved(scene.Teo);
        await page.Locator("h1").ClickAsync();
        await Assertions.Expect(page.Locator(".notes .rendered")).ToContainTextAsync("Promise: yes ask legal, you, until");

        await page.Locator(".live-rail").GetByRole(AriaRole.Button, new() { Name = "Kept" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notes .rendered")).ToContainTextAsync("ask legal, you, kept");
        var hannas = scene.Hanna.Page.Locator(".notes .rendered").Or(MeetingScene.Editor(scene.Hanna));
        await Assertions.Expect(hannas.First).ToContainTextAsync("ask legal, Teo, kept");
    }

    [Fact]
    public async Task What_was_not_said_is_asked_and_escape_leaves_the_line_as_it_is()
    {
        await using var scene = await Begin(Sight.Light);
        var notes = scene.Teo.Page.GetByLabel("Notes", new() { Exact = true });
        await notes.PressSequentiallyAsync("/loop ask legal soon\n");

        var question = scene.Teo.Page.GetByRole(AriaRole.Group, new() { Name = "A promise?" });
        await Assertions.Expect(question.GetByRole(AriaRole.Radio, new() { Name = "Hanna" })).ToBeFocusedAsync();
        await Assertions.Expect(question.GetByLabel("Until")).ToHaveValueAsync("");
        await scene.Teo.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(notes).ToBeFocusedAsync();
        await MeetingScene.NotesRead(scene.Teo, @"^/loop ask legal soon\n?$");
        await Assertions.Expect(scene.Teo.Page.Locator(".live-rail")).Not.ToContainTextAsync("ask legal");
    }

    [Fact]
    public async Task Decisions_and_points_come_from_lines_too_and_what_is_refused_stays_to_be_mended()
    {
        await using var scene = await Begin(Sight.Light);
        var page = scene.Teo.Page;
        await page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("/decision Callum takes the next one\n");
        var decision = page.GetByRole(AriaRole.Group, new() { Name = "A decision?" });
        await decision.GetByLabel("How you would notice").FillAsync("Staging breaks twice");
        await decision.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).ClickAsync();
        await Assertions.Expect(scene.Hanna.Page.Locator("#decisions")).ToContainTextAsync("Callum takes the next one");

        await page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("/point Who releases in August?\n");
        await page.GetByRole(AriaRole.Group, new() { Name = "A point?" }).GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Assertions.Expect(scene.Hanna.Page.Locator("#running-order")).ToContainTextAsync("Who releases in August?");

        await MeetingScene.NotesRead(scene.Teo, @"^Decision: Callum takes the next one\nPoint: Who releases in August\?, on the agenda\n?$");
        await page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("[] @me ask legal tomorrow\n");
        var promise = page.GetByRole(AriaRole.Group, new() { Name = "A promise?" });
        await promise.GetByLabel("Until").FillAsync("2020-01-01");
        await promise.GetByRole(AriaRole.Button, new() { Name = "Promise it" }).ClickAsync();
        await Assertions.Expect(promise.GetByRole(AriaRole.Alert)).ToContainTextAsync("That day is past.");
        await Assertions.Expect(promise.GetByLabel("What, in a few words")).ToHaveValueAsync("ask legal");
        await MeetingScene.NotesRead(scene.Teo, @"\[\] @me ask legal tomorrow\n?$");
    }

    [Fact]
    public async Task Whoever_types_on_keeps_the_caret()
    {
        await using var scene = await Begin(Sight.Light);
        var notes = scene.Teo.Page.GetByLabel("Notes", new() { Exact = true });
        await notes.PressSequentiallyAsync("/point Who releases in August?\nand on it goes");

        await Assertions.Expect(scene.Teo.Page.GetByRole(AriaRole.Group, new() { Name = "A point?" })).ToBeVisibleAsync();
        await Assertions.Expect(notes).ToBeFocusedAsync();
        await MeetingScene.NotesRead(scene.Teo, @"^/point Who releases in August\?\nand on it goes$");
    }

    private async Task<Scene> Begin(Sight sight)
    {
        var server = new Server(cluster);
        await server.InitializeAsync();
        var cast = server.Cast;
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        var point = new AgendaPoint(series.Id, cast.Teo.Id, PointKind.Blocker, null, Part.People, "I am the only one who can release the gateway", null, 1, 0, DateTimeOffset.UtcNow);
        await using (var db = cast.Db())
        {
            db.Add(point);
            await db.SaveChangesAsync();
        }

        var scene = new Scene(server, await server.Open(browser, cast.Hanna, sight), await server.Open(browser, cast.Teo, sight));
        foreach (var window in new[] { scene.Hanna, scene.Teo })
        {
            await window.Go($"/one-on-ones/{series.Id}");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" })).ToBeVisibleAsync();
        }

        await scene.Teo.Page.GetByRole(AriaRole.Button, new() { Name = "My points first" }).ClickAsync();
        foreach (var window in new[] { scene.Hanna, scene.Teo })
            await Assertions.Expect(window.Page.GetByLabel("Notes", new() { Exact = true })).ToBeVisibleAsync();
        return scene;
    }

    private sealed record Scene(Server Server, Window Hanna, Window Teo) : IAsyncDisposable
    {
        public void NothingComplained() => Assert.Empty(Hanna.Complaints.Concat(Teo.Complaints));

        public async ValueTask DisposeAsync()
        {
            await Hanna.DisposeAsync();
            await Teo.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
