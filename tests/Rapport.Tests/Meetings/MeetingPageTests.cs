using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>The page of a meeting as browsers without scripts use it.</summary>
public sealed class MeetingPageTests(Cluster cluster) : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script> \u202Eorder‏ עברית 🙂 \"'& ]]> `{{x}}`";

    private Host _host = null!;
    private Cast _cast = null!;
    private Series _series = null!;
    private string _standing = "";

    public async ValueTask InitializeAsync()
    {
        _host = new Host(cluster);
        await _host.InitializeAsync();
        _cast = await Cast.In(_host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        _standing = $"/one-on-ones/{_series.Id}";
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task One_starts_and_the_other_joins_the_same_meeting()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo);
        using var joined = await teo.Submit(_standing, "Start meeting");

        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        Assert.Equal(address, joined.Headers.Location!.ToString());
        Assert.Contains("Teo and you", Forms.Text(await hanna.GetStringAsync(address)), StringComparison.Ordinal);
        Assert.Contains("Hanna and you", Forms.Text(await teo.GetStringAsync(address)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_administrators_and_a_former_manager_find_nothing_here_on_any_door()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        foreach (var stranger in new[] { _cast.Ruth, _cast.Priya, _cast.Omar, _cast.Robin })
        {
            using var browser = await _cast.Browser(_host, stranger);
            foreach (var door in new[] { address, $"{address}/closing", $"{address}.md" })
                Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(door)).StatusCode);

            var (token, _) = await Token(browser, "/sign-out");
            foreach (var act in new[] { "texts", "lines", "opening", "current", "next", "points", "promises", "decisions", "revisions", "reopening", "closing" })
            {
                using var answer = await Post(browser, $"{address}/{act}", token, ("text", "x"), ("title", "x"), ("promise", "x"), ("promiseDue", "2026-04-01"), ("decision", "x"), ("revised", "x"), ("kind", "Concern"), ("first", "Loops"));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }

            using var start = await Post(browser, $"{_standing}/meetings", token);
            Assert.Equal(HttpStatusCode.NotFound, start.StatusCode);
        }
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_learns_anything()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        using var anybody = _host.Browser();
        Assert.StartsWith("/sign-in", (await anybody.GetAsync(address)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.PostAsync(MeetingHub.Address + "/negotiate?negotiateVersion=1", null)).StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        using var hanna = await _cast.Browser(_host, _cast.Hanna);
        Assert.Equal(HttpStatusCode.NotFound, (await hanna.GetAsync($"/meetings/{Id<Meeting>.New()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await hanna.GetAsync("/meetings/yesterday")).StatusCode);
    }

    [Fact]
    public async Task The_whole_meeting_without_scripts_from_the_first_choice_to_the_record()
    {
        var point = await Point(_cast.Teo, "I am the only one who can release", PointKind.Blocker);
        await Point(_cast.Hanna, "Identity moves to Q3");
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);

        Assert.Contains("“Teo, good to see you.”", Forms.Text(await hanna.GetStringAsync(address)), StringComparison.Ordinal);
        Assert.DoesNotContain("good to see you", Forms.Text(await teo.GetStringAsync(address)), StringComparison.Ordinal);

        await Ok(teo.Submit(address, "My points first m"));
        var html = await hanna.GetStringAsync(address);
        Assert.Contains("Blocker. From Teo. Product.", Forms.Text(html), StringComparison.Ordinal);

        await Ok(hanna.Submit(address, "Save the notes", ("text", "Two of the last *three* weekends")));
        Assert.Contains("Two of the last *three* weekends", Forms.Text(await teo.GetStringAsync(address)), StringComparison.Ordinal);
        await Ok(teo.Submit(address, "Promise it", ("promise", "Show Callum one release"), ("promiseDue", "2026-03-26"), ("owner", _cast.Hanna.Id.ToString())));
        await Ok(teo.Submit(address, "Write it down", ("decision", "Callum takes the next one"), ("failureMode", "Staging breaks twice"), ("reviewOn", "2026-04-02")));
        await Ok(teo.Submit(address, "Unblocked, next point ↓"));

        html = await hanna.GetStringAsync(address);
        Assert.Contains("Identity moves to Q3", Forms.Text(html), StringComparison.Ordinal);
        Assert.Contains("Waits for your yes", Forms.Text(html), StringComparison.Ordinal);
        await Ok(hanna.Submit(address, "Add point", ("title", "One more thing")));

        var record = await Ok(hanna.Submit(
            $"{address}/closing", "Finish Ctrl ↵",
            ("Report.Promise", "Get Callum through a release"), ("Report.Due", "2026-03-26"), ("Manager.Promise", ""), ("Manager.Skipped", "Still on the last one")));
        var read = Forms.Text(record);
        Assert.Contains("Thursday 19 March", read, StringComparison.Ordinal);
        Assert.Contains("Callum takes the next one", read, StringComparison.Ordinal);
        Assert.Contains("Get Callum through a release", read, StringComparison.Ordinal);
        Assert.Contains("Nothing from you this time: Still on the last one", read, StringComparison.Ordinal);
        Assert.Contains("Unblocked.", read, StringComparison.Ordinal);
        Assert.Contains("<em>three</em>", record, StringComparison.Ordinal);
        Assert.DoesNotContain("<textarea", record, StringComparison.Ordinal);
        Assert.Equal(1, await One(db => db.Set<Series>().Select(series => series.MeetingsHeld).SingleAsync()));

        var teos = await Ok(teo.Submit(address, "Accept"));
        Assert.DoesNotContain("Waits for your yes", Forms.Text(teos), StringComparison.Ordinal);
        Assert.Contains("Waits for Hanna’s yes", Forms.Text(teos), StringComparison.Ordinal);
        Assert.Equal(point, await One(db => db.Set<AgendaPoint>().Where(closed => closed.ClosedIn != null).Select(closed => closed.Id).SingleAsync()));
    }

    [Fact]
    public async Task A_text_that_both_changed_is_shown_twice_to_the_later_writer_and_nothing_is_lost()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var before = await teo.GetStringAsync(address);
        var (token, html) = await Token(hanna, address);
        using (await Post(hanna, $"{address}/texts", token, ("kind", "Concern"), ("basedOn", "0"), ("text", "Hers"))) { }

        using var late = await teo.Submit(address, before, "Save", ("kind", "Concern"), ("text", "His own words"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var both = await late.Content.ReadAsStringAsync();
        Assert.Contains("Hanna changed this meanwhile", Forms.Text(both), StringComparison.Ordinal);
        Assert.Contains("Hers", Forms.Text(both), StringComparison.Ordinal);
        Assert.Contains("His own words", Forms.Text(both), StringComparison.Ordinal);

        await Ok(teo.Submit(address, both, "Keep both"));
        Assert.Equal("Hers\n\nHis own words", await One(db => db.Set<SharedText>().Select(text => text.Text).SingleAsync()));
    }

    [Fact]
    public async Task For_the_island_a_save_answers_with_what_stands_there_now()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        var (token, _) = await Token(hanna, address);
        hanna.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        using var saved = await Post(hanna, $"{address}/texts", token, ("kind", "Concern"), ("basedOn", "0"), ("text", "A plane"));
        Assert.Equal("""{"text":"A plane","version":1,"byMe":true}""", await saved.Content.ReadAsStringAsync());
        using var stale = await Post(hanna, $"{address}/texts", token, ("kind", "Concern"), ("basedOn", "0"), ("text", "A train"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal("""{"text":"A plane","version":1,"byMe":true}""", await stale.Content.ReadAsStringAsync());
        using var wrong = await Post(hanna, $"{address}/texts", token, ("kind", "Note"), ("basedOn", "0"), ("text", "Nowhere"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Nothing_changes_without_the_forms_token()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        using var answer = await Post(hanna, $"{address}/texts", "", ("kind", "Concern"), ("basedOn", "0"), ("text", "Forged"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await One(db => db.Set<SharedText>().CountAsync()));
    }

    [Fact]
    public async Task A_record_is_read_and_a_form_left_open_on_another_page_is_told_so_and_keeps_its_words()
    {
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var before = await teo.GetStringAsync(address);
        await CloseWithNothing(hanna, address);

        using var late = await teo.Submit(address, before, "Save", ("kind", "LastWords"), ("text", "One last word"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var read = Forms.Text(await late.Content.ReadAsStringAsync());
        Assert.Contains("stays as it is", read, StringComparison.Ordinal);
        Assert.Contains("One last word", read, StringComparison.Ordinal);

        var reopened = await Ok(teo.Submit(address, "Reopen"));
        Assert.Contains("This record is open again", Forms.Text(reopened), StringComparison.Ordinal);
        await Ok(teo.Submit(address, "Save", ("kind", "LastWords"), ("text", "One last word")));
        _host.Clock.Pass(TimeSpan.FromMinutes(1));
        var closed = Forms.Text(await Ok(teo.Submit($"{address}/closing", "Finish Ctrl ↵")));
        Assert.Contains("Reopened by you", closed, StringComparison.Ordinal);
        Assert.Contains("One last word", closed, StringComparison.Ordinal);
        Assert.Contains("Reopened by Teo", Forms.Text(await hanna.GetStringAsync(address)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_other_finished_a_moment_ago_what_was_typed_is_offered_as_a_promise()
    {
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var before = await teo.GetStringAsync($"{address}/closing");
        await CloseWithNothing(hanna, address);

        using var late = await teo.Submit($"{address}/closing", before, "Finish Ctrl ↵", ("Report.Promise", "Write the steps down"), ("Report.Due", "2026-03-27"), ("Manager.Skipped", "Nothing came up"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var offered = await late.Content.ReadAsStringAsync();
        Assert.Contains("Hanna closed the meeting a moment ago", Forms.Text(offered), StringComparison.Ordinal);

        await Ok(teo.Submit(address, offered, "Promise it"));
        var loop = await One(db => db.Set<OpenLoop>().SingleAsync());
        Assert.Equal(("Write the steps down", new DateOnly(2026, 3, 27), false), (loop.Promise, loop.Due, loop.IsProposed));
    }

    [Fact]
    public async Task What_somebody_typed_for_one_is_accepted_beside_it_before_closing()
    {
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var (token, _) = await Token(hanna, address);
        using (await Post(hanna, $"{address}/texts", token, ("kind", "ReportPromise"), ("basedOn", "0"), ("text", "Take the Friday off"))) { }

        var asked = await teo.GetStringAsync($"{address}/closing");
        Assert.Contains("Hanna typed this for you. It waits for your yes.", Forms.Text(asked), StringComparison.Ordinal);
        await Ok(teo.Submit($"{address}/closing", asked, "Accept"));
        await Ok(hanna.Submit($"{address}/closing", "Finish Ctrl ↵", ("Manager.Skipped", "Nothing came up")));
        Assert.False((await One(db => db.Set<OpenLoop>().SingleAsync())).IsProposed);
    }

    [Fact]
    public async Task A_refused_decision_shows_every_word_that_was_typed_for_it()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        var (token, _) = await Token(hanna, address);
        using var form = new FormUrlEncodedContent(
            [new("form-token", token), new("newDecision", Guid.NewGuid().ToString()), new("decision", ""), new("failureMode", "Nobody answers the pager"), new("reviewOn", "2026-06-18")]);
        using var refused = await hanna.PostAsync($"{address}/decisions", form);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = Forms.Text(await refused.Content.ReadAsStringAsync());
        Assert.Contains("Nobody answers the pager", page, StringComparison.Ordinal);
        Assert.Contains("Thu 18 June 2026", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_asks_who_and_when_and_says_what_is_missing_without_losing_what_was_typed()
    {
        var (hanna, address) = await Start(_cast.Hanna);
        using var _ = hanna;
        var page = await hanna.GetStringAsync($"{address}/closing");
        Assert.Contains("What will Teo do?", Forms.Text(page), StringComparison.Ordinal);
        Assert.Contains("What will you do?", Forms.Text(page), StringComparison.Ordinal);
        Assert.Contains("value=\"2026-03-26\"", page, StringComparison.Ordinal);
        Assert.Contains("Thu 26 March, 10:00", Forms.Text(page), StringComparison.Ordinal);

        using var answer = await hanna.Submit($"{address}/closing", page, "Finish Ctrl ↵", ("Report.Promise", "Something good"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var again = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Say what you will do before next time", Forms.Text(again), StringComparison.Ordinal);
        Assert.Contains("Something good", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_in_every_field_is_shown_as_text_on_every_page_and_in_the_file()
    {
        var (teo, address) = await Start(_cast.Teo, follow: true);
        using var _ = teo;
        await Ok(teo.Submit(address, "Add point", ("title", Hostile)));
        await Ok(teo.Submit(address, "My points first m"));
        await Ok(teo.Submit(address, "Save the notes", ("text", $"# {Hostile}\n\n---\n\n```\nopen fence {Hostile}\n[x](javascript:alert(1))")));
        await Ok(teo.Submit(address, "Save", ("kind", "Concern"), ("text", Hostile)));
        await Ok(teo.Submit(address, "Promise it", ("promise", Hostile), ("promiseDue", "2026-03-26"), ("owner", _cast.Teo.Id.ToString())));
        await Ok(teo.Submit(address, "Write it down", ("decision", Hostile), ("failureMode", Hostile)));
        var live = await teo.GetStringAsync(address);
        var closing = await teo.GetStringAsync($"{address}/closing");
        var record = await Ok(teo.Submit($"{address}/closing", "Finish Ctrl ↵", ("Report.Promise", Hostile), ("Report.Due", "2026-03-26"), ("Manager.Skipped", Hostile)));
        var file = await teo.GetStringAsync($"{address}.md");

        foreach (var page in new[] { live, closing, record })
        {
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("javascript:alert(1)\"", page, StringComparison.Ordinal);
            Assert.Contains("alert(1)", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\n<script", file, StringComparison.Ordinal);
        Assert.Equal(["# ", "## Date", "## Attendees", "## Previous action items", "## Agenda", "### ", "### ", "## Action items", "## Decisions", "## Follow-ups", "## Next meeting"], file.Split('\n').Where(line => line.StartsWith('#')).Select(line => line.StartsWith("## ", StringComparison.Ordinal) ? line : line[..line.IndexOf(' ')] + " "));
    }

    [Fact]
    public async Task The_meeting_page_asks_at_most_six_things_of_the_database_whatever_the_volume()
    {
        for (var point = 0; point < 60; point++)
            await Point(point % 2 == 0 ? _cast.Teo : _cast.Hanna, $"Point {point}");
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        await Ok(teo.Submit(address, "My points first m"));
        using var counter = new StatementCounter(_host.Database);

        await hanna.GetStringAsync(address);
        Assert.InRange(counter.Count, 1, 6);
        counter.Reset();
        await hanna.GetStringAsync($"{address}/closing");
        Assert.InRange(counter.Count, 1, 6);
        await CloseWithNothing(hanna, address);
        counter.Reset();
        await hanna.GetStringAsync(address);
        Assert.InRange(counter.Count, 1, 6);
    }

    [Fact]
    public async Task Last_times_concern_and_late_promises_stand_at_the_top()
    {
        var (hanna, first) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        await Ok(teo.Submit(first, "Save", ("kind", "Concern"), ("text", "If I am on a plane, nobody ships")));
        await Ok(teo.Submit($"{first}/closing", "Finish Ctrl ↵", ("Report.Promise", "Teach Callum"), ("Report.Due", "2026-03-24"), ("Manager.Skipped", "Nothing came up")));

        _host.Clock.Pass(TimeSpan.FromDays(7));
        using var hannaLater = await _cast.Browser(_host, _cast.Hanna, follow: true);
        using var teoLater = await _cast.Browser(_host, _cast.Teo, follow: true);
        using var started = await teoLater.Submit(_standing, "Start meeting");
        var address = started.RequestMessage!.RequestUri!.AbsolutePath;
        var read = Forms.Text(await hannaLater.GetStringAsync(address));
        Assert.Contains("What Teo worried about last time “If I am on a plane, nobody ships”", read, StringComparison.Ordinal);
        Assert.Contains("Past its date , Teo’s, Tue 24 March Teach Callum", read, StringComparison.Ordinal);

        var answered = await Ok(teoLater.Submit(address, "I could not do it alone"));
        Assert.DoesNotContain("Past its date", Forms.Text(answered), StringComparison.Ordinal);
        var ended = await One(db => db.Set<OpenLoop>().SingleAsync());
        Assert.Equal((LoopEnding.NotKept, "I could not do it alone"), (ended.EndedAs, ended.Word));
    }

    [Fact]
    public async Task A_decision_that_both_publish_stands_in_the_log_with_its_text_and_day_alone()
    {
        var (hanna, address) = await Start(_cast.Hanna, follow: true);
        using var _ = hanna;
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        using var omar = await _cast.Browser(_host, _cast.Omar);
        var (token, _) = await Token(hanna, address);
        await Ok(Post(hanna, $"{address}/decisions", token, ("newDecision", Guid.NewGuid().ToString()), ("decision", "No releases on Fridays"), ("failureMode", "Only we know this")));
        await CloseWithNothing(hanna, address);

        await Ok(hanna.Submit(address, "Publish its text to the organisation’s log"));
        Assert.DoesNotContain("No releases on Fridays", await omar.GetStringAsync("/decisions"), StringComparison.Ordinal);
        await Ok(teo.Submit(address, "Publish its text to the organisation’s log"));

        var log = Forms.Text(await omar.GetStringAsync("/decisions"));
        Assert.Contains("No releases on Fridays Thu 19 March", log, StringComparison.Ordinal);
        foreach (var unsaid in new[] { "Only we know this", "Hanna", "Teo" })
            Assert.DoesNotContain(unsaid, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_points_of_the_reports_the_page_says_so_and_offers_a_question()
    {
        await Point(_cast.Hanna, "Identity moves");
        var (teo, address) = await Start(_cast.Teo, follow: true);
        using var _ = teo;
        var asked = await Ok(teo.Submit(address, "My points first m"));
        Assert.Contains("You brought no points", Forms.Text(asked), StringComparison.Ordinal);

        var current = Forms.Text(await Ok(teo.Submit(address, asked, $"Ask this : {FirstQuestions.ForTheReport[0]}")));
        Assert.Contains($"Question. From you. People. {FirstQuestions.ForTheReport[0]}", current, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Carried_over_history_is_read_without_a_button()
    {
        var (teo, address) = await Start(_cast.Teo, follow: true);
        using var _ = teo;
        await CloseWithNothing(teo, address);
        await One(async db =>
        {
            db.Add(new CarryOver(_series.Id, _cast.Teo.Id, _cast.Ruth.Id, _host.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });

        using var ruth = await _cast.Browser(_host, _cast.Ruth);
        var html = await ruth.GetStringAsync(address);
        Assert.Contains("Teo and Hanna", Forms.Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("Reopen", Forms.Text(html), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ruth.GetAsync($"{address}.md")).StatusCode);
    }

    private static async Task<string> Ok(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {Forms.Text(html)}");
        return html;
    }

    private async Task<(HttpClient Browser, string Address)> Start(Member who, bool follow = false)
    {
        using (var starting = await _cast.Browser(_host, who))
        {
            using var started = await starting.Submit(_standing, "Start meeting");
            Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
            return (await _cast.Browser(_host, who, follow), started.Headers.Location!.ToString());
        }
    }

    private static async Task CloseWithNothing(HttpClient browser, string address) => await Ok(browser.Submit(
        $"{address}/closing", "Finish Ctrl ↵", ("Report.Skipped", "Nothing came up"), ("Manager.Skipped", "Nothing came up")));

    private static async Task<(string Token, string Html)> Token(HttpClient browser, string page)
    {
        var html = await browser.GetStringAsync(page);
        var at = html.IndexOf("name=\"form-token\"", StringComparison.Ordinal);
        if (at < 0)
            return ("", html);
        var value = html.IndexOf("value=\"", at, StringComparison.Ordinal) + 7;
        return (html[value..html.IndexOf('"', value)], html);
    }

    private static Task<HttpResponseMessage> Post(HttpClient browser, string address, string token, params (string Field, string Value)[] fields) =>
        browser.PostAsync(address, new FormUrlEncodedContent([new("form-token", token), .. fields.Select(field => new KeyValuePair<string, string>(field.Field, field.Value))]));

    private async Task<Id<AgendaPoint>> Point(Member author, string title, PointKind kind = PointKind.Point)
    {
        var point = new AgendaPoint(_series.Id, author.Id, kind, null, kind.UsualPart(), title, "Some *details*", _host.Clock.GetUtcNow().Ticks, 0, _host.Clock.GetUtcNow());
        await One(async db =>
        {
            db.Add(point);
            return await db.SaveChangesAsync();
        });
        return point.Id;
    }

    private async Task<T> One<T>(Func<RapportDb, Task<T>> ask)
    {
        await using var db = _cast.Db();
        return await ask(db);
    }
}
