using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Tests;

namespace Rapport.BrowserTests;

/// <summary>The quiet mark beside what reads like a status report: its author sees it, and nobody else.</summary>
public sealed class StatusSmellTests(Browser browser, Cluster cluster)
{
    private const string Report = "PAY-1423 done, PAY-1430 in review";

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Dark)]
    [InlineData(Sight.Phone)]
    public async Task A_new_point_that_reads_like_a_report_gets_a_question_that_says_why_and_can_be_told_to_go(Sight sight)
    {
        await using var server = new Server(cluster);
        await server.InitializeAsync();
        var series = await server.Cast.Pair(server.Cast.Hanna, server.Cast.Teo);
        await using var teo = await server.Open(browser, server.Cast.Teo, sight);
        await teo.Go($"/one-on-ones/{series.Id}");

        await teo.Page.GetByLabel("New point").FillAsync("I am the only one who can release");
        await teo.Page.GetByLabel("New point").FillAsync(Report);
        var mark = teo.Page.Locator(".smell");
        await Assertions.Expect(mark).ToContainTextAsync("What part of it worries you?");
        await Assertions.Expect(mark).ToContainTextAsync("It names a ticket (PAY-1423).");
        await teo.Picture($"status-smell-{sight}", wholePage: false);
        Assert.Empty(await teo.Axe());
        Assert.Equal(0, await teo.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        await mark.GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" }).ClickAsync();
        await Assertions.Expect(mark).ToBeEmptyAsync();
        await Assertions.Expect(teo.Page.GetByLabel("New point")).ToBeFocusedAsync();
        Assert.DoesNotContain("PAY", await teo.Page.EvaluateAsync<string>("() => localStorage.getItem('rapport:smell')"), StringComparison.Ordinal);

        // Told to go for this line, and for no other; the other line is waited for, since its mark comes after this line's would.
        await teo.Page.GetByLabel("New point").PressSequentiallyAsync(" again");
        await teo.Page.Locator("summary", new() { HasTextString = "Kind, part and details" }).ClickAsync();
        await teo.Page.GetByLabel("Details").FillAsync("Sprint 42 review: all stories delivered");
        await Assertions.Expect(mark.GetByText("What part of it worries you?")).ToHaveCountAsync(1);
        await Assertions.Expect(mark.GetByText("It recaps a sprint")).ToBeVisibleAsync();
        Assert.Empty(teo.Complaints);
    }

    [Fact]
    public async Task In_a_meeting_only_whoever_types_the_line_sees_the_mark()
    {
        await using var scene = await Meet(hasMarks: true);
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync("Friday is when it hurts.\n" + Report);
        await Assertions.Expect(scene.Teo.Page.Locator(".smell")).ToContainTextAsync("What part of it worries you?");
        await scene.Teo.Picture("status-smell-meeting");
        Assert.Empty(await scene.Teo.Axe());

        await MeetingScene.NotesRead(scene.Hanna, "^Friday is when it hurts.\n" + Regex.Escape(Report) + "$");
        await Assertions.Expect(scene.Hanna.Page.Locator(".smell")).ToHaveCountAsync(0);

        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).FillAsync("Friday is when it hurts.\nI am afraid of PAY-1423");
        await Assertions.Expect(scene.Teo.Page.Locator(".smell")).ToBeEmptyAsync();
        Assert.Empty(scene.Teo.Complaints.Concat(scene.Hanna.Complaints));
    }

    [Fact]
    public async Task A_pair_that_switched_it_off_is_left_alone()
    {
        await using var scene = await Meet(hasMarks: false);
        await scene.Teo.Page.GetByLabel("Notes", new() { Exact = true }).PressSequentiallyAsync(Report);
        await MeetingScene.NotesRead(scene.Hanna, "^" + Regex.Escape(Report) + "$");
        Assert.Equal(0, await scene.Teo.Page.EvaluateAsync<int>("() => document.querySelectorAll('script[src*=status-smell], [data-smell=on], .smell').length"));
    }

    private async Task<Scene> Meet(bool hasMarks)
    {
        var server = new Server(cluster);
        await server.InitializeAsync();
        var cast = server.Cast;
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        await using (var db = cast.Db())
        {
            db.Add(new AgendaPoint(series.Id, cast.Teo.Id, PointKind.Blocker, null, Part.People, "I am the only one who can release the gateway", null, 1, 0, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
            await new MarkStatus(db, TimeProvider.System).Run(series.Id, hasMarks, cast.Hanna.Viewer, default);
        }

        var scene = new Scene(server, await server.Open(browser, cast.Hanna), await server.Open(browser, cast.Teo));
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
        public async ValueTask DisposeAsync()
        {
            await Hanna.DisposeAsync();
            await Teo.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
