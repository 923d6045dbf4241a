using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What the standing page of one pair reads, in one go, as <see cref="VisibleToday"/> does for the first page of the day.
/// The rules are those of <see cref="Visible"/>, written out: a series exists for its two people, its content is for them
/// while it is open to them, and for whoever its report carried it over to. A test holds the two against each other.
/// </summary>
public sealed class VisiblePair(Questions questions, Viewer viewer, Id<Series> id)
{
    // $1 is the series, $2 the viewer.
    private const string IsCarriedOver =
        "exists (select from carry_over where carry_over.series_id = series.id and carry_over.reader_id = $2 and carry_over.withdrawn_at is null)";

    private const string Readable = $"series.id = $1 and (series.manager_id = $2 or series.report_id = $2 or {IsCarriedOver})";

    // A start date is for the person and their manager, as in Visible.Careers; so is how promises were kept.
    private const string PageSql =
        $"""
        with pair as materialized (
          select series.*, series.manager_id = $2 or series.report_id = $2 as is_of_pair,
                 manager.name as manager_name, manager.time_zone as manager_zone, report.name as report_name, report.time_zone as report_zone, report.start_date, report.onboarding_ended_on
          from series
          join person manager on manager.id = series.manager_id
          join person report on report.id = series.report_id
          where series.id = $1 and (series.manager_id = $2 or series.report_id = $2 or ($3 and {IsCarriedOver}))
        ), known as materialized (
          select recent.points, recent.of_report, ended.kept,
                 ended.counted + (
                   select count(*)::int from open_loop
                   where $3 and pair.is_of_pair and series_id = pair.id and owner_id = pair.manager_id and ended_at is null and accepted_at is not null and due < $4) as due
          from pair
          cross join lateral (
            select count(*)::int as points, (count(*) filter (where author_id = pair.report_id))::int as of_report
            from (select author_id from agenda_point where $3 and series_id = pair.id order by raised_at desc limit 100) newest) recent
          cross join lateral (
            select count(*)::int as counted, (count(*) filter (where ended_as = 'Kept'))::int as kept
            from open_loop
            where $3 and pair.is_of_pair and series_id = pair.id and owner_id = pair.manager_id and ended_at > $5 and ended_as in ('Kept', 'Late', 'NotKept')) ended
        )
        select pair.id, pair.kind, pair.manager_id, pair.report_id, pair.started_by, pair.started_at, pair.ended_on, pair.ended_because,
               pair.has_parts, pair.has_status_marks, pair.meetings_held, pair.settled_until,
               pair.manager_name, pair.manager_zone, pair.report_name, pair.report_zone,
               case when pair.is_of_pair and pair.kind = 'Direct' then pair.start_date end,
               case when pair.is_of_pair and pair.kind = 'Direct' then pair.onboarding_ended_on end,
               (select onboarding_days from organisation),
               known.points, known.of_report, known.kept, known.due,
               {StoredProposal.Columns}
        from pair
        cross join known
        left join rhythm_proposal proposal on proposal.series_id = pair.id and pair.is_of_pair and (proposal.answer = 'Agreed' or proposal.answered_at is null)
        order by proposal.proposed_at
        """;

    // What came of a meeting is counted only where it is told; nothing is said or promised in one that nobody began.
    private const string MeetingsSql =
        $"""
        with newest as materialized (
          select meeting.* from series join meeting on meeting.series_id = series.id
          where {Readable} and meeting.planned_start < $3
          order by meeting.planned_start desc limit $4
        ), told as materialized (
          select newest.id from newest
          where newest.started_at is not null and newest.outcome is distinct from 'Excused' and (newest.outcome is not null or newest.first_closed_at is not null)
          order by newest.planned_start desc limit $5
        ), said as materialized (
          select told.id,
                 (select count(*)::int from agenda_point where closed_in = told.id) as points,
                 (select count(*)::int from open_loop where open_loop.meeting_id = told.id) as promises,
                 (select text from decision where decision.meeting_id = told.id order by taken_at limit 1) as decision
          from told
        )
        select newest.id, newest.planned_start, newest.starts_at, newest.minutes, newest.window_from, newest.window_to,
               newest.started_at, newest.closed_at, newest.outcome, newest.excused_because, newest.is_unplanned, newest.moves,
               case when newest.moves > 0 then (select reason from meeting_move where meeting_id = newest.id order by moved_at desc limit 1) end,
               newest.first_closed_at, coalesce(said.points, 0), coalesce(said.promises, 0), said.decision, newest.manager_says_met, newest.report_says_met
        from newest left join said on said.id = newest.id
        order by newest.planned_start desc
        """;

    private const string AwaySql =
        """
        select person_id, zone, first_day, last_day, because from away_days where person_id is null and last_day >= $3
        union all
        select person_id, zone, first_day, last_day, because
        from away_days
        where last_day >= $3 and person_id = any (array(
          select $2 union
          select unnest(array[manager_id, report_id]) from series where id = $1 and ended_on is null and (manager_id = $2 or report_id = $2)))
        order by first_day
        limit 500
        """;

    private const string OpenPointsSql =
        $"""
        select point.id, point.author_id, point.kind, point.sub_kind, point.part, point.title, point.details, series.meetings_held - point.raised_after, point.xmin
        from series join agenda_point point on point.series_id = series.id
        where {Readable} and point.closed_at is null
        order by point.author_id = series.report_id desc, point.position, point.raised_at
        """;

    private const string OpenLoopsSql =
        $"""
        select loop.id, loop.series_id, series.manager_id = loop.owner_id, owner.id, owner.name, owner.time_zone, other.id, other.name,
               loop.promise, loop.due, loop.first_due, loop.postponements, loop.proposed_by, loop.proposed_at, loop.accepted_at is not null, loop.meeting_id,
               loop.ended_at, loop.ended_as, loop.word
        from series
        join open_loop loop on loop.series_id = series.id
        join person owner on owner.id = loop.owner_id
        join person other on other.id = case when series.manager_id = loop.owner_id then series.report_id else series.manager_id end
        where {Readable} and loop.ended_at is null
        order by series.manager_id = loop.owner_id desc, loop.due, loop.id
        limit 200
        """;

    /// <summary>The series, once for every agreement and for the proposal that waits, and once if there is neither.</summary>
    /// <param name="today">As the viewer's calendar says.</param>
    /// <param name="since">From when on ended promises count for follow-through.</param>
    public List<SeriesPageRow> Page(DateOnly today, DateTimeOffset since) =>
        questions.Ask(PageSql, ReadPage, id.Value, viewer.PersonId.Value, !viewer.IsShut, today, since);

    /// <summary>The newest meetings planned before a moment, those with a row that lie ahead included.</summary>
    /// <param name="told">Of so many of the newest held ones what came of them is counted.</param>
    public List<PastMeeting> Meetings(DateTimeOffset before, int atMost, int told) => viewer.IsShut
        ? []
        : questions.Ask(
            MeetingsSql,
            row => new PastMeeting(
                StoredMeetingDate.Read(row), row.Number(), row.TextOrNull(), row.MomentOrNull(), row.Number(), row.Number(), row.TextOrNull(), row.YesOrNull(), row.YesOrNull()),
            id.Value, viewer.PersonId.Value, before, atMost, told);

    /// <summary>When one of the two is away, from a day on, and public holidays.</summary>
    public List<AwayDays> Away(DateOnly from) => questions.Ask(AwaySql, StoredAwayDays.Read, id.Value, viewer.PersonId.Value, from);

    /// <summary>The open points: the report's first, each person's in their own order.</summary>
    public List<PointRow> OpenPoints() => viewer.IsShut
        ? []
        : questions.Ask(
            OpenPointsSql,
            row => new PointRow(
                row.Id<AgendaPoint>(), row.Id<Person>(), row.Choice<PointKind>(), row.ChoiceOrNull<PointSubKind>(), row.Choice<Part>(), row.Text(), row.Text(), row.Number(), row.Version()),
            id.Value, viewer.PersonId.Value);

    /// <summary>The open promises of both sides, the manager's first, each by date.</summary>
    public List<LoopRow> OpenLoops() => viewer.IsShut
        ? []
        : questions.Ask(
            OpenLoopsSql,
            row => new LoopRow(
                row.Id<OpenLoop>(), row.Id<Series>(), row.Yes(), row.Id<Person>(), row.Text(), row.Text(), row.Id<Person>(), row.Text(),
                row.Text(), row.Day(), row.Day(), row.Number(), row.Id<Person>(), row.Moment(), row.Yes(), row.IdOrNull<Meeting>(),
                row.MomentOrNull(), row.ChoiceOrNull<LoopEnding>(), row.TextOrNull()),
            id.Value, viewer.PersonId.Value);

    private static SeriesPageRow ReadPage(Row row)
    {
        var series = Series.Stored(
            row.Id<Series>(), row.Choice<SeriesKind>(), row.Id<Person>(), row.Id<Person>(), row.Id<Person>(), row.Moment(), row.DayOrNull(), row.ChoiceOrNull<SeriesEnding>(),
            row.Yes(), row.Yes(), row.Number(), row.MomentOrNull());
        return new(
            series,
            new PairPerson(series.ManagerId, row.Text(), row.Text()),
            new PairPerson(series.ReportId, row.Text(), row.Text()),
            row.DayOrNull(), row.DayOrNull(), row.Number(), row.Number(), row.Number(), row.Number(), row.Number(),
            StoredProposal.ReadOrNull(row));
    }
}

/// <summary>A series with its two people and one of its agreements.</summary>
public sealed record SeriesPageRow(
    Series Series, PairPerson Manager, PairPerson Report, DateOnly? ReportBegan, DateOnly? OnboardingEndedOn, int OnboardingDays,
    int RecentPoints, int ReportPoints, int ManagerKept, int ManagerDue, RhythmProposal? Proposal);
