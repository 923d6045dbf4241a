using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;
using static Rapport.Tests.OpenLoops.LoopPagesTests;

namespace Rapport.Tests.Today;

/// <summary>Thursday 19 March 2026, shortly before ten in Berlin.</summary>
public class TodayPageTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 3, 19);

    private Cast _cast = null!;

    [Fact]
    public async Task A_stranger_is_shown_the_door()
    {
        using var nobody = host.Browser();
        Assert.Equal("/sign-in", (await nobody.GetAsync("/")).Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_day_is_told_in_a_sentence_and_the_next_meeting_says_how_ready_it_is()
    {
        host.Clock.Set(new(2026, 3, 19, 8, 35, 0, TimeSpan.Zero));
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Point(series, _cast.Teo, "I am the only one who can release");
        await Point(series, _cast.Teo, "What is missing for staff");
        await Point(series, _cast.Hanna, "Identity moves to Q3");
        await Promise(series, _cast.Hanna, Today.AddDays(-3));
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        var html = await hanna.GetStringAsync("/");

        AssertInOrder(Forms.Text(html), "Thursday 19 March", "One one-on-one today, in 25 minutes. One promise of yours is past its date.",
            "Meetings", "10:00", "in 25 min", "Teo Marković", "Teo brought 2 points, you 1.", "One loop of yours is 3 days late.", "Start meeting",
            "Your promises", "3 days late", "Write the release steps down", "Kept", "New date", "Not kept");
        Assert.Contains($"action=\"/one-on-ones/{series.Id}/meetings\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_onboarding_is_told_to_both_until_they_have_agreed_on_what_comes_next()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Onboarded(new(2026, 3, 2));
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        using var teo = await _cast.Browser(host, _cast.Teo);

        AssertInOrder(Forms.Text(await teo.GetStringAsync("/")), "Onboarding is over", "Mon 2 March", "Hanna Weiß", "Your onboarding is over since then.", "Agree on what comes next");
        var page = await hanna.GetStringAsync("/");
        AssertInOrder(Forms.Text(page), "Onboarding is over", "Mon 2 March", "Teo Marković", "Teo proposes how you go on.", "Agree on what comes next");
        Assert.Contains($"href=\"/one-on-ones/{series.Id}/rhythm\"", page, StringComparison.Ordinal);

        await Onboarded(new(2026, 6, 2));
        Assert.DoesNotContain("Onboarding is over", await teo.GetStringAsync("/"), StringComparison.Ordinal);
    }

    private async Task Onboarded(DateOnly day)
    {
        await using var db = _cast.Db();
        var teo = await db.Set<Person>().SingleAsync(person => person.Id == _cast.Teo.Id);
        teo.Describe(null, null, null, new(2025, 12, 1));
        teo.EndOnboarding(day);
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task Another_clock_is_named_and_a_bare_agenda_invites_a_point()
    {
        await _cast.Pair(_cast.Hanna, _cast.Priya);
        host.Clock.Set(new(2026, 3, 18, 8, 35, 0, TimeSpan.Zero));
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        AssertInOrder(Forms.Text(await hanna.GetStringAsync("/")), "No one-on-one today. The next is with Priya, tomorrow 10:00.",
            "Tomorrow", "10:00", "Priya Raman", "Nothing on the agenda from either of you yet.", "It is 14:30 for Priya, in Kolkata.", "Add a point");
    }

    [Fact]
    public async Task A_running_meeting_is_joined()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        var meeting = new Meeting(series.Id, Slot(Today));
        meeting.Start(_cast.Teo.Id, host.Clock.GetUtcNow());
        await Save(meeting);
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        var html = await hanna.GetStringAsync("/");

        AssertInOrder(Forms.Text(html), "Your one-on-one with Teo is running.", "Now", "Join");
        Assert.Contains($"href=\"/meetings/{meeting.Id}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Start meeting", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_other_asks_for_waits_for_an_answer()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        var asked = new Meeting(series.Id, Slot(Today.AddDays(-7)));
        asked.Ask(host.Clock.GetUtcNow());
        asked.SayWhetherMet(isManager: true, met: true, host.Clock.GetUtcNow());
        await Save(asked);
        await Save(new RhythmProposal(series.Id, _cast.Hanna.Id, new Rhythm(Cadence.EveryTwoWeeks, DayOfWeek.Friday, new(14, 0), "Europe/Berlin", 30, Today), "Quieter months", "Weekly.", host.Clock.GetUtcNow()));
        await Promise(series, _cast.Teo, Today.AddDays(6), by: _cast.Hanna);
        using var teo = await _cast.Browser(host, _cast.Teo);

        var html = await teo.GetStringAsync("/");

        AssertInOrder(Forms.Text(html), "Waiting for your answer",
            "Did you meet Hanna ?", "Hanna says you did.", "We met", "We did not",
            "Hanna proposes: every two weeks, 30 minutes, Fridays at 14:00 in Berlin.", "Agree",
            "Hanna proposed it as a promise of yours, for Wed 25 March.", "Accept", "Decline");

        using var said = await teo.Submit("/", html, "We did not");
        Assert.Equal("/", said.Headers.Location!.ToString());
        await using (var db = _cast.Db())
            Assert.False((await db.Set<Meeting>().SingleAsync(meeting => meeting.Id == asked.Id)).ReportSaysMet);
        using var agreed = await teo.Submit("/", html, "Agree");
        Assert.Equal("/", agreed.Headers.Location!.ToString());
        Assert.DoesNotContain("Did you meet", await teo.GetStringAsync("/"), StringComparison.Ordinal);

        using var hanna = await _cast.Browser(host, _cast.Hanna);
        Assert.DoesNotContain("Waiting for your answer", await hanna.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pair_that_has_agreed_on_nothing_yet_is_not_lost_to_whoever_proposed()
    {
        var series = new Series(SeriesKind.Direct, _cast.Hanna.Id, _cast.Teo.Id, _cast.Hanna.Id, host.Clock.GetUtcNow());
        await Save(series);
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        AssertInOrder(Forms.Text(await hanna.GetStringAsync("/")), "No rhythm yet", "Teo Marković", "You two have not agreed when to meet.", "Propose a rhythm");

        await Save(new RhythmProposal(series.Id, _cast.Hanna.Id, new Rhythm(Cadence.Weekly, DayOfWeek.Friday, new(14, 0), "Asia/Kolkata", 30, Today), null, null, host.Clock.GetUtcNow()));

        AssertInOrder(Forms.Text(await hanna.GetStringAsync("/")), "No rhythm yet", "Teo Marković",
            "You proposed: weekly, 30 minutes, Fridays at 14:00 in Kolkata, 09:30 for both of you. Teo has not answered yet.", "Add a point");
        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.DoesNotContain("No rhythm yet", await teo.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_ended_from_here_leads_back_here_and_asks_why()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        var loop = await Promise(series, _cast.Teo, Today.AddDays(-1));
        using var teo = await _cast.Browser(host, _cast.Teo);

        using var kept = await teo.Submit("/", "Kept");
        Assert.Equal($"/?why={loop.Id}", kept.Headers.Location!.ToString());
        Assert.Contains("Saved: kept 1 day late", Forms.Text(await teo.GetStringAsync(kept.Headers.Location)), StringComparison.Ordinal);

        using var told = await teo.Submit(kept.Headers.Location.ToString(), "Forgot");
        Assert.Equal("/", told.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_pair_that_has_not_met_for_weeks_slips_and_one_on_leave_does_not()
    {
        var teos = await _cast.Pair(_cast.Hanna, _cast.Teo);
        var priyas = await _cast.Pair(_cast.Hanna, _cast.Priya);
        await Save(Held(teos, Today.AddDays(-21)), Held(priyas, Today.AddDays(-21)));
        foreach (var week in new[] { -14, -7 })
        {
            var missed = new Meeting(teos.Id, Slot(Today.AddDays(week)));
            missed.Ask(host.Clock.GetUtcNow());
            missed.Miss(host.Clock.GetUtcNow());
            var excused = new Meeting(priyas.Id, Slot(Today.AddDays(week)));
            excused.Excuse("leave", host.Clock.GetUtcNow());
            await Save(missed, excused);
        }

        await Save(Held(priyas, Today));
        host.Clock.Set(new(2026, 3, 19, 8, 35, 0, TimeSpan.Zero));
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        var page = Forms.Text(await hanna.GetStringAsync("/"));

        AssertInOrder(page, "Slipping", "Teo Marković", "You agreed on weekly and last met 20 days ago.", "Ask Teo for a time", "The last eight weeks", "Priya Raman", "Teo Marković");
        Assert.DoesNotContain("Ask Priya", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_meets_nobody_is_led_to_the_first_step()
    {
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        AssertInOrder(Forms.Text(await hanna.GetStringAsync("/")), "Ruth Adeyemi", "You report to them.", "Start a one-on-one", "Priya Raman", "Reports to you.", "Start a one-on-one", "Teo Marković");

        using var robin = await _cast.Browser(host, _cast.Robin);
        AssertInOrder(Forms.Text(await robin.GetStringAsync("/")), "Invite one person", "Import a table of people");

        using var omar = await _cast.Browser(host, _cast.Omar);
        Assert.Contains("Nobody reports to you and you report to nobody yet", Forms.Text(await omar.GetStringAsync("/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_sees_nobodys_words()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Promise(series, _cast.Teo, Today, promise: "Between us two");
        foreach (var member in new[] { _cast.Robin, _cast.Omar, _cast.Ruth })
        {
            using var browser = await _cast.Browser(host, member);
            Assert.DoesNotContain("Between us two", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task The_page_asks_at_most_six_times_whatever_the_history(int weeks)
    {
        foreach (var report in new[] { _cast.Teo, _cast.Priya, _cast.Omar })
        {
            var series = await _cast.Pair(_cast.Hanna, report, from: new(2025, 1, 2));
            for (var week = 1; week <= weeks; week++)
                await Save(Held(series, Today.AddDays(-7 * week)));
            for (var i = 0; i < weeks; i++)
                await Promise(series, _cast.Hanna, Today.AddDays(i - 3));
        }

        var loop = await Promise(await _cast.Pair(_cast.Ruth, _cast.Hanna), _cast.Hanna, Today);
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        foreach (var path in new[] { "/", $"/?why={loop.Id}" })
        {
            await hanna.GetStringAsync(path);
            using var counter = new StatementCounter(host.Database);
            await hanna.GetStringAsync(path);
            Assert.True(counter.Count is > 0 and <= 6, $"{path} asks {counter.Count} times:\n{string.Join("\n\n", counter.Statements)}");
        }
    }

    [Fact]
    public async Task The_palette_finds_people_one_on_ones_pages_and_nothing_that_is_not_for_its_viewer()
    {
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        Assert.Equal([("Teo Marković", "One-on-one", $"/one-on-ones/{series.Id}"), ("Teo Marković", "Person", $"/people/{_cast.Teo.Id}")], await Found(hanna, "teo"));
        Assert.Contains(("Open loops", "Page", "/open-loops"), await Found(hanna, "open"));
        Assert.Equal("Teo Marković", (await Found(hanna, ""))[0].Label);
        Assert.Empty(await Found(hanna, "%"));
        Assert.Empty(await Found(hanna, new string('x', 5000)));
        Assert.Empty(await Found(hanna, "polic"));

        using var robin = await _cast.Browser(host, _cast.Robin);
        Assert.Contains(("Policies", "Administration", "/administration/policies"), await Found(robin, "polic"));
        Assert.DoesNotContain(await Found(robin, "teo"), place => place.Hint == "One-on-one");

        using var nobody = host.Browser();
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync("/palette?q=teo")).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        await using (var clean = await host.Database.Owner.OpenConnectionAsync())
        {
            await using var command = clean.CreateCommand();
            command.CommandText = "truncate person, team, account cascade";
            await command.ExecuteNonQueryAsync();
        }

        host.Clock.Set(new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<List<(string Label, string Hint, string Url)>> Found(HttpClient browser, string words)
    {
        using var answer = JsonDocument.Parse(await browser.GetStringAsync("/palette?q=" + Uri.EscapeDataString(words)));
        return [.. answer.RootElement.EnumerateArray().Select(place => (place.GetProperty("label").GetString()!, place.GetProperty("hint").GetString()!, place.GetProperty("url").GetString()!))];
    }

    private static Slot Slot(DateOnly thursday)
    {
        var start = WallClock.Instant(thursday, new(10, 0), "Europe/Berlin");
        var monday = WallClock.StartOfDay(thursday.AddDays(-3), "Europe/Berlin");
        return new(thursday, start, 30, monday, WallClock.StartOfDay(thursday.AddDays(4), "Europe/Berlin"));
    }

    private Meeting Held(Series series, DateOnly thursday)
    {
        var meeting = new Meeting(series.Id, Slot(thursday));
        meeting.Start(_cast.Hanna.Id, meeting.PlannedStart);
        meeting.Close(_cast.Hanna.Id, null, null, meeting.EndsAt);
        return meeting;
    }

    private Task Point(Series series, Member author, string title) =>
        Save(new AgendaPoint(series.Id, author.Id, PointKind.Point, null, Part.People, title, null, 1, 0, host.Clock.GetUtcNow()));

    private async Task<OpenLoop> Promise(Series series, Member owner, DateOnly due, Member? by = null, string promise = "Write the release steps down")
    {
        var loop = new OpenLoop(series.Id, owner.Id, (by ?? owner).Id, promise, due, null, null, host.Clock.GetUtcNow().AddDays(-7));
        await Save(loop);
        return loop;
    }

    private async Task Save(params object[] things)
    {
        await using var db = _cast.Db();
        db.AddRange(things);
        await db.SaveChangesAsync();
    }
}
