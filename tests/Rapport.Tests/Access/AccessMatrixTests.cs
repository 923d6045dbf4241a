using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Audit;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Tests.Access;

/// <summary>
/// Each relation against each kind of thing, asked of the real rules on a real world in PostgreSQL, compared with the letters of
/// <see cref="AccessTable"/>, which are published as docs/access.md.
/// </summary>
public class AccessMatrixTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 19);

    private Cast cast = null!;
    private PairThings running = null!;
    private PairThings carried = null!;
    private PairThings notCarried = null!;
    private CarryOver carryOver = null!;
    private Id<Vault> vault;
    private Id<OutgoingMessage> outgoing;
    private SyncThings sync = null!;
    private Viewer[] viewers = [];
    private Viewer[] viewersOfSync = [];

    /// <summary>One row: what it is, which rules of <see cref="Visible"/> show it, and whether the viewer may change it.</summary>
    private sealed record Row(string What, string[] Rules, Func<Visible, IQueryable<object>[]> Seen, Func<Viewer, bool>? MayChange = null, Func<Visible, Task<string?>>? Otherwise = null);

    [Fact]
    public async Task Everybody_sees_what_the_table_says_and_nothing_else()
    {
        foreach (var (part, rows) in Tables())
            Assert.Equal(Expected(part), await Letters(part, rows, viewer => viewer));
    }

    /// <summary>The database's own lock shuts nobody out who may see.</summary>
    [Fact]
    public async Task Behind_the_second_lock_the_table_is_the_same()
    {
        foreach (var (part, rows) in Tables())
            Assert.Equal(Expected(part), await Letters(part, rows, viewer => viewer, database.Locked));
    }

    /// <summary>With every filter taken away, the database shows each of them as many rows as the rules do.</summary>
    [Fact]
    public async Task A_forgotten_filter_finds_what_is_ones_own_and_nothing_else()
    {
        foreach (var (name, viewer) in Enum.GetValues<Relation>().Select(relation => relation.ToString()).Zip(viewers)
            .Concat(Enum.GetValues<SyncRelation>().Select(relation => $"of a sync: {relation}").Zip(viewersOfSync)))
        {
            await using var open = cast.Db();
            await using var locked = database.Locked();
            var seen = open.SeenBy(viewer);
            _ = locked.SeenBy(viewer);
            (string What, int Allowed, int Found)[] counts =
            [
                ("meetings", await seen.Meetings.CountAsync(), await locked.Set<Meeting>().CountAsync()),
                ("moves", await seen.MeetingMoves.CountAsync(), await locked.Set<MeetingMove>().CountAsync()),
                ("reopenings", await seen.MeetingReopenings.CountAsync(), await locked.Set<MeetingReopening>().CountAsync()),
                ("talk", await seen.Talk.CountAsync(), await locked.Set<Talk>().CountAsync()),
                ("texts", await seen.SharedTexts.CountAsync(), await locked.Set<SharedText>().CountAsync()),
                ("points", await seen.AgendaPoints.CountAsync(), await locked.Set<AgendaPoint>().CountAsync()),
                ("loops", await seen.OpenLoops.CountAsync(), await locked.Set<OpenLoop>().CountAsync()),
                ("histories", await seen.OpenLoopEvents.CountAsync(), await locked.Set<OpenLoopEvent>().CountAsync()),
                ("decisions", await seen.Decisions.CountAsync(), await locked.Set<Decision>().CountAsync()),
                ("vaults", await seen.Vaults.CountAsync(), await locked.Set<Vault>().CountAsync()),
                ("ways into a vault", await seen.VaultWraps.CountAsync(), await locked.Set<VaultWrap>().CountAsync()),
                ("private notes", await seen.VaultItems.CountAsync(), await locked.Set<VaultItem>().CountAsync()),
                ("log", await seen.OwnEvents.CountAsync() + (viewer.IsAdministrator ? await seen.LoggedEvents.CountAsync() : 0), await locked.Set<AuditEvent>().CountAsync()),
                ("messages that leave", await seen.OutgoingMessages.CountAsync(), await locked.Set<OutgoingMessage>().CountAsync()),
                ("mail server", await seen.OutboxSettings.CountAsync(), await locked.Set<OutboxSettings>().CountAsync()),
                ("meetings of syncs", await seen.SyncMeetings.CountAsync(), await locked.Set<SyncMeeting>().CountAsync()),
                ("figures", await seen.MetricFigures.CountAsync(), await locked.Set<MetricFigure>().CountAsync()),
                ("ranges", await seen.MetricRanges.CountAsync(), await locked.Set<MetricRange>().CountAsync()),
                ("filled rows", await seen.FilledRows.CountAsync(), await locked.Set<FilledRow>().CountAsync()),
                ("risks", await seen.Risks.CountAsync(), await locked.Set<Risk>().CountAsync()),
                ("ratings", await seen.RiskRatings.CountAsync(), await locked.Set<RiskRating>().CountAsync()),
                ("acceptances", await seen.RedAcceptances.CountAsync(), await locked.Set<RedAcceptance>().CountAsync()),
                ("initiatives", await seen.Initiatives.CountAsync(), await locked.Set<Initiative>().CountAsync()),
                ("positions", await seen.StaffingUpdates.CountAsync(), await locked.Set<StaffingUpdate>().CountAsync()),
                ("escalations", await seen.Escalations.CountAsync(), await locked.Set<Escalation>().CountAsync()),
                ("readings", await seen.EscalationReadings.CountAsync(), await locked.Set<EscalationReading>().CountAsync()),
                ("questions", await seen.OpenQuestions.CountAsync(), await locked.Set<OpenQuestion>().CountAsync()),
                ("decisions of syncs", await seen.SyncDecisions.CountAsync(), await locked.Set<SyncDecision>().CountAsync()),
                ("actions", await seen.SyncActions.CountAsync(), await locked.Set<SyncAction>().CountAsync()),
                ("matters", await seen.RestrictedMatters.CountAsync(), await locked.Set<RestrictedMatter>().CountAsync()),
                ("marks", await seen.Triages.CountAsync(), await locked.Set<Triage>().CountAsync()),
                ("notes of syncs", await seen.SyncNotes.CountAsync(), await locked.Set<SyncNote>().CountAsync()),
                ("times", await seen.SyncTimes.CountAsync(), await locked.Set<SyncTime>().CountAsync()),
                ("attendances", await seen.Attendances.CountAsync(), await locked.Set<Attendance>().CountAsync()),
                ("votes", await seen.SyncVotes.CountAsync(), await locked.Set<SyncVote>().CountAsync()),
                ("records", await seen.SyncRecords.CountAsync(), await locked.Set<SyncRecord>().CountAsync()),
                ("proposals", await seen.RhythmProposals.CountAsync(), await locked.Set<RhythmProposal>().CountAsync()),
            ];
            foreach (var (what, allowed, found) in counts)
                Assert.Equal((name, what, allowed), (name, what, found));
        }
    }

    [Fact]
    public async Task The_table_is_published_as_it_is()
    {
        var page = new StringBuilder(Preface);
        foreach (var part in AccessTable.Parts)
        {
            page.Append("\n## ").Append(part.Title).Append("\n\n| | ").AppendJoin(" | ", part.Columns).Append(" |\n|---|")
                .Append(string.Concat(part.Columns.Select(_ => "---|"))).Append('\n').Append(Expected(part)).Append('\n');
        }

        var file = Path.Combine(Repository.Root, "docs", "access.md");
        if (Environment.GetEnvironmentVariable("RAPPORT_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, page.ToString());
        Assert.True(
            File.Exists(file) && await File.ReadAllTextAsync(file) == page.ToString(), "docs/access.md is not what the rules say. Run this test with RAPPORT_WRITE_DOCS=1 and read the difference.");
    }

    [Fact]
    public void Every_rule_has_a_row()
    {
        var rules = typeof(Visible).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(member => member switch
            {
                PropertyInfo property => (property.Name, Type: property.PropertyType),
                MethodInfo { IsSpecialName: false } method => (method.Name, Type: method.ReturnType),
                _ => (member.Name, Type: typeof(void)),
            })
            .Where(member => member.Type.IsGenericType && member.Type.GetGenericTypeDefinition() == typeof(IQueryable<>))
            .Select(member => member.Name);

        Assert.Empty(rules.Except(Tables().SelectMany(table => table.Rows).SelectMany(row => row.Rules)));
    }

    [Fact]
    public async Task An_administrator_has_no_door_to_content()
    {
        var robin = cast.Robin.Viewer;
        foreach (var (_, rows) in Tables().Skip(1))
        {
            foreach (var row in rows)
            {
                foreach (var things in row.Seen(cast.Db().SeenBy(robin)))
                    Assert.False(await things.AnyAsync(), row.What);
            }
        }
    }

    /// <summary>The table bites: each of these broken rules changes a letter.</summary>
    [Fact]
    public async Task Broken_rules_are_caught()
    {
        var (administrator, hanna, omar) = (cast.Robin.Id, cast.Hanna.Viewer, cast.Omar.Viewer);
        (string Broken, Func<Viewer, Viewer> Twin)[] twins =
        [
            ("an administrator sees as a manager does", viewer => viewer.PersonId == administrator ? hanna : viewer),
            ("a restored sign-in opens everything", viewer => viewer with { IsShut = false }),
            ("a new manager inherits", viewer => viewer.PersonId == hanna.PersonId ? omar : viewer),
            ("a former manager sees on", viewer => viewer.PersonId == omar.PersonId ? hanna : viewer),
            ("the next level up sees as the manager does", viewer => viewer.PersonId == cast.Ruth.Id ? hanna : viewer),
            ("whoever is somebody is an administrator", viewer => viewer with { IsAdministrator = true }),
        ];
        foreach (var (broken, twin) in twins)
        {
            var isCaught = false;
            foreach (var (part, rows) in Tables())
                isCaught = isCaught || await Letters(part, rows, twin) != Expected(part);
            Assert.True(isCaught, $"The table does not notice that {broken}.");
        }
    }

    private List<(AccessPart Part, List<Row> Rows)> Tables() =>
    [
        (AccessTable.OfThePerson, Organisation()),
        (AccessTable.OfARunningSeries, [.. Pair(running), KeptRow]),
        (AccessTable.OfACarriedSeries, [.. Pair(carried), CarryOverRow()]),
        (AccessTable.OfAFormerSeries, Pair(notCarried)),
        (AccessTable.OfASync, OfSync(sync)),
    ];

    private List<Row> Organisation()
    {
        var (teo, account) = (cast.Teo.Id, cast.Teo.Account.Id);
        return
        [
            new("Person: name, team, title, zone", ["People"], seen => [seen.People.Where(person => person.Id == teo)]),
            new("Team", ["Teams"], seen => [seen.Teams]),
            new("Who manages them today", ["ReportingLines"], seen => [seen.ReportingLines(Today).Where(line => line.ReportId == teo)]),
            new("Who managed them, who will", ["ReportingHistory"], seen => [seen.ReportingHistory(Today).Where(line => line.ReportId == teo && line.ValidTo < Today)]),
            new("Level, start date, e-mail", ["Careers"], seen => [seen.Careers(Today).Where(person => person.Id == teo)]),
            new("Place on one's own reporting line", ["Line"], seen => [seen.Line(Today).Where(place => place.PersonId == teo)]),
            new("Leave", ["Leave"], seen => [seen.Leave.Where(leave => leave.PersonId == teo)]),
            new("Days away, as the calendar takes them", ["AwayDays"], seen => [seen.AwayDays.Where(days => days.PersonId == teo)]),
            new("Session", ["Sessions"], seen => [seen.Sessions.Where(session => session.AccountId == account)]),
            new("Passkey", ["Passkeys"], seen => [seen.Passkeys.Where(passkey => passkey.UserId == account)]),
            new("Known browser", ["KnownBrowsers"], seen => [seen.KnownBrowsers.Where(browser => browser.AccountId == account)]),
            new("Account", ["Accounts"], seen => [seen.Accounts.Where(one => one.Id == account)]),
            new("Invitation", ["Invitations"], seen => [seen.Invitations.Where(invitation => invitation.PersonId == teo)]),
            new("Restored sign-in", ["Recoveries"], seen => [seen.Recoveries.Where(recovery => recovery.PersonId == teo)]),
            new("Private notes, as unreadable bytes", ["Vaults", "VaultWraps", "VaultItems"],
                seen => [seen.Vaults.Where(one => one.PersonId == teo), seen.VaultWraps.Where(wrap => wrap.VaultId == vault), seen.VaultItems.Where(item => item.VaultId == vault)],
                viewer => viewer.PersonId == teo && viewer.MayKeepPrivateNotes()),
            new("Private notes, held for a change", ["VaultInTurn"], seen => [seen.VaultInTurn(vault)], viewer => viewer.MayKeepPrivateNotes()),
            new("Log: that they signed in", ["OwnEvents", "LoggedEvents"], seen => [seen.OwnEvents.Where(item => item.ActorId == teo && item.Kind == AuditKind.SignedIn)],
                Otherwise: async seen => await seen.LoggedEvents.AnyAsync(item => item.ActorId == teo && item.Kind == AuditKind.SignedIn) ? "M" : null),
            new("Log: that they took private notes along", ["OwnEvents", "LoggedEvents"], seen => [seen.OwnEvents.Where(item => item.Kind == AuditKind.TookNotesAlong)],
                Otherwise: async seen => await seen.LoggedEvents.AnyAsync(item => item.Kind == AuditKind.TookNotesAlong) ? "M" : null),
            new("Restored sign-in, to confirm", ["RecoveriesToConfirm"], seen => [seen.RecoveriesToConfirm(Today).Where(recovery => recovery.PersonId == teo)]),
            new("Decision that both published", ["PublishedDecisions"], seen => [seen.PublishedDecisions]),
            new(
                "Organisation, guides, policies, holidays", ["Organisation", "Guides", "RelationshipPolicies", "PublicHolidays"],
                seen => [seen.Organisation, seen.Guides, seen.RelationshipPolicies, seen.PublicHolidays]),
            new("Agenda template", ["AgendaTemplates"], seen => [seen.AgendaTemplates]),
            new("Head of the log", ["AuditHead"], seen => [seen.AuditHead]),
            new("Message to them: state, address, times", ["OutgoingMessages"], _ => [],
                Otherwise: async seen => await seen.OutgoingMessages.AnyAsync(message => message.PersonId == teo) ? "M" : null),
            new("Message to them, to send again or drop", ["OutgoingMessageInTurn"], seen => [seen.OutgoingMessageInTurn(outgoing)], viewer => viewer.MayAdminister()),
            new("Chat channel, by its name", ["ChannelNames"], seen => [seen.ChannelNames]),
            new("Mail server, chat channels", ["ChatChannels", "OutboxSettings"], seen => [seen.ChatChannels, seen.OutboxSettings], viewer => viewer.MayAdminister()),
        ];
    }

    private static List<Row> Pair(PairThings it)
    {
        bool Writes(Viewer viewer) => it.IsRunning && viewer.MayWriteIn(it.Series);
        var (series, meeting) = (it.Series.Id, it.Meeting.Id);
        return
        [
            new("The series and its dates", ["Series", "CarriedSeries", "SeriesDates"],
                seen => [seen.Series.Where(one => one.Id == series), seen.CarriedSeries.Where(one => one.Id == series)], Writes,
                async seen => await seen.SeriesDates.AnyAsync(one => one.Id == series) ? "M" : null),
            new("Rhythm and its proposals", ["RhythmProposals"], seen => [seen.RhythmProposals.Where(one => one.SeriesId == series)], Writes),
            new("Guides that it follows", ["SeriesGuides"], seen => [seen.SeriesGuides.Where(one => one.SeriesId == series)], Writes),
            new("The series, as content counts", ["ReadableSeries"], seen => [seen.ReadableSeries.Where(one => one.Id == series)], Writes),
            new("The series, held for a change", ["SeriesInTurn"], seen => [seen.SeriesInTurn(series)], Writes),
            new("Meeting", ["Meetings"], seen => [seen.Meetings.Where(one => one.Id == meeting)], Writes),
            new("Meeting, held for a change", ["MeetingInTurn"], seen => [seen.MeetingInTurn(meeting)], Writes),
            new("Move of a meeting", ["MeetingMoves"], seen => [seen.MeetingMoves.Where(one => one.MeetingId == meeting)], Writes),
            new("Reopening of a record", ["MeetingReopenings"], seen => [seen.MeetingReopenings.Where(one => one.MeetingId == meeting)], Writes),
            new("What was talked about, how long", ["Talk"], seen => [seen.Talk.Where(one => one.MeetingId == meeting)], Writes),
            new("Shared text", ["SharedTexts"], seen => [seen.SharedTexts.Where(one => one.MeetingId == meeting)], Writes),
            new("Agenda point", ["AgendaPoints"], seen => [seen.AgendaPoints.Where(one => one.SeriesId == series)], Writes),
            new("Open loop (the manager's own)", ["OpenLoops"], seen => [seen.OpenLoops.Where(one => one.SeriesId == series)], viewer => viewer.MayAnswerFor(it.Loop)),
            new("Open loop, counted as kept or not", ["FollowThroughLoops"], seen => [seen.FollowThroughLoops.Where(one => one.SeriesId == series)]),
            new("History of an open loop", ["OpenLoopEvents"], seen => [seen.OpenLoopEvents.Where(one => one.LoopId == it.Loop.Id)]),
            new("Decision", ["Decisions"], seen => [seen.Decisions.Where(one => one.SeriesId == series)], Writes),
            new("What a text names: promise, decision, point", ["NamedThings"], seen => [seen.NamedThings(series, [it.Loop.Id.Value]), seen.NamedThings(series, [it.Point.Id.Value])]),
            new("Log: that a record of it was reopened", ["OwnEvents", "LoggedEvents"], seen => [seen.OwnEvents.Where(item => item.SeriesId == series)],
                Otherwise: async seen => await seen.LoggedEvents.AnyAsync(item => item.Kind == AuditKind.ReopenedMeeting && item.AboutId == null) ? "M" : null),
        ];
    }

    private static List<Row> OfSync(SyncThings it)
    {
        var (sync, meeting) = (it.Sync.Id, it.Meeting.Id);
        bool Facilitates(Viewer viewer) => viewer.MayFacilitate(it.Sync);
        bool Keeps(Viewer viewer) => viewer.MayKeep(it.Risk.OwnerId, it.Sync, it.Meeting);
        bool Attends(Viewer viewer) => it.Attending.Contains(viewer.PersonId) && !viewer.IsShut;
        return
        [
            new("That it exists, who facilitates, who stands in", ["Syncs", "SyncDates"], seen => [seen.Syncs.Where(one => one.Id == sync)], Facilitates,
                async seen => await seen.SyncDates.AnyAsync(one => one.Id == sync) ? "M" : null),
            new("Who belongs to it and who did", ["SyncMembers"], seen => [seen.SyncMembers.Where(one => one.SyncId == sync)], Facilitates),
            new("When it meets", ["SyncRhythms"], seen => [seen.SyncRhythms.Where(one => one.SyncId == sync)], Facilitates),
            new("What its rows and columns are", ["MetricColumns", "MetricRows"],
                seen => [seen.MetricColumns.Where(one => one.SyncId == sync), seen.MetricRows.Where(one => one.SyncId == sync)], Facilitates),
            new("A meeting of it", ["SyncMeetings", "SyncMeetingInTurn"], seen => [seen.SyncMeetings.Where(one => one.Id == meeting), seen.SyncMeetingInTurn(meeting)], Facilitates),
            new("The sync, held for a change", ["SyncInTurn"], seen => [seen.SyncInTurn(sync)], Facilitates),
            new("Figures of a row, and what is normal", ["MetricRanges", "MetricFigures", "FilledRows"],
                seen => [seen.MetricFigures.Where(one => one.MeetingId == meeting), seen.MetricRanges.Where(one => one.RowId == it.Row.Id), seen.FilledRows.Where(one => one.MeetingId == meeting)],
                viewer => viewer.MayFill(it.Row)),
            new("Risk, and how it was rated", ["Risks", "RiskRatings", "RedAcceptances"],
                seen => [seen.Risks.Where(one => one.SyncId == sync), seen.RiskRatings.Where(one => one.RiskId == it.Risk.Id), seen.RedAcceptances.Where(one => one.MeetingId == meeting)], Keeps),
            new("Initiative", ["Initiatives"], seen => [seen.Initiatives.Where(one => one.SyncId == sync)], Keeps),
            new("Position that is being filled", ["StaffingUpdates"], seen => [seen.StaffingUpdates.Where(one => one.SyncId == sync)], Keeps),
            new("Escalation, and who has seen it", ["Escalations", "EscalationReadings"],
                seen => [seen.Escalations.Where(one => one.SyncId == sync), seen.EscalationReadings.Where(one => one.EscalationId == it.Escalation.Id)], Keeps),
            new("Open question", ["OpenQuestions"], seen => [seen.OpenQuestions.Where(one => one.SyncId == sync)], Attends),
            new("Decision of a sync", ["SyncDecisions"], seen => [seen.SyncDecisions.Where(one => one.SyncId == sync)], Attends),
            new("Action of a sync", ["SyncActions"], seen => [seen.SyncActions.Where(one => one.SyncId == sync)], viewer => it.Action.OwnerId == viewer.PersonId),
            new("What was said of an item, how long, who came", ["SyncNotes", "Triages", "SyncTimes", "Attendances"],
                seen => [seen.SyncNotes.Where(one => one.MeetingId == meeting), seen.Triages.Where(one => one.MeetingId == meeting), seen.SyncTimes.Where(one => one.MeetingId == meeting), seen.Attendances.Where(one => one.MeetingId == meeting)], Attends),
            new("What it was worth, shown without names", ["SyncVotes"], seen => [seen.SyncVotes.Where(one => one.MeetingId == meeting)]),
            new("Record of a past sync", ["SyncRecords"], seen => [seen.SyncRecords.Where(one => one.MeetingId == it.Past.Id)]),
            new("Matter about one person", ["RestrictedMatters"], seen => [seen.RestrictedMatters.Where(one => one.SyncId == sync)], viewer => it.Matter.People.Contains(viewer.PersonId.Value)),
        ];
    }

    private static Row KeptRow => new(
        "Whether its meetings are held", ["KeptBelow"], _ => [], Otherwise: async seen => (await seen.KeptBelow(Today, Now.AddDays(-100)).SingleAsync()).Pairs > 0 ? "A" : null);

    private Row CarryOverRow() => new(
        "That it was carried over", ["CarryOvers"], seen => [seen.CarryOvers.Where(carry => carry.Id == carryOver.Id)],
        viewer => !viewer.IsShut && carryOver.ReportId == viewer.PersonId);

    private async Task<string> Letters(AccessPart part, List<Row> rows, Func<Viewer, Viewer> twin, Func<RapportDb>? enter = null)
    {
        var table = new List<string>();
        foreach (var row in rows)
        {
            var letters = new List<string>();
            foreach (var viewer in part.IsOfASync ? viewersOfSync : viewers)
                letters.Add(await Letter(row, twin(viewer), enter ?? cast.Db));
            table.Add(Line(row.What, letters));
        }

        return string.Join('\n', table);
    }

    private static string Expected(AccessPart part) => string.Join('\n', part.Rows.Select(row => Line(row.What, row.Letters.Split(' '))));

    private static string Line(string what, IEnumerable<string> letters) => $"| {what,-43} | {string.Join(" | ", letters)} |";

    private static async Task<string> Letter(Row row, Viewer viewer, Func<RapportDb> enter)
    {
        await using var db = enter();
        var seen = db.SeenBy(viewer);
        foreach (var things in row.Seen(seen))
        {
            if (await things.AnyAsync())
                return row.MayChange?.Invoke(viewer) == true ? "W" : "R";
        }

        return (row.Otherwise is null ? null : await row.Otherwise(seen)) ?? "N";
    }

    public async ValueTask InitializeAsync()
    {
        await database.Empty();
        cast = await Cast.In(database, Now);
        var (carlos, helen, sten) = (
            Member.Of("Carlos Ibarra", "carlos@example.org", "UTC", Now), Member.Of("Helen Moss", "helen@example.org", "UTC", Now), Member.Of("Sten Lund", "sten@example.org", "UTC", Now));
        carlos.Person.Hold([PersonRole.Cto]);
        helen.Person.Hold([PersonRole.Head]);
        await using var db = cast.Db();
        db.AddRange(carlos.Person, helen.Person, sten.Person, new Team("Platform"));
        await db.SaveChangesAsync();
        var earlier = new ReportingLine(cast.Teo.Id, cast.Omar.Id, new(2023, 1, 1));
        earlier.End(new(2024, 1, 1));
        db.AddRange(carlos.Account, helen.Account, sten.Account, earlier, new ReportingLine(cast.Ruth.Id, carlos.Id, new(2024, 1, 1)));
        await db.SaveChangesAsync();

        running = await PairThings.In(db, cast.Hanna, cast.Teo, Now.AddDays(-80), null);
        carried = await PairThings.In(db, cast.Omar, cast.Teo, Now.AddDays(-1100), new(2024, 1, 1));
        notCarried = await PairThings.In(db, cast.Omar, cast.Teo, Now.AddDays(-2000), new(2022, 1, 1));
        await cast.Pair(cast.Ruth, cast.Teo, SeriesKind.SkipLevel);
        carryOver = new CarryOver(carried.Series.Id, cast.Teo.Id, cast.Hanna.Id, Now.AddDays(-50));
        db.Add(carryOver);
        await AddTheRest(db);
        await db.SaveChangesAsync();
        await cast.SignIn(cast.Teo, Now);
        sync = await SyncThings.In(db, facilitator: cast.Hanna, standIn: cast.Ruth, owner: cast.Teo, named: cast.Priya, reader: sten, former: cast.Omar, Now);

        viewers =
        [
            cast.Hanna.Viewer, cast.Teo.Viewer, cast.Ruth.Viewer, carlos.Viewer, helen.Viewer, cast.Priya.Viewer, cast.Omar.Viewer, cast.Robin.Viewer,
            sten.Viewer, cast.Hanna.Viewer with { IsShut = true }, cast.Teo.Viewer with { IsShut = true },
        ];
        viewersOfSync =
        [
            cast.Hanna.Viewer, cast.Ruth.Viewer, cast.Teo.Viewer, sten.Viewer, cast.Priya.Viewer, cast.Omar.Viewer, cast.Robin.Viewer, helen.Viewer, cast.Teo.Viewer with { IsShut = true },
        ];
    }

    private async Task AddTheRest(RapportDb db)
    {
        var published = (await PairThings.In(db, cast.Ruth, cast.Hanna, Now.AddDays(-90), null)).Decision;
        published.AgreeToPublish(true, Now);
        published.AgreeToPublish(false, Now);
        var invitation = new Invitation(InvitationKind.Recovery, cast.Teo.Id, [1, 2, 3], cast.Robin.Id, Now);
        var recovery = new Recovery(cast.Teo.Id, invitation.Id, cast.Robin.Id, Now);
        recovery.Use(Now);
        db.AddRange(new AuditEvent(AuditKind.SignedIn, cast.Teo.Id, Now), new AuditEvent(AuditKind.TookNotesAlong, cast.Teo.Id, Now));
        db.AddRange(new[] { running, carried, notCarried }.Select(it => new AuditEvent(AuditKind.ReopenedMeeting, it.Series.ReportId, Now, series: it.Series.Id)));
        db.AddRange(invitation, recovery, new Leave(cast.Teo.Id, Today, Today.AddDays(3)), new PublicHoliday(Today, "A holiday", null), new KnownBrowser(cast.Teo.Account.Id, [1], Now));
        var message = OutgoingMail.To(cast.Teo.Person, Message.About("Notes"), new(MessageKind.SyncNotes, "notes/1", Now));
        outgoing = message.Id;
        db.AddRange(message, new ChatChannel(ChatKind.Slack, "eng-leads", WebhookAddress.Of("https://hooks.example.com/x", []), Now), OutboxSettings.Fresh());
        var kept = new Vault(new(Guid.NewGuid()), cast.Teo.Id, new byte[32], Today);
        vault = kept.Id;
        db.Add(kept);
        db.Add(new VaultWrap(vault, new(Guid.NewGuid()), WrapKind.Recovery, 1, default, new byte[16], "", new byte[60], new byte[32]));
        await db.SaveChangesAsync();
        await Sql($"insert into vault_item values ('{vault}', '{Guid.NewGuid()}', 1, 1, 0, '2026-03-19', null, '\\x01', '\\x01')");
        foreach (var pair in new[] { running, carried, notCarried })
            await Sql($"insert into series_guide select '{pair.Series.Id}', id from role_guide limit 1");
        await Sql($"insert into account_passkey values ('\\x01', '{cast.Teo.Account.Id}', '{{}}')");
    }

    private async Task Sql(string statement)
    {
        await using var command = database.Owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => new(database.Empty());

    private const string Preface =
        """
        # Who may see what

        This table is printed by a test that asks the program's own rules, for each relation and each kind of thing, on a real
        database. The test fails when the rules and this page differ.

        W reads and may change · R reads · M knows that it exists, whose it is and its dates · A sees it counted into one share over
        all pairs below them, at least three · N: for them there is no such thing; every address of it answers as if it had never
        been.

        The relations are seen from one pair: a manager and a report. The *skip-level* manages the manager and has one-on-ones of
        their own with the report. The *CTO above* stands higher on the same line, the *head elsewhere* leads another part. The
        *peer* has the same manager. The *former manager* was the report's before. *Shut* is somebody whose sign-in was restored
        and whom nobody has vouched for yet.

        The last part is seen from a leadership sync: whoever *facilitates*, *stands in*, *attends* or only *reads* it belongs to it.
        *Named* is somebody who attends and is named in a matter about one person; *former*, who attended once. What is their own,
        such as the row that they fill, the one who *attends* here owns.

        No role and no title opens a conversation, and no administrator's right does. Whoever operates the database could
        technically read what pairs share. Private notes nobody reads but their author, whose browser encrypts them: what the
        server keeps of them is bytes, and nobody else is given even those. See [the vault](vault.md).

        """;
}
