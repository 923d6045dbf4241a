using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Today;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What the first page of the day reads, in one go. The rules are those of <see cref="Visible"/>, written out: a series is
/// seen by its two people, and what is in it only while their content is open. A test holds the two against each other.
/// </summary>
public sealed class VisibleToday(Questions questions, Viewer viewer)
{
    // $1 is the viewer, $2 today, $3 since when ended promises count, $4 whether the viewer's conversations are open to them.
    private const string ShareSql =
        """
        select ended.kept, ended.counted + (
          select count(*)::int from open_loop where $4 and owner_id = $1 and ended_at is null and accepted_at is not null and due < $2) as due
        from (
          select (count(*) filter (where ended_as = 'Kept'))::int as kept, count(*)::int as counted
          from open_loop where $4 and owner_id = $1 and ended_at > $3 and ended_as in ('Kept', 'Late', 'NotKept')) ended
        """;

    // Worth a question of its own: somebody's sign-in was restored, and the viewer met, manages or administers that person. $5 says whether they administer.
    private const string MayBeAskedSql =
        """
        select from recovery
        where $4 and recovery.used_at is not null and recovery.confirmed_at is null and (
          exists (select from carry_over where carry_over.report_id = $1 and carry_over.reader_id = recovery.person_id)
          or exists (
            select from series met
            where met.started_at < recovery.issued_at and ((met.manager_id = $1 and met.report_id = recovery.person_id) or (met.report_id = $1 and met.manager_id = recovery.person_id)))
          or $5
          or exists (
            select from reporting_line line
            where line.report_id = recovery.person_id and line.manager_id = $1 and (line.valid_to is null or line.valid_to > $2)))
        """;

    private const string PairsSql =
        $"""
        with mine as materialized (
          select share.kept, share.due, exists ({MayBeAskedSql}) as may_be_asked from ({ShareSql}) share
        ), pair as materialized (
          select series.id, series.manager_id = $1 as is_manager, series.started_at, series.ended_on, other.id as other_id, other.name, other.time_zone, points.mine, points.theirs,
                 case when series.kind = 'Direct' then report.start_date end as report_began, report.onboarding_ended_on
          from series
          join person report on report.id = series.report_id
          join person other on other.id = case when series.manager_id = $1 then series.report_id else series.manager_id end
          cross join lateral (
            select (count(*) filter (where author_id = $1))::int as mine, (count(*) filter (where author_id <> $1))::int as theirs
            from agenda_point where $4 and series_id = series.id and closed_at is null) points
          where (series.manager_id = $1 or series.report_id = $1) and (series.ended_on is null or series.ended_on > $2)
        )
        select mine.kept, mine.due, mine.may_be_asked,
               pair.id, pair.is_manager, pair.started_at, pair.ended_on, pair.other_id, pair.name, pair.time_zone, pair.mine, pair.theirs,
               pair.report_began, pair.onboarding_ended_on, (select onboarding_days from organisation),
               {StoredProposal.Columns}
        from mine
        left join pair on true
        left join rhythm_proposal proposal on proposal.series_id = pair.id and (proposal.answer = 'Agreed' or proposal.answered_at is null)
        order by pair.name, pair.id, proposal.answered_at
        """;

    // Eight weekly slots, and the ones that lie ahead with a row already. The newest are looked up series by series.
    private const string MeetingsSql =
        """
        select newest.series_id, newest.id, newest.planned_start, newest.starts_at, newest.minutes, newest.window_from, newest.window_to,
               newest.started_at, newest.closed_at, newest.outcome, newest.excused_because, newest.is_unplanned,
               newest.moves, newest.asked_at, newest.manager_says_met, newest.report_says_met, newest.first_closed_at
        from series
        cross join lateral (select * from meeting where meeting.series_id = series.id order by meeting.planned_start desc limit 12) newest
        where (series.manager_id = $1 or series.report_id = $1) and (series.ended_on is null or series.ended_on > $2)
        """;

    private const string LoopsSql =
        """
        select loop.id, loop.series_id, loop.owner_id = $1, other.name, other.time_zone, loop.promise, loop.due, loop.accepted_at is not null, loop.proposed_by
        from series
        join person other on other.id = case when series.manager_id = $1 then series.report_id else series.manager_id end
        join open_loop loop on loop.series_id = series.id
        where (series.manager_id = $1 or series.report_id = $1) and loop.ended_at is null
        order by loop.due, loop.id
        limit 300
        """;

    private const string AwaySql =
        """
        select person_id, zone, first_day, last_day, because from away_days where person_id is null and last_day >= $3 and first_day <= $4
        union all
        select person_id, zone, first_day, last_day, because
        from away_days
        where last_day >= $3 and first_day <= $4 and person_id = any (array(
          select $1 union all
          select report_id from series where manager_id = $1 and (ended_on is null or ended_on > $2) union all
          select manager_id from series where report_id = $1 and (ended_on is null or ended_on > $2)))
        order by first_day
        limit 500
        """;

    /// <summary>The viewer's running series, each once for every agreement; without any, one row that tells of the viewer alone.</summary>
    /// <param name="today">As the viewer's calendar says.</param>
    /// <param name="since">From when on ended promises count for follow-through.</param>
    public List<PairRow> Pairs(DateOnly today, DateTimeOffset since) =>
        questions.Ask(PairsSql, ReadPair, viewer.PersonId.Value, today, since, !viewer.IsShut, viewer.IsAdministrator);

    /// <summary>The newest meetings of each running series that have a row.</summary>
    public List<MeetingToday> Meetings(DateOnly today) => viewer.IsShut
        ? []
        : questions.Ask(
            MeetingsSql,
            row => new MeetingToday(row.Id<Series>(), StoredMeetingDate.Read(row), row.Number(), row.MomentOrNull(), row.YesOrNull(), row.YesOrNull(), row.MomentOrNull()),
            viewer.PersonId.Value, today);

    /// <summary>Everything that is open between the viewer and anyone, by date; promises outlive their series.</summary>
    public List<LoopToday> Loops() => viewer.IsShut
        ? []
        : questions.Ask(
            LoopsSql,
            row => new LoopToday(row.Id<OpenLoop>(), row.Id<Series>(), row.Yes(), row.Text(), row.Text(), row.Text(), row.Day(), row.Yes(), row.Id<Person>()),
            viewer.PersonId.Value);

    /// <summary>When the viewer or one of the people they meet is away, and public holidays.</summary>
    public List<AwayDays> Away(DateOnly today, DateOnly from, DateOnly to) =>
        questions.Ask(AwaySql, StoredAwayDays.Read, viewer.PersonId.Value, today, from, to);

    /// <summary>How many of the viewer's own promises were kept by their day, of those that follow-through counts; one row.</summary>
    public List<FollowThrough> Share(DateOnly today, DateTimeOffset since) => questions.Ask(
        ShareSql, row => new FollowThrough(viewer.PersonId, row.Number(), row.Number()), viewer.PersonId.Value, today, since, !viewer.IsShut);

    private static PairRow ReadPair(Row row)
    {
        var (kept, due, mayBeAsked) = (row.Number(), row.Number(), row.Yes());
        if (row.Skips())
            return new(kept, due, mayBeAsked, null);

        var pair = new PairToday(
            row.Id<Series>(), row.Yes(), row.Moment(), row.DayOrNull(), new PairPerson(row.Id<Person>(), row.Text(), row.Text()), [], row.Number(), row.Number(),
            new ReportFacts([], row.DayOrNull(), row.DayOrNull(), null).OnboardingEnds(row.Number()));
        return new(kept, due, mayBeAsked, pair with { Proposals = StoredProposal.ReadOrNull(row) is { } proposal ? [proposal] : [] });
    }
}

/// <summary>A running series with one of its agreements, and, the same in all rows, what is so of the viewer.</summary>
/// <param name="Kept">Of the viewer's own promises that follow-through counts, those kept by their day.</param>
/// <param name="MayBeAsked">Somebody's sign-in was restored, and it could be for the viewer to confirm.</param>
public sealed record PairRow(int Kept, int Due, bool MayBeAsked, PairToday? Pair);
