using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
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
using Rapport.Features.Policies;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// Everything that one viewer may see, each kind of thing as a query: what is not in it does not exist for them.
/// Lists and single reads use the same query, so they cannot disagree.
/// </summary>
public sealed class Visible(RapportDb db, Viewer viewer)
{
    private readonly Id<Person> me = viewer.PersonId;
    private readonly bool isOpen = !viewer.IsShut;
    private readonly bool isAdministrator = viewer.IsAdministrator;

    // ── The organisation: for everyone who is signed in ──────────────────────────────────────────────────────────
    public IQueryable<Person> People => db.Set<Person>();

    public IQueryable<Team> Teams => db.Set<Team>();

    /// <summary>Who manages whom today.</summary>
    public IQueryable<ReportingLine> ReportingLines(DateOnly today) =>
        db.Set<ReportingLine>().Where(line => line.ValidFrom <= today && (line.ValidTo == null || line.ValidTo > today));

    /// <summary>
    /// Who managed whom, and what is planned: for the two of a line, for everyone above its report today, and for
    /// administrators, who keep it.
    /// </summary>
    public IQueryable<ReportingLine> ReportingHistory(DateOnly today) => db.Set<ReportingLine>().Where(line =>
        isAdministrator || line.ReportId == me || line.ManagerId == me || Line(today).Where(place => place.Above < 0).Select(place => place.PersonId).Contains(line.ReportId));

    /// <summary>Everyone above and below the viewer along the reporting line, with how many steps lie between.</summary>
    public IQueryable<LinePlace> Line(DateOnly today) => db.Set<LinePlace>().FromSql(
        $"""
        with recursive above as (
          select manager_id, 1 as steps from reporting_line
          where report_id = {me.Value} and valid_from <= {today} and (valid_to is null or valid_to > {today})
          union all
          select line.manager_id, above.steps + 1 from above
          join reporting_line line on line.report_id = above.manager_id and line.valid_from <= {today} and (line.valid_to is null or line.valid_to > {today})
          where above.steps < 30
        ), below as (
          select report_id, 1 as steps from reporting_line
          where manager_id = {me.Value} and valid_from <= {today} and (valid_to is null or valid_to > {today})
          union all
          select line.report_id, below.steps + 1 from below
          join reporting_line line on line.manager_id = below.report_id and line.valid_from <= {today} and (line.valid_to is null or line.valid_to > {today})
          where below.steps < 30
        )
        select manager_id as person_id, steps as above from above
        union all
        select report_id, -steps from below
        """);

    public IQueryable<Organisation> Organisation => db.Set<Organisation>();

    public IQueryable<RoleGuide> Guides => db.Set<RoleGuide>();

    public IQueryable<AgendaTemplate> AgendaTemplates => db.Set<AgendaTemplate>();

    public IQueryable<RelationshipPolicy> RelationshipPolicies => db.Set<RelationshipPolicy>();

    public IQueryable<PublicHoliday> PublicHolidays => db.Set<PublicHoliday>();

    /// <summary>
    /// The people whose level and start date the viewer may read: themselves, those they manage and those whom their
    /// reports manage, everyone for a head of engineering, and for administrators, who keep these facts.
    /// </summary>
    public IQueryable<Person> Careers(DateOnly today)
    {
        var lines = ReportingLines(today);
        return db.Set<Person>().Where(person =>
            isAdministrator
            || person.Id == me
            || db.Set<Person>().Any(self => self.Id == me && self.Roles.Contains(PersonRole.Head))
            || lines.Any(line => line.ReportId == person.Id
                && (line.ManagerId == me || lines.Any(above => above.ReportId == line.ManagerId && above.ManagerId == me))));
    }

    // ── A pair and what belongs to it ─────────────────────────────────────────────────────────────────────────────
    /// <summary>The series of which the viewer is half. They exist for the viewer even while their content is shut.</summary>
    public IQueryable<Series> Series => db.Set<Series>().Where(series => series.ManagerId == me || series.ReportId == me);

    /// <summary>Former series of somebody the viewer manages, which that person has opened to them to read.</summary>
    public IQueryable<Series> CarriedSeries => db.Set<Series>().Where(series => isOpen
        && db.Set<CarryOver>().Any(carry => carry.SeriesId == series.Id && carry.ReaderId == me && carry.WithdrawnAt == null));

    /// <summary>The series whose content the viewer may read: their own, and those carried over to them.</summary>
    public IQueryable<Series> ReadableSeries => db.Set<Series>().Where(series => isOpen
        && (series.ManagerId == me || series.ReportId == me
            || db.Set<CarryOver>().Any(carry => carry.SeriesId == series.Id && carry.ReaderId == me && carry.WithdrawnAt == null)));

    public IQueryable<SeriesGuide> SeriesGuides => db.Set<SeriesGuide>().Where(link => Series.Any(series => series.Id == link.SeriesId));

    /// <summary>Dates only, no content: they stay visible while content is shut.</summary>
    public IQueryable<RhythmProposal> RhythmProposals =>
        db.Set<RhythmProposal>().Where(proposal => Series.Any(series => series.Id == proposal.SeriesId));

    /// <summary>The report sees what they opened, the reader what was opened to them.</summary>
    public IQueryable<CarryOver> CarryOvers => db.Set<CarryOver>().Where(carry => carry.ReportId == me || carry.ReaderId == me);

    public IQueryable<Meeting> Meetings => db.Set<Meeting>().Where(meeting => ReadableSeries.Any(series => series.Id == meeting.SeriesId));

    /// <summary>One series, held until the transaction ends, so that its changes follow each other.</summary>
    public IQueryable<Series> SeriesInTurn(Id<Series> id) => db.Set<Series>()
        .FromSql($"select *, xmin from series where id = {id.Value} for no key update")
        .Where(series => series.ManagerId == me || series.ReportId == me || ReadableSeries.Any(readable => readable.Id == series.Id));

    /// <summary>One meeting, held until the transaction ends. Whoever takes both takes the series first.</summary>
    public IQueryable<Meeting> MeetingInTurn(Id<Meeting> id) => db.Set<Meeting>()
        .FromSql($"select *, xmin from meeting where id = {id.Value} for no key update")
        .Where(meeting => ReadableSeries.Any(series => series.Id == meeting.SeriesId));

    public IQueryable<MeetingMove> MeetingMoves => db.Set<MeetingMove>().Where(move => Meetings.Any(meeting => meeting.Id == move.MeetingId));

    public IQueryable<MeetingReopening> MeetingReopenings =>
        db.Set<MeetingReopening>().Where(reopening => Meetings.Any(meeting => meeting.Id == reopening.MeetingId));

    public IQueryable<Talk> Talk => db.Set<Talk>().Where(talk => Meetings.Any(meeting => meeting.Id == talk.MeetingId));

    public IQueryable<SharedText> SharedTexts => db.Set<SharedText>().Where(text => Meetings.Any(meeting => meeting.Id == text.MeetingId));

    public IQueryable<AgendaPoint> AgendaPoints => db.Set<AgendaPoint>().Where(point => ReadableSeries.Any(series => series.Id == point.SeriesId));

    public IQueryable<OpenLoop> OpenLoops => db.Set<OpenLoop>().Where(loop => ReadableSeries.Any(series => series.Id == loop.SeriesId));

    /// <summary>The promises that a share of kept ones may be counted from: one's own, and to a report their manager's own with them.</summary>
    public IQueryable<OpenLoop> FollowThroughLoops => db.Set<OpenLoop>().Where(loop => isOpen
        && (loop.OwnerId == me || db.Set<Series>().Any(series => series.Id == loop.SeriesId && series.ManagerId == loop.OwnerId && series.ReportId == me)));

    public IQueryable<OpenLoopEvent> OpenLoopEvents => db.Set<OpenLoopEvent>().Where(item => OpenLoops.Any(loop => loop.Id == item.LoopId));

    public IQueryable<Decision> Decisions => db.Set<Decision>().Where(decision => ReadableSeries.Any(series => series.Id == decision.SeriesId));

    /// <summary>Promises, decisions and points by their ids alone, as the texts of a series name them: those of that series, if it is readable.</summary>
    public IQueryable<NamedThing> NamedThings(Id<Series> series, Guid[] ids) => db.Set<NamedThing>().FromSql(
        $"""
        select thing.*, person.name as owner_name, person.time_zone as owner_zone
        from (
          select 'Loop' as kind, id, series_id, null::uuid as meeting_id, promise as words, owner_id, due as day, accepted_at is not null as is_accepted, ended_at, ended_as
          from open_loop where id = any ({ids})
          union all
          select 'Decision', id, series_id, meeting_id, text, null, review_on, false, null, null from decision where id = any ({ids})
          union all
          select 'Point', id, series_id, null, title, null, null, false, closed_at, closed_as from agenda_point where id = any ({ids})) thing
        left join person on person.id = thing.owner_id
        """)
        .Where(thing => thing.SeriesId == series && ReadableSeries.Any(readable => readable.Id == thing.SeriesId));

    /// <summary>The organisation's log: the text and the day, and nothing that leads back to the pair.</summary>
    public IQueryable<PublishedDecision> PublishedDecisions => db.Set<PublishedDecision>();

    /// <summary>Days away: one's own, and those of the people one meets, because they excuse a meeting.</summary>
    public IQueryable<Leave> Leave => db.Set<Leave>().Where(leave => leave.PersonId == me
        || db.Set<Series>().Any(series => series.EndedOn == null
            && ((series.ManagerId == me && series.ReportId == leave.PersonId) || (series.ReportId == me && series.ManagerId == leave.PersonId))));

    /// <summary>The same days together with the public holidays.</summary>
    public IQueryable<AwayDays> AwayDays => db.Set<AwayDays>().Where(days => days.PersonId == null || Leave.Any(leave => leave.PersonId == days.PersonId));

    // ── Leadership syncs: for those who belong ────────────────────────────────────────────────────────────────────
    /// <summary>The syncs to which the viewer belongs today; whoever left one sees nothing of it any more.</summary>
    public IQueryable<Sync> Syncs => db.Set<Sync>().Where(sync => isOpen
        && db.Set<SyncMember>().Any(member => member.SyncId == sync.Id && member.PersonId == me && member.LeftAt == null));

    /// <summary>Who belongs and who did: everybody of a sync knows who reads it.</summary>
    public IQueryable<SyncMember> SyncMembers => db.Set<SyncMember>().Where(member => Syncs.Any(sync => sync.Id == member.SyncId));

    public IQueryable<SyncRhythm> SyncRhythms => db.Set<SyncRhythm>().Where(rhythm => Syncs.Any(sync => sync.Id == rhythm.SyncId));

    public IQueryable<SyncMeeting> SyncMeetings => db.Set<SyncMeeting>().Where(meeting => Syncs.Any(sync => sync.Id == meeting.SyncId));

    /// <summary>One sync, held until the transaction ends, so that its changes follow each other.</summary>
    public IQueryable<Sync> SyncInTurn(Id<Sync> id) => db.Set<Sync>().FromSql($"select *, xmin from sync where id = {id.Value} for no key update")
        .Where(sync => Syncs.Any(known => known.Id == sync.Id));

    /// <summary>One meeting of a sync, held until the transaction ends. Whoever takes both takes the sync first.</summary>
    public IQueryable<SyncMeeting> SyncMeetingInTurn(Id<SyncMeeting> id) => db.Set<SyncMeeting>().FromSql($"select *, xmin from sync_meeting where id = {id.Value} for no key update")
        .Where(meeting => Syncs.Any(sync => sync.Id == meeting.SyncId));

    public IQueryable<MetricColumn> MetricColumns => db.Set<MetricColumn>().Where(column => Syncs.Any(sync => sync.Id == column.SyncId));

    public IQueryable<MetricRow> MetricRows => db.Set<MetricRow>().Where(row => Syncs.Any(sync => sync.Id == row.SyncId));

    public IQueryable<MetricRange> MetricRanges => db.Set<MetricRange>().Where(range => MetricRows.Any(row => row.Id == range.RowId));

    public IQueryable<MetricFigure> MetricFigures => db.Set<MetricFigure>().Where(figure => SyncMeetings.Any(meeting => meeting.Id == figure.MeetingId));

    public IQueryable<FilledRow> FilledRows => db.Set<FilledRow>().Where(row => SyncMeetings.Any(meeting => meeting.Id == row.MeetingId));

    public IQueryable<Risk> Risks => db.Set<Risk>().Where(risk => Syncs.Any(sync => sync.Id == risk.SyncId));

    public IQueryable<RiskRating> RiskRatings => db.Set<RiskRating>().Where(rating => Risks.Any(risk => risk.Id == rating.RiskId));

    public IQueryable<RedAcceptance> RedAcceptances => db.Set<RedAcceptance>().Where(acceptance => SyncMeetings.Any(meeting => meeting.Id == acceptance.MeetingId));

    public IQueryable<Initiative> Initiatives => db.Set<Initiative>().Where(initiative => Syncs.Any(sync => sync.Id == initiative.SyncId));

    public IQueryable<StaffingUpdate> StaffingUpdates => db.Set<StaffingUpdate>().Where(update => Syncs.Any(sync => sync.Id == update.SyncId));

    public IQueryable<Escalation> Escalations => db.Set<Escalation>().Where(escalation => Syncs.Any(sync => sync.Id == escalation.SyncId));

    public IQueryable<EscalationReading> EscalationReadings =>
        db.Set<EscalationReading>().Where(reading => Escalations.Any(escalation => escalation.Id == reading.EscalationId));

    public IQueryable<OpenQuestion> OpenQuestions => db.Set<OpenQuestion>().Where(question => Syncs.Any(sync => sync.Id == question.SyncId));

    public IQueryable<SyncDecision> SyncDecisions => db.Set<SyncDecision>().Where(decision => Syncs.Any(sync => sync.Id == decision.SyncId));

    public IQueryable<SyncAction> SyncActions => db.Set<SyncAction>().Where(action => Syncs.Any(sync => sync.Id == action.SyncId));

    /// <summary>Matters about one person: for those named in them, as long as they belong to the sync. For everybody else there are none.</summary>
    public IQueryable<RestrictedMatter> RestrictedMatters =>
        db.Set<RestrictedMatter>().Where(matter => matter.People.Contains(me.Value) && Syncs.Any(sync => sync.Id == matter.SyncId));

    public IQueryable<Triage> Triages => db.Set<Triage>().Where(triage => SyncMeetings.Any(meeting => meeting.Id == triage.MeetingId));

    public IQueryable<SyncNote> SyncNotes => db.Set<SyncNote>().Where(note => SyncMeetings.Any(meeting => meeting.Id == note.MeetingId));

    public IQueryable<SyncTime> SyncTimes => db.Set<SyncTime>().Where(time => SyncMeetings.Any(meeting => meeting.Id == time.MeetingId));

    public IQueryable<Attendance> Attendances => db.Set<Attendance>().Where(attendance => SyncMeetings.Any(meeting => meeting.Id == attendance.MeetingId));

    /// <summary>What syncs were worth to those who were there. Whoever shows them leaves the names away.</summary>
    public IQueryable<SyncVote> SyncVotes => db.Set<SyncVote>().Where(vote => SyncMeetings.Any(meeting => meeting.Id == vote.MeetingId));

    public IQueryable<SyncRecord> SyncRecords => db.Set<SyncRecord>().Where(record => SyncMeetings.Any(meeting => meeting.Id == record.MeetingId));

    /// <summary>For administrators: that a sync exists, who facilitates it and since when. Never a word of it.</summary>
    public IQueryable<SyncDates> SyncDates => db.Set<Sync>()
        .Where(_ => isAdministrator)
        .Select(sync => new SyncDates
        {
            Id = sync.Id, Name = sync.Name, FacilitatorId = sync.FacilitatorId, StandInId = sync.StandInId, StartedAt = sync.StartedAt, EndedAt = sync.EndedAt,
        });

    // ── Private notes: bytes that their author's browser alone can read ─────────────────────────────────────────────
    /// <summary>
    /// One's own, and nobody else's by any role. Shut as content is: whoever restored a sign-in and was not vouched for could
    /// not read them, but could throw them away.
    /// </summary>
    public IQueryable<Vault> Vaults => db.Set<Vault>().Where(vault => isOpen && vault.PersonId == me);

    /// <summary>One's own vault, held until the transaction ends, so that its changes follow each other.</summary>
    public IQueryable<Vault> VaultInTurn(Id<Vault> id) => db.Set<Vault>()
        .FromSql($"select * from vault where id = {id.Value} for no key update")
        .Where(vault => isOpen && vault.PersonId == me);

    public IQueryable<VaultWrap> VaultWraps => db.Set<VaultWrap>().Where(wrap => Vaults.Any(vault => vault.Id == wrap.VaultId));

    public IQueryable<VaultItem> VaultItems => db.Set<VaultItem>().Where(item => Vaults.Any(vault => vault.Id == item.VaultId));

    // ── The audit log ─────────────────────────────────────────────────────────────────────────────────────────────
    /// <summary>What the viewer did, what was done about them, and what was done at the edge of a conversation of theirs.</summary>
    public IQueryable<AuditEvent> OwnEvents => db.Set<AuditEvent>().Where(item => item.SeriesId == null
        ? item.ActorId == me || item.AboutId == me
        : isOpen && (item.ActorId == me || Series.Any(series => series.Id == item.SeriesId)));

    /// <summary>The whole log, for administrators: who, what kind, when. Who takes private notes along is their own affair.</summary>
    public IQueryable<LoggedEvent> LoggedEvents => db.Set<AuditEvent>()
        .Where(item => isAdministrator && item.Number != null && item.Kind != AuditKind.TookNotesAlong)
        .Select(item => new LoggedEvent
        {
            Number = item.Number!.Value,
            At = item.At,
            Kind = item.Kind,
            ActorId = item.ActorId,
            AboutId = item.Kind == AuditKind.OpenedHistory || item.Kind == AuditKind.ClosedHistory ? null : item.AboutId,
        });

    /// <summary>Where the log stands, for everyone: a number to keep.</summary>
    public IQueryable<AuditHead> AuditHead => db.Set<AuditHead>();

    // ── What leaves: mail and chat ────────────────────────────────────────────────────────────────────────────────
    /// <summary>For administrators: how far messages are, and to whom. What they say is in no query of the application's.</summary>
    public IQueryable<OutgoingMessage> OutgoingMessages => db.Set<OutgoingMessage>().Where(_ => isAdministrator);

    /// <summary>One message, held until the transaction ends, so that it is not sent while somebody decides about it.</summary>
    public IQueryable<OutgoingMessage> OutgoingMessageInTurn(Id<OutgoingMessage> id) =>
        db.Set<OutgoingMessage>().FromSql($"select * from outgoing_message where id = {id.Value} for no key update").Where(_ => isAdministrator);

    /// <summary>Where messages to a chat can go, for whoever may choose one.</summary>
    public IQueryable<ChannelName> ChannelNames => db.Set<ChatChannel>().Where(channel => channel.ClosedAt == null)
        .Select(channel => new ChannelName { Id = channel.Id, Kind = channel.Kind, Name = channel.Name });

    /// <summary>Channels as administrators keep them: by what their webhook can be told.</summary>
    public IQueryable<ChatChannel> ChatChannels => db.Set<ChatChannel>().Where(_ => isAdministrator);

    public IQueryable<OutboxSettings> OutboxSettings => db.Set<OutboxSettings>().Where(_ => isAdministrator);

    // ── Accounts ──────────────────────────────────────────────────────────────────────────────────────────────────
    public IQueryable<AccountSession> Sessions => db.Set<AccountSession>().Where(session => session.AccountId == viewer.AccountId);

    public IQueryable<IdentityUserPasskey<Guid>> Passkeys => db.Set<IdentityUserPasskey<Guid>>().Where(passkey => passkey.UserId == viewer.AccountId);

    public IQueryable<KnownBrowser> KnownBrowsers => db.Set<KnownBrowser>().Where(browser => browser.AccountId == viewer.AccountId);

    /// <summary>Who has an account: one's own, or all for an administrator.</summary>
    public IQueryable<Account> Accounts => db.Set<Account>().Where(account => isAdministrator || account.Id == viewer.AccountId);

    public IQueryable<Invitation> Invitations => db.Set<Invitation>().Where(_ => isAdministrator);

    /// <summary>Restored sign-ins: one's own, those that one has confirmed, and all for an administrator.</summary>
    public IQueryable<Recovery> Recoveries => db.Set<Recovery>().Where(recovery =>
        isAdministrator || recovery.PersonId == me || recovery.ConfirmedBy == me);

    /// <summary>Restored sign-ins that wait for the viewer's word; <see cref="Asked"/> says whose they wait for.</summary>
    public IQueryable<Recovery> RecoveriesToConfirm(DateOnly today) => db.Set<Recovery>().FromSqlRaw(Asked.Sql, today, me.Value).Where(_ => isOpen);

    /// <summary>
    /// Over all pairs of the viewer's organisation that they are not half of: how many slots were held of those held or
    /// missed. One number over all of them and no other: by team, by person or by week, two such numbers could be
    /// subtracted until a single pair remained. The viewer's own pairs are left out for the same reason, since what became
    /// of those they know; and it is for <see cref="KeptBelow.Percent"/> to say nothing about fewer than three pairs.
    /// </summary>
    public IQueryable<KeptBelow> KeptBelow(DateOnly today, DateTimeOffset since) =>
        db.Set<KeptBelow>().FromSql($"select pairs, held, due from kept_below({me.Value}, {today}, {since})");

    /// <summary>For administrators: that a series exists, who its two people are, and its dates. Never a word of it.</summary>
    public IQueryable<SeriesDates> SeriesDates => db.Set<Series>()
        .Where(_ => isAdministrator)
        .Select(series => new SeriesDates
        {
            Id = series.Id, Kind = series.Kind, ManagerId = series.ManagerId, ReportId = series.ReportId, StartedAt = series.StartedAt, EndedOn = series.EndedOn,
        });
}

/// <summary>Where somebody stands on the viewer's reporting line.</summary>
/// <param name="Above">1: the viewer's manager; -1: someone they manage; further away the farther the number is from 0.</param>
public sealed record LinePlace(Id<Person> PersonId, int Above);

/// <summary>How the one-on-ones below somebody are kept, all together.</summary>
public sealed record KeptBelow(int Pairs, int Held, int Due)
{
    private const int FewestPairs = 3;

    /// <summary>To the nearest ten, so that one more meeting does not show; null over fewer than three pairs.</summary>
    public int? Percent => Pairs < FewestPairs || Due == 0 ? null : (int)Math.Round(10.0 * Held / Due, MidpointRounding.AwayFromZero) * 10;
}

/// <summary>A decision that both of its people have given to the organisation.</summary>
public sealed record PublishedDecision
{
    public required string Text { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A place in somebody's chat, by its name.</summary>
public sealed record ChannelName
{
    public required Id<ChatChannel> Id { get; init; }
    public required ChatKind Kind { get; init; }
    public required string Name { get; init; }
}

/// <summary>What running the installation needs to know of a series.</summary>
public sealed record SeriesDates
{
    public required Id<Series> Id { get; init; }
    public required SeriesKind Kind { get; init; }
    public required Id<Person> ManagerId { get; init; }
    public required Id<Person> ReportId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateOnly? EndedOn { get; init; }
}

/// <summary>What running the installation needs to know of a sync.</summary>
public sealed record SyncDates
{
    public required Id<Sync> Id { get; init; }
    public required string Name { get; init; }
    public required Id<Person> FacilitatorId { get; init; }
    public required Id<Person>? StandInId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset? EndedAt { get; init; }
}

public static class Seeing
{
    public static Visible SeenBy(this RapportDb db, Viewer viewer)
    {
        db.Viewer = viewer;
        return new(db, viewer);
    }

    /// <summary>The one thing that is meant; what the viewer may not see is missing, like what never was.</summary>
    /// <exception cref="Refusal">Missing.</exception>
    public static async Task<T> One<T>(this IQueryable<T> things, Expression<Func<T, bool>> which, CancellationToken stop)
        where T : class
    {
        var thing = await things.FirstOrDefaultAsync(which, stop);
        Refusal.Missing(thing is null);
        return thing;
    }
}
