using Npgsql;
using NpgsqlTypes;
using Rapport.Data;
using Rapport.Features.Syncs;

namespace Rapport.Bench;

/// <summary>
/// A leadership sync in the world of <see cref="World"/>: 41 who attend (the CTO, who facilitates, the heads and the managers), 40 teams
/// with a row of five figures, 130 past syncs, which are five years, and one that runs, with 120 open risks.
/// </summary>
public static class SyncWorld
{
    public const int Members = 41;
    public const int Past = 130;
    public const int Reds = 20;
    public const string Facilitator = "person1@bench.example";

    private const int OpenRisks = 120;
    private const int Teams = 40;
    private const int Columns = 5;
    private const int Running = Past + 1;

    public static readonly string Rows = FormattableString.Invariant(
        $"{Teams} teams with {Columns} figures each, {OpenRisks} open risks ({Reds} red, 40 yellow, 60 green), {Members} who attend, {Past} past syncs");

    /// <param name="Risks">The red ones.</param>
    public sealed record Places(Guid Sync, Guid Meeting, IReadOnlyList<Guid> Risks);

    public static string Email(int member) => member <= 9 ? FormattableString.Invariant($"person{member}@bench.example") : FormattableString.Invariant($"manager{member - 9}@bench.example");

    /// <summary>Comes after <see cref="World.Build"/>.</summary>
    public static async Task<Places> Build(Databases databases)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(databases.Owner) { CommandTimeout = 0 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in World.Functions.Concat(Statements))
            await Run(connection, statement);
        // A record is as large as the meeting was: so many rows, risks and words.
        await Run(connection, "insert into sync_record (meeting_id, content, made_at) select id, $1, ended_at from sync_meeting where ended_at is not null", Record());
        await Run(connection, "analyze");
        return new(Id(40, 1), Id(43, Running), [.. Enumerable.Range(1, Reds).Select(number => Id(47, number))]);
    }

    /// <summary>As the function of the same name makes it in the database.</summary>
    private static Guid Id(int kind, int number) => Guid.Parse(FormattableString.Invariant($"{number:x8}-0000-7000-8000-{kind:000000000000}"));

    private static async Task Run(NpgsqlConnection connection, string statement, string? document = null)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        if (document is not null)
            command.Parameters.Add(new() { Value = document, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
    }

    private static string Record() => new SyncRecord(new(Id(43, 1)), new()
    {
        Name = "Engineering leadership",
        Facilitator = "Person 1 Lastname",
        StandIn = "Person 2 Lastname",
        Present = [.. Enumerable.Range(1, 39).Select(member => $"Person {member} Lastname")],
        Columns = [.. Enumerable.Range(1, Columns).Select(column => $"Figure {column}")],
        Rows = [.. Enumerable.Range(1, Teams).Select(team => new RecordedRow($"Team {team}", $"Person {team} Lastname", true, [.. Enumerable.Range(1, Columns).Select(column => new RecordedFigure(60 + column, column == 1 && team % 8 == 0 ? "over 55" : null))]))],
        Flagged = [.. Enumerable.Range(1, 5).Select(team => new RecordedFlag($"Team {8 * team}: Figure 1 61, over 55", Words(120)))],
        Staffing = [.. Enumerable.Range(1, 20).Select(one => new RecordedStaffing($"Team {one}", "Senior engineer", StaffingStage.Posted, null, null, null, Words(60), null))],
        Risks = [.. Enumerable.Range(1, OpenRisks).Select(risk => new RecordedRisk(Id(47, risk), RiskKind.Risk, Words(70), Words(100), Words(120), "Person 9 Lastname", null, risk <= Reds ? Rating.Red : risk <= 60 ? Rating.Yellow : Rating.Green, risk <= 35, risk <= 35 ? 2 : null, null, null, null))],
        Initiatives = [.. Enumerable.Range(1, 25).Select(one => new RecordedInitiative(Id(49, one), $"Initiative {one}", "Person 4 Lastname", "2026-Q4", Rating.Green, Words(40), Words(40), null, Words(70), null))],
        Decisions = [.. Enumerable.Range(1, 4).Select(one => new RecordedDecision(Id(54, one), Words(90), Words(90), null, "Person 3 Lastname", new(2026, 12, 1), null))],
        Escalations = [],
        Questions = [],
        Actions = [.. Enumerable.Range(1, 8).Select(one => new RecordedAction(Words(70), "Person 5 Lastname", new(2026, 12, 1), one == 8, null))],
        SectionSeconds = [300, 600, 360, 720, 480, 360, 300, 240, 240],
        ColourSeconds = [900, 400],
    }, TimeProvider.System.GetUtcNow()).Content;

    private static string Words(int length) => string.Concat(Enumerable.Repeat("What was said of it in so many words, and what follows. ", 1 + (length / 50)))[..length];

    // Ids are of kinds from 40 on; a sync's number counts from the oldest.
    private static readonly string[] Statements =
    [
        "set synchronous_commit = off",
        "insert into sync (id, name, facilitator_id, stand_in_id, started_by, started_at) select pg_temp.id(40, 1), 'Engineering leadership', pg_temp.id(2, 1), pg_temp.id(2, 2), pg_temp.id(2, 1), now() - interval '5 years'",
        $"insert into sync_member (id, sync_id, person_id, attends, added_by, joined_at) select pg_temp.id(41, n), pg_temp.id(40, 1), pg_temp.id(2, n), true, pg_temp.id(2, 1), now() - interval '5 years' from generate_series(1, {Members}) n",
        "insert into sync_rhythm (id, sync_id, cadence, weekday, at, time_zone, minutes, from_day, set_by, set_at) select pg_temp.id(42, 1), pg_temp.id(40, 1), 'EveryTwoWeeks', 'Wednesday', '14:00', 'UTC', 60, current_date - 1825, pg_temp.id(2, 1), now() - interval '5 years'",
        $"""
        create temp table past as
        select n, pg_temp.id(43, n) id, starts_at, starts_at + interval '58 minutes' ended_at
        from generate_series(1, {Past}) n, lateral (select date_trunc('week', now()) + interval '2 days 14 hours' - make_interval(weeks => 2 * ({Running} - n)) starts_at) s
        """,
        $"""
        insert into sync_meeting (id, sync_id, planned_start, starts_at, minutes, window_from, window_to, opened_at, started_at, started_by, leader_id, leader_seen_at, ended_at, ended_by, notes_sent_at, notes_sent_by)
        select id, pg_temp.id(40, 1), starts_at, starts_at, 60, starts_at, starts_at + interval '2 weeks', starts_at - interval '13 days', starts_at, pg_temp.id(2, 1), pg_temp.id(2, 1), ended_at, ended_at, pg_temp.id(2, 1), ended_at + interval '20 minutes', pg_temp.id(2, 1)
        from past
        """,
        $"""
        insert into sync_meeting (id, sync_id, planned_start, starts_at, minutes, window_from, window_to, opened_at, started_at, started_by, leader_id, leader_seen_at, section)
        select pg_temp.id(43, {Running}), pg_temp.id(40, 1), began, began, 60, began, began + interval '2 weeks', began - interval '7 days', began, pg_temp.id(2, 1), pg_temp.id(2, 1), now(), 'Metrics'
        from (select now() - interval '5 minutes' as began) now
        """,
        $"""
        insert into metric_column (id, sync_id, name, unit, position)
        select pg_temp.id(44, n), pg_temp.id(40, 1), (array['Velocity', 'Incidents', 'P1 restore', 'Open requisitions', 'Attrition, 90 days'])[n], (array['points', '', 'min', '', '%'])[n], n from generate_series(1, {Columns}) n
        """,
        $"""
        insert into metric_row (id, sync_id, team_id, owner_id, deputy_id, position)
        select pg_temp.id(45, n), pg_temp.id(40, 1), pg_temp.id(1, n), pg_temp.id(2, 10 + n % 32), pg_temp.id(2, 2 + n % 8), n from generate_series(1, {Teams}) n
        """,
        $"""
        insert into metric_range (id, row_id, column_id, low, high, set_by, set_at)
        select pg_temp.id(46, ((r * {Columns} + c) * 3 + k)::bigint), pg_temp.id(45, r), pg_temp.id(44, c), 40 + 5 * k, 85, pg_temp.id(2, 1), now() - make_interval(years => 4 - k)
        from generate_series(1, {Teams}) r, generate_series(1, {Columns}) c, generate_series(0, 2) k
        """,
        // What is reported lies within its range, but for one in seventeen of the last two; two teams have not filled theirs.
        $"""
        insert into metric_figure (meeting_id, row_id, column_id, value)
        select pg_temp.id(43, n), pg_temp.id(45, r), pg_temp.id(44, c), 60 + (r * 7 + c * 13 + n * 5) % 20 + case when (r * {Columns} + c) % 17 = 0 and n >= {Past} then 40 else 0 end
        from generate_series(1, {Running}) n, generate_series(1, {Teams}) r, generate_series(1, {Columns}) c where n < {Running} or r <= {Teams - 2} order by n, r, c
        """,
        $"""
        insert into filled_row (meeting_id, row_id, filled_by, filled_at)
        select meeting.id, row.id, owner_id, meeting.opened_at + interval '2 days' from sync_meeting meeting, metric_row row where meeting.id <> pg_temp.id(43, {Running}) or row.position <= {Teams - 2} order by meeting.starts_at, row.position
        """,
        $"""
        insert into risk (id, sync_id, kind, summary, failure_mode, mitigation, owner_id, target_on, rating, rated_at, red_since, raised_by, raised_at)
        select pg_temp.id(47, n), pg_temp.id(40, 1), (array['Risk', 'Debt', 'ControlFailure'])[1 + n % 3], pg_temp.words(70, n), pg_temp.words(100, n), pg_temp.words(120, n), pg_temp.id(2, 1 + n % {Members}), current_date + n % 60,
          case when n <= {Reds} then 'Red' when n <= 60 then 'Yellow' else 'Green' end, now() - interval '3 weeks', case when n <= 35 then now() - make_interval(weeks => 1 + 2 * (n % 6)) end, pg_temp.id(2, 1 + n % {Members}), now() - make_interval(weeks => 14 + n)
        from generate_series(1, {OpenRisks}) n
        """,
        $"""
        insert into risk (id, sync_id, kind, summary, failure_mode, mitigation, owner_id, target_on, rating, rated_at, red_since, raised_by, raised_at, closed_at, closed_by, closed_because)
        select pg_temp.id(47, {OpenRisks} + n), pg_temp.id(40, 1), 'Risk', pg_temp.words(70, n), pg_temp.words(100, n), pg_temp.words(120, n), pg_temp.id(2, 1 + n % {Members}), current_date - n, 'Green', ended_at, ended_at - interval '8 weeks',
          pg_temp.id(2, 1 + n % {Members}), ended_at - interval '9 weeks', ended_at, pg_temp.id(2, 1), pg_temp.words(60, n)
        from (select row_number() over ()::int n, ended_at from past, generate_series(1, 5)) closed
        """,
        "insert into risk_rating (id, risk_id, rating, rated_by, rated_at) select pg_temp.id(48, row_number() over ()), id, (array['Yellow', 'Red', 'Yellow'])[k], owner_id, raised_at + make_interval(weeks => k) from risk, generate_series(1, 3) k",
        $"""
        insert into initiative (id, sync_id, name, owner_id, quarter, rating, target, actual, blockers, changed, raised_at, changed_at, closed_at, closed_as)
        select pg_temp.id(49, n), pg_temp.id(40, 1), 'Initiative number ' || n, pg_temp.id(2, 1 + n % {Members}), to_char(now(), 'YYYY-"Q"Q'), case when n <= 4 then 'Red' when n <= 10 then 'Yellow' else 'Green' end,
          pg_temp.words(40, n), pg_temp.words(40, n), case when n <= 10 then pg_temp.words(60, n) end, pg_temp.words(70, n), now() - make_interval(weeks => n), now() - interval '2 days', case when n > 25 then now() - make_interval(weeks => n - 20) end, case when n > 25 then 'Finished' end
        from generate_series(1, 175) n
        """,
        $"""
        insert into staffing_update (id, sync_id, team_id, role, stage, target_on, word, owner_id, raised_at, changed_at, closed_at)
        select pg_temp.id(50, n), pg_temp.id(40, 1), pg_temp.id(1, 1 + n % {Teams}), 'Senior engineer ' || n, (array['Planned', 'Approved', 'Posted', 'Interviewing', 'OfferMade'])[1 + n % 5], current_date + 30, pg_temp.words(60, n), pg_temp.id(2, 1 + n % {Members}),
          now() - make_interval(weeks => n), now() - interval '2 days', case when n > 20 then now() - make_interval(weeks => n / 2) end
        from generate_series(1, 420) n
        """,
        $"""
        insert into escalation (id, sync_id, kind, text, needed, asked_id, by_day, raised_by, raised_at, closed_at)
        select pg_temp.id(51, n), pg_temp.id(40, 1), case when n % 2 = 0 then 'Decision' else 'Awareness' end, pg_temp.words(90, n), case when n % 2 = 0 then pg_temp.words(60, n) end, case when n % 2 = 0 then pg_temp.id(2, 1 + n % {Members}) end,
          case when n % 2 = 0 then current_date + 3 end, pg_temp.id(2, 2 + n % 8), now() - make_interval(weeks => n), case when n > 6 then now() - make_interval(weeks => n - 2) end
        from generate_series(1, 206) n
        """,
        "insert into escalation_reading (escalation_id, person_id, at) select escalation.id, pg_temp.id(2, n), raised_at + interval '1 day' from escalation, generate_series(1, 25) n",
        "insert into open_question (id, sync_id, text, asked_by, asked_at, answer, closed_at) select pg_temp.id(52, n), pg_temp.id(40, 1), pg_temp.words(80, n), pg_temp.id(2, 1 + n % 41), now() - make_interval(weeks => n), case when n > 4 then pg_temp.words(60, n) end, case when n > 4 then now() - make_interval(weeks => n - 2) end from generate_series(1, 204) n",
        $"""
        insert into sync_decision (id, sync_id, meeting_id, text, why, condition, executor_id, due, taken_by, taken_at)
        select pg_temp.id(54, n * 4 + k), pg_temp.id(40, 1), meeting.id, pg_temp.words(90, n * 4 + k), pg_temp.words(90, n), case when k = 1 then pg_temp.words(40, n) end, pg_temp.id(2, 1 + n % {Members}), (starts_at + interval '2 weeks')::date, pg_temp.id(2, 1), starts_at + make_interval(mins => 2 + k)
        from generate_series(1, {Running}) n join sync_meeting meeting on meeting.id = pg_temp.id(43, n), generate_series(0, 3) k where n < {Running} or k < 2
        """,
        $"""
        insert into sync_action (id, sync_id, meeting_id, owner_id, promise, due, is_parked, made_by, made_at, ended_at, ended_as)
        select pg_temp.id(55, n * 8 + k), pg_temp.id(40, 1), past.id, pg_temp.id(2, 1 + (n + k) % {Members}), pg_temp.words(70, n * 8 + k), (starts_at + interval '1 week')::date, k = 7, pg_temp.id(2, 1), starts_at, starts_at + interval '6 days', 'Kept'
        from past, generate_series(0, 7) k where n < {Past}
        """,
        $"""
        insert into sync_action (id, sync_id, meeting_id, risk_id, owner_id, promise, due, is_parked, made_by, made_at)
        select pg_temp.id(56, n), pg_temp.id(40, 1), pg_temp.id(43, {Past}), case when n <= 16 then pg_temp.id(47, n) end, pg_temp.id(2, 1 + n % {Members}), pg_temp.words(70, n), current_date + n % 9, n > 26, pg_temp.id(2, 1), now() - interval '3 days'
        from generate_series(1, 30) n
        """,
        "insert into restricted_matter (id, sync_id, owner_id, due, people, noted_by, noted_at) select pg_temp.id(57, n), pg_temp.id(40, 1), pg_temp.id(2, 1), current_date + 5, array[pg_temp.id(2, 1), pg_temp.id(2, 1 + n)], pg_temp.id(2, 1), now() - interval '2 days' from generate_series(1, 3) n",
        $"""
        insert into triage (meeting_id, item, treatment, marked_by, marked_at)
        select meeting.id, 'figure:' || pg_temp.id(45, 3 * k) || ':' || pg_temp.id(44, 2 * k), 'Acknowledge', pg_temp.id(2, 1), meeting.starts_at - interval '1 hour' from sync_meeting meeting, generate_series(1, 2) k
        """,
        """
        insert into sync_note (id, meeting_id, item, text, version, written_by, written_at)
        select pg_temp.id(58, row_number() over ()), meeting.id, 'risk:' || pg_temp.id(47, k), pg_temp.words(180, k), 3, pg_temp.id(2, 1), meeting.starts_at + interval '20 minutes' from sync_meeting meeting, generate_series(1, 8) k
        """,
        """
        insert into sync_time (id, meeting_id, section, colour, from_at, to_at)
        select pg_temp.id(59, n * 12 + k), id, (array['Metrics', 'Flagged', 'Staffing', 'Risks', 'Risks', 'Risks', 'Risks', 'Initiatives', 'Initiatives', 'Decisions', 'Escalations', 'Actions'])[1 + k],
          case when k in (3, 4, 7) then 'Red' when k = 5 then 'Yellow' end, starts_at + make_interval(mins => 4 * k), starts_at + make_interval(mins => 4 * k + 4)
        from past, generate_series(0, 11) k
        """,
        $"insert into sync_time (id, meeting_id, section, from_at) select pg_temp.id(60, 1), id, 'Metrics', started_at from sync_meeting where id = pg_temp.id(43, {Running})",
        $"insert into attendance (meeting_id, person_id, came_at) select meeting.id, pg_temp.id(2, k), starts_at from sync_meeting meeting, generate_series(1, {Members}) k where meeting.id = pg_temp.id(43, {Running}) or k < 40",
        "insert into sync_vote (meeting_id, person_id, mark, word, at) select id, pg_temp.id(2, k), 6 + (n + k) % 4, pg_temp.words(40, k), ended_at + interval '5 minutes' from past, generate_series(1, 30) k",
        "insert into red_acceptance (meeting_id, risk_id, accepted_by, word, at) select id, pg_temp.id(47, 1 + n % 3), pg_temp.id(2, 1), pg_temp.words(40, n), ended_at from past",
    ];
}
