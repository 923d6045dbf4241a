using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

/// <summary>The pages around a rhythm, as each kind of person meets them. The clock stands on Thursday 19 March 2026, 9:00 UTC.</summary>
public class RhythmPagesTests(Host host) : IClassFixture<Host>
{
    private static Cast? _cast;

    [Fact]
    public async Task From_the_empty_list_to_an_agreed_series_without_a_script()
    {
        var cast = await Scene();
        using var teo = await cast.Browser(host, cast.Teo, follow: true);
        using var hanna = await cast.Browser(host, cast.Hanna, follow: true);
        Assert.Contains("Start a one-on-one", Forms.Text(await teo.GetStringAsync("/one-on-ones")), StringComparison.Ordinal);

        var people = Forms.Text(await teo.GetStringAsync("/one-on-ones/new"));
        Assert.Contains("Hanna Weiß, manages you", people, StringComparison.Ordinal);
        Assert.Contains("Ruth Adeyemi, your manager’s manager", people, StringComparison.Ordinal);
        Assert.DoesNotContain("Omar", people, StringComparison.Ordinal);

        var form = await teo.GetStringAsync($"/one-on-ones/new?with={cast.Hanna.Id}");
        Assert.Contains("Usual here: weekly, 30 minutes, by the policy “Direct reports”.", Forms.Text(form), StringComparison.Ordinal);
        Assert.Contains("2026-03-23", form, StringComparison.Ordinal);
        var started = await teo.Submit($"/one-on-ones/new?with={cast.Hanna.Id}", form, "Propose it");
        await teo.Submit($"/one-on-ones/new?with={cast.Hanna.Id}", form, "Propose it");
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);

        var id = await Only(cast);
        Assert.Contains("Yours to answer", Forms.Text(await hanna.GetStringAsync("/one-on-ones")), StringComparison.Ordinal);
        await hanna.Submit($"/one-on-ones/{id}/rhythm", "Agree");
        var agreed = Forms.Text(await teo.GetStringAsync("/one-on-ones"));
        Assert.Contains("Weekly, 30 minutes, Thursdays at 10:00 in Berlin.", agreed, StringComparison.Ordinal);
        Assert.Contains("Thu 26 10:00", agreed, StringComparison.Ordinal);
        Assert.Contains("1 one-on-one that you lead: 30 minutes a week, 25 hours over 50 weeks.", Forms.Text(await hanna.GetStringAsync("/one-on-ones")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cost_is_shown_while_a_rhythm_is_set_and_what_was_typed_stays()
    {
        var cast = await Scene();
        await cast.Pair(cast.Hanna, cast.Teo);
        using var hanna = await cast.Browser(host, cast.Hanna);
        var page = $"/one-on-ones/new?with={cast.Priya.Id}";
        Assert.Contains("your one-on-ones take 1 hour a week, 50 hours over 50 weeks", Forms.Text(await hanna.GetStringAsync(page)), StringComparison.Ordinal);

        var answer = await hanna.Submit(page, "What would it take?", ("Input.Minutes", "60"), ("Input.At", "14:15"));

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("take 1.5 hours a week, 75 hours over 50 weeks", Forms.Text(html), StringComparison.Ordinal);
        Assert.Contains("14:15", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_policy_refuses_comes_back_with_the_policy_and_the_typed_words()
    {
        var cast = await Scene();
        using var teo = await cast.Browser(host, cast.Teo);

        var answer = await teo.Submit($"/one-on-ones/new?with={cast.Hanna.Id}", "Propose it", ("Input.Cadence", "Monthly"), ("Input.At", "07:45"));

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("monthly is rarer than every two weeks, by the policy “Direct reports”. Say why this pair differs.", Forms.Text(html), StringComparison.Ordinal);
        Assert.Contains("07:45", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_administrators_and_the_past_find_nothing()
    {
        var cast = await Scene();
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        var ended = await cast.Pair(cast.Ruth, cast.Teo, SeriesKind.SkipLevel);
        await using (var db = cast.Db())
        {
            (await db.Set<Series>().SingleAsync(one => one.Id == ended.Id)).End(new(2026, 3, 1), SeriesEnding.Ended);
            await db.SaveChangesAsync();
        }

        foreach (var who in new[] { cast.Omar, cast.Robin, cast.Ruth })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var page in new[] { "rhythm", "move", "carry-over" })
                Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/one-on-ones/{series.Id}/{page}")).StatusCode);
        }

        using var teo = await cast.Browser(host, cast.Teo);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/one-on-ones/{ended.Id}/rhythm")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/one-on-ones/{ended.Id}/move")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/one-on-ones/{Guid.NewGuid()}/rhythm")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/one-on-ones/new?with={cast.Omar.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/one-on-ones/{series.Id}/carry-over")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await teo.GetAsync($"/one-on-ones/{ended.Id}/carry-over")).StatusCode);
        using var ruth = await cast.Browser(host, cast.Ruth);
        Assert.Equal(HttpStatusCode.NotFound, (await ruth.GetAsync($"/one-on-ones/{ended.Id}/carry-over")).StatusCode);
        using var nobody = host.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await nobody.GetAsync("/one-on-ones")).StatusCode);
    }

    [Fact]
    public async Task The_rhythm_page_shows_what_is_agreed_and_the_dates_ahead_for_both_clocks()
    {
        var cast = await Scene();
        var series = await cast.Pair(cast.Hanna, cast.Priya);
        await using (var db = cast.Db())
        {
            db.Add(new Leave(cast.Priya.Id, new(2026, 3, 26), new(2026, 3, 26)));
            await db.SaveChangesAsync();
        }
        using var hanna = await cast.Browser(host, cast.Hanna, follow: true);
        await hanna.Submit($"/one-on-ones/{series.Id}/move?slot=2026-04-02T08:00Z", "Move it", ("Input.Day", "2026-04-03"), ("Input.Reason", "School play."));

        var text = Forms.Text(await hanna.GetStringAsync($"/one-on-ones/{series.Id}/rhythm"));

        Assert.Contains("Thu 26 March, 10:00 Move 14:30 for Priya. Falls away: leave", text, StringComparison.Ordinal);
        Assert.Contains("Fri 3 April, 10:00 Move 13:30 for Priya. Moved from Thu 2 April, 10:00", text, StringComparison.Ordinal);
        Assert.Contains("Agreed so far", text, StringComparison.Ordinal);
        Assert.Contains("Thursdays at 10:00 in Berlin, 14:30 for Priya.", text, StringComparison.Ordinal);
        using var priya = await cast.Browser(host, cast.Priya);
        Assert.Contains("Thursdays at 10:00 in Berlin, 14:30 for you.", Forms.Text(await priya.GetStringAsync($"/one-on-ones/{series.Id}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_is_moved_with_a_reason_and_not_out_of_its_window()
    {
        var cast = await Scene();
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        using var teo = await cast.Browser(host, cast.Teo);
        var page = $"/one-on-ones/{series.Id}/move";
        Assert.Contains("It can stand anywhere from Thu 19 March to Sun 22 March.", Forms.Text(await teo.GetStringAsync(page)), StringComparison.Ordinal);

        var far = await teo.Submit(page, "Move it", ("Input.Day", "2026-03-24"), ("Input.Reason", "A train."));
        Assert.Equal(HttpStatusCode.BadRequest, far.StatusCode);
        Assert.Contains("A train.", await far.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var moved = await teo.Submit(page, "Move it", ("Input.Day", "2026-03-20"), ("Input.Reason", "A train."));
        Assert.Equal($"/one-on-ones/{series.Id}", moved.Headers.Location?.ToString());
        using var hanna = await cast.Browser(host, cast.Hanna);
        Assert.Contains("Moved from Thu 19 March 2026, 10:00. “ A train. ”", Forms.Text(await hanna.GetStringAsync($"/one-on-ones/{series.Id}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guides_parts_and_the_end_of_a_skip_level_are_set_on_the_rhythm_page()
    {
        var cast = await Scene();
        var series = await cast.Pair(cast.Ruth, cast.Teo, SeriesKind.SkipLevel);
        using var teo = await cast.Browser(host, cast.Teo, follow: true);
        var page = $"/one-on-ones/{series.Id}/rhythm";
        await using var db = cast.Db();
        var guide = await db.Set<RoleGuide>().SingleAsync(guide => guide.Key == "engineer");

        await teo.Submit(page, "Follow these", ("Guides", guide.Id.ToString()));
        await teo.Submit(page, "Stop dividing");
        await teo.Submit(page, "Stop marking");
        Assert.Equal(guide.Id, (await db.Set<SeriesGuide>().SingleAsync(link => link.SeriesId == series.Id)).GuideId);
        Assert.False((await db.Set<Series>().AsNoTracking().SingleAsync(one => one.Id == series.Id)).HasParts);
        Assert.False((await db.Set<Series>().AsNoTracking().SingleAsync(one => one.Id == series.Id)).HasStatusMarks);
        Assert.DoesNotContain("data-smell=\"on\"", await teo.GetStringAsync($"/one-on-ones/{series.Id}"), StringComparison.Ordinal);
        await teo.Submit(page, "Mark it");
        Assert.Contains("data-smell=\"on\"", await teo.GetStringAsync($"/one-on-ones/{series.Id}"), StringComparison.Ordinal);
        await teo.Submit(page, "End this series today");
        Assert.Equal(new DateOnly(2026, 3, 19), (await db.Set<Series>().AsNoTracking().SingleAsync(one => one.Id == series.Id)).EndedOn);
    }

    [Fact]
    public async Task The_end_of_onboarding_opens_the_rhythm_again()
    {
        var cast = await Scene();
        await using (var db = cast.Db())
        {
            var teo = await db.Set<Person>().SingleAsync(person => person.Id == cast.Teo.Id);
            teo.Describe(null, null, null, new(2026, 1, 1));
            await db.SaveChangesAsync();
        }
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        using var browser = await cast.Browser(host, cast.Teo, follow: true);

        await browser.Submit($"/one-on-ones/{series.Id}/rhythm", "Onboarding is over");

        Assert.Contains("propose what suits you now", Forms.Text(await browser.GetStringAsync($"/one-on-ones/{series.Id}/rhythm")), StringComparison.Ordinal);
        Assert.Contains("Propose what suits you now", Forms.Text(await browser.GetStringAsync($"/one-on-ones/{series.Id}")), StringComparison.Ordinal);
        using var manager = await cast.Browser(host, cast.Hanna);
        Assert.Contains("onboarding is over. Teo proposes how you go on", Forms.Text(await manager.GetStringAsync($"/one-on-ones/{series.Id}")), StringComparison.Ordinal);
        await using var again = cast.Db();
        (await again.Set<Person>().SingleAsync(person => person.Id == cast.Teo.Id)).Describe(null, null, null, null);
        await again.SaveChangesAsync();
    }

    [Fact]
    public async Task Days_away_are_added_once_and_taken_back_by_their_owner_alone()
    {
        var cast = await Scene();
        using var teo = await cast.Browser(host, cast.Teo, follow: true);
        using var hanna = await cast.Browser(host, cast.Hanna, follow: true);
        var html = await teo.GetStringAsync("/leave");
        await teo.Submit("/leave", html, "Add these days", ("Input.First", "2026-05-04"), ("Input.Last", "2026-05-08"));
        await teo.Submit("/leave", html, "Add these days", ("Input.First", "2026-05-04"), ("Input.Last", "2026-05-08"));
        await using var db = cast.Db();
        var leave = await db.Set<Leave>().SingleAsync(leave => leave.FirstDay == new DateOnly(2026, 5, 4));

        await hanna.Submit("/leave", "Add these days", ("Input.First", "2026-05-05"));
        await hanna.Submit("/leave", await hanna.GetStringAsync("/leave"), "Remove", ("leave", leave.Id.ToString()));
        Assert.True(await db.Set<Leave>().AnyAsync(one => one.Id == leave.Id));
        await teo.Submit("/leave", "Remove");
        Assert.False(await db.Set<Leave>().AnyAsync(one => one.Id == leave.Id));

        var wrong = await teo.Submit("/leave", "Add these days", ("Input.First", "2026-05-08"), ("Input.Last", "2026-05-04"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Administrators_edit_policies_and_holidays_and_nobody_else_finds_them()
    {
        var cast = await Scene();
        using var robin = await cast.Browser(host, cast.Robin, follow: true);
        using var hanna = await cast.Browser(host, cast.Hanna);
        foreach (var page in new[] { "/administration/policies", "/administration/policies/guides", "/administration/holidays" })
        {
            Assert.Equal(HttpStatusCode.OK, (await robin.GetAsync(page)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await hanna.GetAsync(page)).StatusCode);
        }

        await robin.Submit("/administration/policies", "Mark one");
        await using var db = cast.Db();
        Assert.NotNull((await db.Set<Organisation>().AsNoTracking().SingleAsync()).IncidentSince);
        await robin.Submit("/administration/policies", "It is over");
        Assert.Null((await db.Set<Organisation>().AsNoTracking().SingleAsync()).IncidentSince);
        await robin.Submit("/administration/policies", "Save onboarding", ("Usual.Minutes", "40"));
        Assert.Equal(40, (await db.Set<RelationshipPolicy>().AsNoTracking().SingleAsync(policy => policy.Key == Relationship.Onboarding)).Minutes);
        Assert.Equal(HttpStatusCode.BadRequest, (await robin.Submit("/administration/policies", "Save onboarding", ("Usual.Minutes", "400"))).StatusCode);
        await robin.Submit("/administration/policies", "Save numbers", ("Numbers.HorizonWeeks", "10"));
        Assert.Equal(10, (await db.Set<Organisation>().AsNoTracking().SingleAsync()).HorizonWeeks);

        var form = await robin.GetStringAsync("/administration/policies/guides");
        Task<HttpResponseMessage> Send(string topics) => robin.Submit("/administration/policies/guides", form, "Save guide", ("Input.Name", "Designer"), ("Input.Topics", topics));
        foreach (var sent in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send("Craft\n\nTools"))))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Send("Craft and tools")).StatusCode);
        Assert.Equal(["Craft", "Tools"], (await db.Set<RoleGuide>().SingleAsync(guide => guide.Name == "Designer")).Topics);

        await robin.Submit("/administration/holidays", "Add holiday", ("Input.Name", "Day of rest"), ("Input.Day", "2026-05-01"), ("Input.Zone", "Europe/Berlin"));
        Assert.Equal("Europe/Berlin", (await db.Set<PublicHoliday>().SingleAsync(holiday => holiday.Name == "Day of rest")).TimeZone);
        Assert.Equal(HttpStatusCode.Conflict, (await robin.Submit("/administration/holidays", "Add holiday", ("Input.Name", "Again"), ("Input.Day", "2026-05-01"), ("Input.Zone", "Europe/Berlin"))).StatusCode);
        await robin.Submit("/administration/holidays", "Remove");
        Assert.False(await db.Set<PublicHoliday>().AnyAsync());
    }

    [Fact]
    public async Task Cadence_health_names_whom_a_leader_does_not_meet_and_who_waits()
    {
        var cast = await Scene();
        await cast.Pair(cast.Hanna, cast.Teo);
        using var hanna = await cast.Browser(host, cast.Hanna);
        using var ruth = await cast.Browser(host, cast.Ruth);

        var text = Forms.Text(await hanna.GetStringAsync("/cadence"));

        Assert.Contains("No one-on-one at all Priya Raman Start a one-on-one", text, StringComparison.Ordinal);
        Assert.Contains("Teo Marković Overdue.", text, StringComparison.Ordinal);
        Assert.Contains("Fewer than three pairs meet below you.", Forms.Text(await ruth.GetStringAsync("/cadence")), StringComparison.Ordinal);
        Assert.DoesNotContain("Teo", Forms.Text(await ruth.GetStringAsync("/cadence")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_a_leader_there_is_one_share_over_at_least_three_pairs()
    {
        var cast = await Scene();
        for (var pair = 0; pair < 3; pair++)
        {
            var report = Member.Of($"Report {pair}", $"report{pair}@example.org", "Europe/Berlin", host.Clock.GetUtcNow());
            await using var db = cast.Db();
            db.AddRange(report.Person, new ReportingLine(report.Id, cast.Hanna.Id, new(2025, 1, 1)));
            await db.SaveChangesAsync();
            var series = await cast.Pair(cast.Hanna, report);
            var plan = new SlotPlan([new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, new(10, 0), "Europe/Berlin", 30, new(2026, 1, 1))], null);
            foreach (var (slot, at) in plan.Slots(host.Clock.GetUtcNow().AddDays(-28), host.Clock.GetUtcNow().AddDays(-1)).Select((slot, at) => (slot, at)))
            {
                var meeting = new Meeting(series.Id, slot);
                meeting.Ask(slot.PlannedEnd);
                if (at == 0)
                    meeting.Miss(slot.WindowTo);
                else if (meeting.SayWhetherMet(true, true, slot.PlannedEnd) || meeting.SayWhetherMet(false, true, slot.PlannedEnd))
                    db.Add(meeting);
                if (at == 0)
                    db.Add(meeting);
            }
            await db.SaveChangesAsync();

            using var ruth = await cast.Browser(host, cast.Ruth);
            var text = Forms.Text(await ruth.GetStringAsync("/cadence"));
            Assert.Contains(pair < 2 ? "Fewer than three pairs" : "About 80 % of the one-on-ones below you", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Six_statements_are_enough_however_long_the_history()
    {
        var cast = await Scene();
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        await using (var db = cast.Db())
        {
            var plan = new SlotPlan([new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, new(10, 0), "Europe/Berlin", 30, new(2020, 1, 1))], null);
            foreach (var slot in plan.Slots(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), host.Clock.GetUtcNow()))
            {
                var meeting = new Meeting(series.Id, slot);
                meeting.Excuse("leave", slot.PlannedEnd);
                db.Add(meeting);
            }
            await db.SaveChangesAsync();
        }
        using var hanna = await cast.Browser(host, cast.Hanna);
        using var ruth = await cast.Browser(host, cast.Ruth);
        using var counter = new StatementCounter(host.Database);

        foreach (var page in new[] { "/one-on-ones", "/one-on-ones/new", $"/one-on-ones/new?with={cast.Priya.Id}", $"/one-on-ones/{series.Id}/rhythm", $"/one-on-ones/{series.Id}/move", "/leave", "/cadence" })
        {
            counter.Reset();
            Assert.Equal(HttpStatusCode.OK, (await hanna.GetAsync(page)).StatusCode);
            Assert.True(counter.Count is > 0 and <= 6, $"{page} took {counter.Count} statements.");
        }

        counter.Reset();
        await ruth.GetStringAsync("/cadence");
        Assert.InRange(counter.Count, 1, 6);
    }

    private static async Task<Id<Series>> Only(Cast cast)
    {
        await using var db = cast.Db();
        return await db.Set<Series>().Where(series => series.EndedOn == null).Select(series => series.Id).SingleAsync();
    }

    /// <summary>One cast for the class, who have stopped whatever an earlier scene began.</summary>
    private async Task<Cast> Scene()
    {
        _cast ??= await Cast.In(host);
        await using var db = _cast.Db();
        foreach (var running in await db.Set<Series>().Where(series => series.EndedOn == null).ToListAsync())
            running.End(new(2026, 1, 1), SeriesEnding.Ended);
        db.RemoveRange(await db.Set<Leave>().ToListAsync());
        await db.SaveChangesAsync();
        return _cast;
    }
}
