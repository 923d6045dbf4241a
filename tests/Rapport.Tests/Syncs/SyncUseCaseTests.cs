using Microsoft.EntityFrameworkCore;
using Rapport.Features.Outbox;
using Rapport.Features.Syncs;
using Rapport.Integrations.Chat;
using Rapport.Jobs;
using Rapport.Kernel;
using Rapport.Tests.Fakes;
using Rapport.Tests.Outbox;

namespace Rapport.Tests.Syncs;

/// <summary>A sync from its pre-read to its notes and on to the next one, on a real database.</summary>
public class SyncUseCaseTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly FixedClock clock = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
    private SyncScene scene = null!;

    private Cast Cast => scene.Cast;

    public async ValueTask InitializeAsync() => scene = await SyncScene.In(database, clock);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_sync_has_its_pre_read_open_for_those_who_belong_and_does_not_exist_for_others()
    {
        Assert.NotNull(await scene.Coming(Cast.Omar));
        Assert.Null(await scene.Coming(Cast.Robin));
        var order = await scene.Order(Cast.Teo);
        Assert.Equal(["Velocity, points", "Incidents", "P1 restore, min", "Open requisitions", "Attrition, 90 days"], order.Columns.Select(column => column.Title));
        Assert.Equal(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero), order.Meeting.StartsAt);
    }

    [Fact]
    public async Task An_administrator_founds_one_and_does_not_belong_to_it()
    {
        var id = Id<Sync>.New();
        await scene.Do(db => new FoundSync(db, new(db, clock), clock).Run(
            new(id, "Platform leads", RhythmOfSync.Usual("UTC", new(2026, 3, 19)), Cast.Ruth.Id, null, [], []), Cast.Robin.Viewer, default));
        await scene.RunJob();
        Assert.NotNull(await scene.Do(db => new SyncQueries(db, clock).Coming(id, Cast.Ruth.Viewer, default)));
        var refused = await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new SyncQueries(db, clock).One(id, Cast.Robin.Viewer, default)));
        Assert.Equal(RefusalKind.Missing, refused.Kind);
        Assert.Equal(2, (await scene.Do(db => new SyncQueries(db, clock).Existing(Cast.Robin.Viewer, default))).Count);
    }

    [Fact]
    public async Task Whoever_leads_nobody_cannot_start_one() =>
        Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new FoundSync(db, new(db, clock), clock).Run(
            new(Id<Sync>.New(), "Mine", RhythmOfSync.Usual("UTC", new(2026, 3, 19)), Cast.Teo.Id, null, [], []), Cast.Teo.Viewer, default)))).Kind);

    [Fact]
    public async Task Empty_is_legal_and_is_not_zero_and_only_what_is_off_its_range_is_flagged()
    {
        var meeting = (await scene.Coming())!.Value;
        await scene.Fill(meeting, Cast.Teo, 84, 2, null, 3, 0);
        var order = await scene.Order();
        foreach (var (column, low, high) in order.Columns.Zip<OrderColumn, int, int>([70, 0, 0, 0, 0], [90, 1, 30, 4, 0]))
            await scene.Do(db => new SetRange(db, clock).Run(scene.Sync, new(order.Rows[0].Id, column.Id, low, high), Cast.Teo.Viewer, default));

        order = await scene.Order();
        Assert.True(order.Rows[0].IsFilled);
        Assert.Null(order.Figure(order.Rows[0], order.Columns[2]));
        Assert.Equal(0, order.Figure(order.Rows[0], order.Columns[4]));
        Assert.Equal(["Platform: Incidents 2, over 0 to 1"], order.Outliers.Select(outlier => outlier.Title));

        // Once more, with the figure taken back.
        await scene.Fill(meeting, Cast.Priya, 84, null, null, 3, 0);
        order = await scene.Order();
        Assert.Empty(order.Outliers);
        Assert.Equal(Cast.Priya.Id, order.Rows[0].FilledBy);
    }

    [Fact]
    public async Task A_row_is_filled_by_its_owner_or_deputy_and_by_nobody_else()
    {
        var meeting = (await scene.Coming())!.Value;
        foreach (var other in new[] { Cast.Hanna, Cast.Ruth, Cast.Omar })
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.Fill(meeting, other, 1, 1, 1, 1, 1))).Kind);
    }

    [Fact]
    public async Task What_is_normal_is_proposed_from_the_last_eight_and_a_change_of_it_is_on_record()
    {
        foreach (var velocity in new[] { 80m, 12, 86, 70, 75, 300, 78, 81 })
            await scene.Hold(meeting => scene.Fill(meeting, Cast.Teo, velocity, 0, 0, 0, 0));
        var order = await scene.Order();
        var (row, column) = (order.Rows[0], order.Columns[0]);
        var figures = order.Series(row, column).ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], figures.Select(figure => figure.Ago));
        Assert.Equal(new NormalRange(70, 86), NormalRange.Proposed(figures.Select(figure => figure.Value)));

        await scene.Do(db => new SetRange(db, clock).Run(scene.Sync, new(row.Id, column.Id, 70, 86), Cast.Teo.Viewer, default));
        await scene.Do(db => new SetRange(db, clock).Run(scene.Sync, new(row.Id, column.Id, 70, 86), Cast.Teo.Viewer, default));
        clock.Pass(TimeSpan.FromSeconds(1));
        await scene.Do(db => new SetRange(db, clock).Run(scene.Sync, new(row.Id, column.Id, 60, 86), Cast.Hanna.Viewer, default));
        Assert.Equal(2, await scene.Do(db => db.Set<MetricRange>().CountAsync()));
        Assert.Equal(new NormalRange(60, 86), (await scene.Order()).Range(row, column));
    }

    [Fact]
    public async Task A_red_comes_back_with_its_age_until_it_is_closed_also_when_it_was_rated_yellow()
    {
        var risk = await scene.Raise("Sign-in is 40 % slower", Rating.Red);
        Assert.Equal(1, (await scene.Order()).Airtime.Single().Age);

        await scene.Hold(meeting => scene.Act(meeting, risk));
        Assert.Equal(2, (await scene.Order()).Airtime.Single().Age);
        await scene.Rate(risk, Rating.Yellow);
        await scene.Raise("Mobile is at 60 %", Rating.Yellow);
        await scene.Hold();

        var order = await scene.Order();
        Assert.Equal([("Sign-in is 40 % slower", 3), ("Mobile is at 60 %", null)], order.Airtime.Select(one => (one.Summary, one.Age)));
        Assert.Equal("was red, third meeting", SyncWords.Age(order.Airtime.First().Rating, true, order.Airtime.First().Age));

        await scene.Do(db => new CloseRisk(db, clock).Run(risk, "Rolled back everywhere.", Cast.Teo.Viewer, default));
        Assert.Equal(["Mobile is at 60 %"], (await scene.Order()).Airtime.Select(one => one.Summary));
    }

    [Fact]
    public async Task A_red_leaves_with_an_action_for_the_week_or_with_somebody_who_takes_that_on_and_is_first_next_time()
    {
        var older = await scene.Raise("Older red", Rating.Red);
        clock.Pass(TimeSpan.FromSeconds(1));
        var risk = await scene.Raise("Newer red", Rating.Red);
        var meeting = await scene.Start();
        await scene.Act(meeting, older);
        await scene.Act(meeting, risk, inDays: 20);
        var refused = await Assert.ThrowsAsync<Refusal>(() => scene.End(meeting));
        Assert.Equal("“Newer red” is red and leaves without an action for this week. Give it one, or say who takes that on.", refused.Message);

        await scene.Do(db => new AcceptRed(db, clock).Run(meeting, new(risk, "Until the vendor answers"), Cast.Ruth.Viewer, default));
        await scene.End(meeting);
        var record = await scene.Record(meeting);
        Assert.Equal("Ruth Adeyemi", record.Risks.Single(one => one.Summary == "Newer red").AcceptedBy);
        Assert.Equal(["Newer red", "Older red"], (await scene.Order()).Airtime.Select(one => one.Summary));
    }

    [Fact]
    public async Task A_green_gets_minutes_only_by_being_rated_anew()
    {
        var risk = await scene.Raise("Data pipeline is moving", Rating.Green);
        var meeting = await scene.Start();
        var item = new SyncItem(SyncItemKind.Risk, risk.Value);
        Assert.Equal("Green takes no airtime. Rate it anew if it needs some.", (await Assert.ThrowsAsync<Refusal>(() => scene.TurnTo(meeting, SyncSection.Risks, item))).Message);
        await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new MarkItem(db, clock).Run(meeting, new(item, Treatment.Discuss), Cast.Hanna.Viewer, default)));

        await scene.Rate(risk, Rating.Yellow);
        await scene.TurnTo(meeting, SyncSection.Risks, item);
        clock.Pass(TimeSpan.FromMinutes(3));
        await scene.Rate(risk, Rating.Green);
        clock.Pass(TimeSpan.FromMinutes(2));
        await scene.End(meeting);
        var record = await scene.Record(meeting);
        Assert.Equal([0, 180], record.ColourSeconds);
        Assert.Equal(300, record.SectionSeconds[(int)SyncSection.Risks]);
    }

    [Fact]
    public async Task A_yellow_takes_no_airtime_once_it_was_acknowledged_and_a_red_cannot_be()
    {
        var (red, yellow) = (await scene.Raise("Sign-in is 40 % slower", Rating.Red), await scene.Raise("Mobile is at 60 %", Rating.Yellow));
        var meeting = (await scene.Coming())!.Value;
        await scene.Do(db => new MarkItem(db, clock).Run(meeting, new(Item(yellow), Treatment.Acknowledge), Cast.Hanna.Viewer, default));
        var order = await scene.Order();
        Assert.Equal(["Sign-in is 40 % slower"], order.Airtime.Select(risk => risk.Summary));
        Assert.Equal("1 yellow, acknowledged", SyncWords.Acknowledged([.. order.Acknowledged.Select(risk => risk.Rating)]));
        Assert.Equal(
            "Red takes airtime and an action. Rate it anew if it is not red any more.",
            (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new MarkItem(db, clock).Run(meeting, new(Item(red), Treatment.Acknowledge), Cast.Hanna.Viewer, default)))).Message);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new MarkItem(db, clock).Run(meeting, new(Item(yellow), Treatment.Discuss), Cast.Teo.Viewer, default)))).Kind);

        // Who wants it discussed after all turns all who follow to it; who has it acknowledged turns them away.
        await scene.Start();
        await scene.Do(db => new MarkItem(db, clock).Run(meeting, new(Item(yellow), Treatment.Discuss), Cast.Hanna.Viewer, default));
        order = await scene.Order(Cast.Omar);
        Assert.Equal((SyncSection.Risks, Item(yellow).ToString()), (order.Meeting.Section!.Value, order.Meeting.Item));
        Assert.Equal(2, order.Airtime.Count());
        await scene.Do(db => new MarkItem(db, clock).Run(meeting, new(Item(yellow), Treatment.Acknowledge), Cast.Hanna.Viewer, default));
        order = await scene.Order(Cast.Omar);
        Assert.Equal((SyncSection.Risks, null, 1), (order.Meeting.Section!.Value, order.Meeting.Item, order.Airtime.Count()));

        static SyncItem Item(Id<Risk> risk) => new(SyncItemKind.Risk, risk.Value);
    }

    [Fact]
    public async Task All_follow_one_who_leads_and_pressing_twice_goes_on_once()
    {
        var meeting = await scene.Start();
        foreach (var who in new[] { Cast.Teo, Cast.Ruth, Cast.Omar })
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.TurnTo(meeting, SyncSection.Risks, null, who))).Kind);
        for (var press = 0; press < 2; press++)
            await scene.Do(db => new TurnTo(db, clock).Run(meeting, new(SyncSection.Flagged, null, SyncSection.Metrics), Cast.Hanna.Viewer, default));
        Assert.Equal(SyncSection.Flagged, (await scene.Order(Cast.Omar)).Meeting.Section);
    }

    [Fact]
    public async Task The_stand_in_leads_with_the_leaders_yes_or_after_twenty_seconds_of_absence()
    {
        var meeting = await scene.Start();
        await scene.Do(db => new Lead(db, clock).Run(meeting, new(null), Cast.Ruth.Viewer, default));
        var order = await scene.Order();
        Assert.Equal((Cast.Hanna.Id, Cast.Ruth.Id), (order.Meeting.LeaderId!.Value, order.Meeting.AsksToLead!.Value));
        await scene.Do(db => new Lead(db, clock).Run(meeting, new(Cast.Ruth.Id), Cast.Hanna.Viewer, default));
        Assert.Equal(Cast.Ruth.Id, (await scene.Order()).Meeting.LeaderId);

        clock.Pass(TimeSpan.FromSeconds(15));
        await scene.Do(db => new BePresent(db, clock).Run(meeting, Cast.Ruth.Viewer, default));
        clock.Pass(TimeSpan.FromSeconds(15));
        await scene.Do(db => new Lead(db, clock).Run(meeting, new(null), Cast.Hanna.Viewer, default));
        Assert.Equal(Cast.Ruth.Id, (await scene.Order()).Meeting.LeaderId);
        clock.Pass(TimeSpan.FromSeconds(6));
        await scene.Do(db => new Lead(db, clock).Run(meeting, new(null), Cast.Teo.Viewer, default));
        Assert.Equal(Cast.Ruth.Id, (await scene.Order()).Meeting.LeaderId);
        await scene.Do(db => new Lead(db, clock).Run(meeting, new(null), Cast.Hanna.Viewer, default));
        Assert.Equal(Cast.Hanna.Id, (await scene.Order()).Meeting.LeaderId);
    }

    [Fact]
    public async Task A_decision_is_superseded_once_and_both_stay_to_be_read()
    {
        var meeting = await scene.Start();
        var (first, second) = (Id<SyncDecision>.New(), Id<SyncDecision>.New());
        await scene.Do(db => new TakeSyncDecision(db, clock).Run(meeting, new(first, "Roll back everywhere", "It is slower", "if it lasts past Friday 17:00", Cast.Teo.Id, new(2026, 3, 27), null), Cast.Hanna.Viewer, default));
        await scene.Do(db => new TakeSyncDecision(db, clock).Run(meeting, new(second, "Roll back in one region", null, null, Cast.Teo.Id, new(2026, 3, 27), first), Cast.Hanna.Viewer, default));
        await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new TakeSyncDecision(db, clock).Run(
            meeting, new(Id<SyncDecision>.New(), "Do nothing", null, null, Cast.Teo.Id, new(2026, 3, 27), first), Cast.Hanna.Viewer, default)));
        var log = await scene.Do(db => new SyncQueries(db, clock).Decisions("roll regions friday", 0, 10, Cast.Omar.Viewer, default));
        Assert.Empty(log);
        log = await scene.Do(db => new SyncQueries(db, clock).Decisions("ROLL friday", 0, 10, Cast.Omar.Viewer, default));
        Assert.Equal([("Roll back everywhere", (Id<SyncDecision>?)second)], log.Select(decision => (decision.Text, decision.SupersededBy)));
        Assert.Empty(await scene.Do(db => new SyncQueries(db, clock).Decisions(null, 0, 10, Cast.Robin.Viewer, default)));
    }

    [Fact]
    public async Task The_same_form_twice_makes_one_of_each()
    {
        var meeting = await scene.Start();
        var (risk, action, question) = (Id<Risk>.New(), Id<SyncAction>.New(), Id<OpenQuestion>.New());
        for (var sent = 0; sent < 2; sent++)
        {
            await scene.Do(db => new RaiseRisk(db, clock).Run(scene.Sync, new(risk, RiskKind.Debt, "Two build systems", null, null, null, null, Rating.Yellow), Cast.Teo.Viewer, default));
            await scene.Do(db => new MakeAction(db, clock).Run(meeting, new(action, Cast.Teo.Id, "Compare them", new(2026, 3, 25), null, false), Cast.Hanna.Viewer, default));
            await scene.Do(db => new AskQuestion(db, clock).Run(scene.Sync, new(question, "Which vendor?"), Cast.Teo.Viewer, default));
        }

        var order = await scene.Order();
        Assert.Equal((1, 1, 1), (order.Risks.Count, order.Actions.Count, order.Questions.Count));
    }

    [Fact]
    public async Task A_matter_about_one_person_is_seen_by_those_named_and_is_in_no_record()
    {
        var id = Id<RestrictedMatter>.New();
        await scene.Do(db => new NoteMatter(db, clock).Run(scene.Sync, new(id, Cast.Priya.Id, new(2026, 4, 2), [Cast.Ruth.Id]), Cast.Ruth.Viewer, default));
        foreach (var who in new[] { Cast.Ruth, Cast.Priya })
            Assert.Single((await scene.Order(who)).Matters);
        foreach (var who in new[] { Cast.Hanna, Cast.Teo, Cast.Omar })
            Assert.Empty((await scene.Order(who)).Matters);

        var meeting = await scene.Hold();
        var stored = await scene.Do(db => db.Set<SyncRecord>().Where(record => record.MeetingId == meeting).Select(record => record.Content).SingleAsync());
        Assert.DoesNotContain(id.ToString(), stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("2026-04-02", stored, StringComparison.Ordinal);
        await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new NoteMatter(db, clock).End(id, Cast.Hanna.Viewer, default)));
        await scene.Do(db => new NoteMatter(db, clock).End(id, Cast.Priya.Viewer, default));
        Assert.Empty((await scene.Order(Cast.Ruth)).Matters);
    }

    [Fact]
    public async Task Whoever_was_let_go_sees_nothing_of_it_from_then_on()
    {
        await scene.Do(db => new RemoveMember(db, clock).Run(scene.Sync, Cast.Omar.Id, Cast.Hanna.Viewer, default));
        Assert.Null(await scene.Coming(Cast.Omar));
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new RemoveMember(db, clock).Run(scene.Sync, Cast.Teo.Id, Cast.Hanna.Viewer, default)))).Kind);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new RemoveMember(db, clock).Run(scene.Sync, Cast.Hanna.Id, Cast.Hanna.Viewer, default)))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new SeatMember(db, clock).Run(scene.Sync, new(Cast.Omar.Id, true), Cast.Teo.Viewer, default)))).Kind);
    }

    [Fact]
    public async Task A_sync_that_nobody_begins_is_missed_and_the_next_pre_read_opens_with_every_red_in_it()
    {
        var risk = await scene.Raise("Sign-in is 40 % slower", Rating.Red);
        var missed = (await scene.Coming())!.Value;
        clock.Pass(TimeSpan.FromDays(14));
        await scene.RunJob();
        var order = await scene.Order();
        Assert.NotEqual(missed, order.Meeting.Id);
        Assert.Equal(risk, order.Airtime.Single().Id);
        Assert.Equal(new DateTimeOffset(2026, 4, 2, 9, 0, 0, TimeSpan.Zero), order.Meeting.StartsAt);
    }

    [Fact]
    public async Task A_sync_that_was_left_running_ends_by_itself_with_its_record()
    {
        var meeting = await scene.Start();
        clock.Pass(TimeSpan.FromHours(9));
        await scene.RunJob();
        Assert.Equal("Hanna Weiß", (await scene.Record(meeting)).Facilitator);
        Assert.NotEqual(meeting, (await scene.Coming())!.Value);
    }

    [Fact]
    public async Task A_new_rhythm_moves_what_comes_and_keeps_what_was_filled_in()
    {
        var before = (await scene.Coming())!.Value;
        await scene.Fill(before, Cast.Teo, 84, 0, 0, 0, 0);
        await scene.Do(db => new SetSyncRhythm(db, new(db, clock), clock).Run(
            scene.Sync, new(Features.OneOnOnes.Cadence.Weekly, DayOfWeek.Tuesday, new(14, 0), "UTC", 45, new(2026, 3, 19)), Cast.Hanna.Viewer, default));
        var order = await scene.Order();
        Assert.Equal((before, new DateTimeOffset(2026, 3, 24, 14, 0, 0, TimeSpan.Zero), 45), (order.Meeting.Id, order.Meeting.StartsAt, order.Meeting.Minutes));
        Assert.True(order.Rows[0].IsFilled);
    }

    [Fact]
    public async Task What_it_was_worth_is_told_without_names_once_three_have_said()
    {
        var meeting = await scene.Hold();
        foreach (var (who, mark) in new[] { (Cast.Teo, 8), (Cast.Ruth, 6), (Cast.Hanna, 10) })
            await scene.Do(db => new RateSync(db, clock).Run(meeting, new(mark, $"Said {mark}"), who.Viewer, default));
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new RateSync(db, clock).Run(meeting, new(1, null), Cast.Omar.Viewer, default)))).Kind);
        var past = (await scene.Do(db => new SyncQueries(db, clock).Past(scene.Sync, 0, 10, Cast.Omar.Viewer, default))).Single();
        Assert.Equal((3, 8.0), (past.Votes, past.Mark));
    }

    [Fact]
    public async Task The_record_tells_since_last_time_what_became_worse_and_what_is_to_be_executed()
    {
        var risk = await scene.Raise("Mobile is at 60 %", Rating.Yellow);
        var first = await scene.Hold(meeting => scene.Do(db => new TakeSyncDecision(db, clock).Run(
            meeting, new(Id<SyncDecision>.New(), "Lend Mobile one engineer", null, null, Cast.Teo.Id, new(2026, 3, 30), null), Cast.Hanna.Viewer, default)));
        await scene.Rate(risk, Rating.Red);
        var second = await scene.Hold(meeting => scene.Act(meeting, risk));
        Assert.Equal(
            ["Worse, yellow to red: Mobile is at 60 %", "Decided last time, to be executed by Mon 30 March: Lend Mobile one engineer (Teo Marković)"],
            SinceLastTime.Between(await scene.Record(first), await scene.Record(second)));
    }

    [Fact]
    public async Task The_file_of_the_notes_keeps_its_shape_whatever_was_typed()
    {
        const string hostile = "# Not a heading\n- [ ] <script>alert(1)</script> | a \"quote\" @channel";
        var risk = await scene.Raise(hostile, Rating.Red);
        var meeting = await scene.Hold(async meeting =>
        {
            await scene.Act(meeting, risk, hostile);
            await scene.TurnTo(meeting, SyncSection.Risks, new SyncItem(SyncItemKind.Risk, risk.Value));
            await scene.Do(db => new WriteSyncNote(db, clock).Run(meeting, new(new(SyncItemKind.Risk, risk.Value), hostile, 0), Cast.Teo.Viewer, default));
        });
        var (name, text) = await scene.Do(db => new ExportSync(db, new(db, clock), clock).Run(meeting, Cast.Omar.Viewer, default));
        Assert.Equal("sync-2026-03-19.md", name);
        Assert.DoesNotMatch(new System.Text.RegularExpressions.Regex(@"(?<!\\)<script>", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), text);
        Assert.Equal(
            ["# Engineering leads, Thu 19 March", "## Metrics", "## Staffing", "## Risks", "## Initiatives", "## Decisions", "## Escalations", "## Open questions", "## Action items"],
            text.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sent_notes_go_once_to_everybody_who_belongs_and_decisions_and_escalations_alone_to_the_channel()
    {
        var channel = await Channel();
        await scene.Do(db => new ReachSync(db).Run(scene.Sync, new("leads@example.org", channel), Cast.Hanna.Viewer, default));
        var risk = await scene.Raise("Sign-in is 40 % slower", Rating.Red);
        await scene.Do(db => new NoteMatter(db, clock).Run(scene.Sync, new(Id<RestrictedMatter>.New(), Cast.Priya.Id, new(2026, 4, 2), []), Cast.Ruth.Viewer, default));
        var meeting = await scene.Start();
        await scene.Act(meeting, risk);
        await scene.Do(db => new TakeSyncDecision(db, clock).Run(meeting, new(Id<SyncDecision>.New(), "Roll back @channel", null, "if it lasts past Friday 17:00", Cast.Teo.Id, new(2026, 3, 27), null), Cast.Hanna.Viewer, default));
        await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new SendNotes(db, clock).Run(meeting, Cast.Hanna.Viewer, default)));
        await scene.End(meeting);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<Refusal>(() => scene.Do(db => new SendNotes(db, clock).Run(meeting, Cast.Teo.Viewer, default)))).Kind);
        for (var press = 0; press < 2; press++)
            await scene.Do(db => new SendNotes(db, clock).Run(meeting, Cast.Hanna.Viewer, default));

        var posted = await Posted.In(database);
        Assert.Equal(
            ["hanna@example.org", "leads@example.org", "omar@example.org", "priya@example.org", "ruth@example.org", "teo@example.org"],
            posted.Where(one => one.Kind == MessageKind.SyncNotes).Select(one => one.Address).Order(StringComparer.Ordinal));
        var notes = posted.First(one => one.Address == "omar@example.org");
        Assert.True(notes.IsUrgent);
        Assert.Contains("Sign-in is 40 % slower", notes.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("2 April", notes.Text, StringComparison.Ordinal);
        var chat = Assert.Single(posted, one => one.Way == Way.Chat);
        Assert.Contains("Roll back", chat.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign-in is 40 % slower", chat.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_that_nobody_sent_go_by_themselves_at_an_hour_and_three_quarters_and_not_before()
    {
        var meeting = await scene.Start();
        await scene.End(meeting);
        clock.Pass(TimeSpan.FromMinutes(104));
        await Tell();
        Assert.Empty(await Posted.In(database));
        clock.Pass(TimeSpan.FromMinutes(1));
        await Tell();
        await Tell();
        Assert.Equal(5, (await Posted.In(database)).Count(one => one.Kind == MessageKind.SyncNotes));
        var notes = await scene.Do(db => new SyncQueries(db, clock).Notes(meeting, Cast.Omar.Viewer, default));
        Assert.True(notes.Meeting.NotesSentBy is null && notes.Meeting.NotesSentAt <= notes.Meeting.NotesDueAt);

        // Whoever presses now sends nothing twice.
        await scene.Do(db => new SendNotes(db, clock).Run(meeting, Cast.Hanna.Viewer, default));
        Assert.Equal(5, (await Posted.In(database)).Count);
    }

    [Fact]
    public async Task A_missing_row_is_chased_once_when_the_pre_read_is_due_and_a_filled_one_is_not()
    {
        await scene.Hold();
        clock.Pass(TimeSpan.FromDays(-2));
        await Tell();
        Assert.DoesNotContain(await Posted.In(database), one => one.Kind == MessageKind.PreRead);
        clock.Pass(TimeSpan.FromDays(1.2));
        await Tell();
        await Tell();
        var posted = (await Posted.In(database)).Where(one => one.Kind == MessageKind.PreRead).ToList();
        Assert.Equal(["priya@example.org", "teo@example.org"], posted.Select(one => one.Address).Order(StringComparer.Ordinal));
        Assert.All(posted, one => Assert.Contains("Platform", one.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_day_seven_the_owner_of_a_reds_action_is_asked_once()
    {
        var risk = await scene.Raise("Sign-in is 40 % slower", Rating.Red);
        var meeting = await scene.Start();
        await scene.Act(meeting, risk);
        await scene.Act(meeting, null, "Something else");
        await scene.End(meeting);
        clock.Pass(TimeSpan.FromDays(6.9));
        await Tell();
        Assert.DoesNotContain(await Posted.In(database), one => one.Kind == MessageKind.RedFollowUp);
        clock.Pass(TimeSpan.FromDays(0.2));
        await Tell();
        await Tell();
        var asked = Assert.Single(await Posted.In(database), one => one.Kind == MessageKind.RedFollowUp);
        Assert.Equal("teo@example.org", asked.Address);
        Assert.Contains("Roll it back", asked.Text, StringComparison.Ordinal);
    }

    private async Task Tell()
    {
        await using var jobs = JobsDb.Open(database.Jobs);
        await new TellOfSyncs(jobs, clock).Run(default);
    }

    private async Task<Id<ChatChannel>> Channel()
    {
        var channel = new ChatChannel(ChatKind.Slack, "eng-leads", WebhookAddress.Of("https://hooks.example.com/x", []), clock.GetUtcNow());
        await using var db = Cast.Db();
        db.Add(channel);
        await db.SaveChangesAsync();
        return channel.Id;
    }
}
