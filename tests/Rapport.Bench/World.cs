using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;

namespace Rapport.Bench;

/// <summary>
/// An organisation of 241 people in 212 series with about half a year of meetings, or with ten times as much, written by
/// statements of its own. It is for measuring: its texts have the length of real ones and say nothing.
/// </summary>
public static class World
{
    public const string Email = "manager1@bench.example";
    public const string Password = "measured-twice-cut-once";

    /// <summary>What the pages that are measured are about.</summary>
    public sealed record Places(Guid Series, Guid Meeting);

    /// <param name="times">How many times the usual number of meetings.</param>
    public static async Task<Places> Build(Databases databases, int times)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(databases.Owner) { CommandTimeout = 0 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in Statements(times))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }

        await SetPassword(connection);
        return new Places(await Value(connection, "select series_id from meeting where started_at is not null and closed_at is null"), await Value(connection, "select id from meeting where started_at is not null and closed_at is null"));
    }

    private static async Task<Guid> Value(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private static async Task SetPassword(NpgsqlConnection connection)
    {
        var hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = Passwords.Rounds }));
        await using var command = new NpgsqlCommand("update account set password_hash = $1", connection) { Parameters = { new() { Value = hasher.HashPassword(null!, Password) } } };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What makes ids and texts, for as long as a connection lasts.</summary>
    internal static readonly string[] Functions =
    [
        """
        create function pg_temp.id(kind int, number bigint) returns uuid immutable language sql as
          $$ select (lpad(to_hex(number), 8, '0') || '-0000-7000-8000-' || lpad(kind::text, 12, '0'))::uuid $$
        """,
        """
        create function pg_temp.words(length int, number bigint) returns text immutable language sql as
          $$ select left(repeat('What we said about number ' || number || ' in so many words, and what follows. ', 1 + length / 60), length) $$
        """,
    ];

    // Person 1 is the CTO; 8 heads, 32 managers and 200 engineers follow. Series s is person s + 1 with their manager. A
    // meeting's number counts all series' first meetings, then all second ones, so that ids rise with time as real ones do.
    private static string[] Statements(int times) =>
    [
        "set synchronous_commit = off",
        .. Functions,
        """
        create function pg_temp.manager(number int) returns int immutable language sql as
          $$ select case when number <= 9 then 1 when number <= 41 then 2 + (number - 10) % 8 else 10 + (number - 42) % 32 end $$
        """,
        "insert into team (id, name) select pg_temp.id(1, n), 'Team ' || n from generate_series(1, 40) n",
        """
        insert into person (id, name, email, title, level, team_id, start_date, time_zone, roles, managing_since, created_at)
        select pg_temp.id(2, n), 'Person ' || n || ' Lastname', case when n between 10 and 41 then 'manager' || n - 9 else 'person' || n end || '@bench.example',
          'Engineer', 'E4', pg_temp.id(1, 1 + n % 40), current_date - 2000, 'Europe/Berlin',
          array[case when n = 1 then 'cto' when n <= 9 then 'head' when n <= 41 then 'manager' else 'engineer' end],
          case when n <= 41 then current_date - 1900 end, now() - interval '5 years'
        from generate_series(1, 241) n
        """,
        "insert into reporting_line (id, report_id, manager_id, valid_from) select pg_temp.id(3, n), pg_temp.id(2, n), pg_temp.id(2, pg_temp.manager(n)), current_date - 2000 from generate_series(2, 241) n",
        """
        insert into account (id, person_id, email, normalized_email, user_name, normalized_user_name, security_stamp, concurrency_stamp, created_at)
        select id, id, email, upper(email), email, upper(email), id, id, created_at from person
        """,
        """
        insert into public_holiday (id, day, name) select pg_temp.id(4, n), current_date - 400 + n * 37, 'Holiday ' || n from generate_series(1, 20) n
        """,
        """
        insert into leave (id, person_id, first_day, last_day)
        select pg_temp.id(5, n), pg_temp.id(2, 1 + n % 241), current_date - 200 + n % 300, current_date - 196 + n % 300 from generate_series(1, 500) n
        """,
        $"""
        insert into series (id, kind, manager_id, report_id, started_by, started_at, meetings_held, settled_until)
        select pg_temp.id(6, s), 'Direct', pg_temp.id(2, pg_temp.manager(s + 1)), pg_temp.id(2, s + 1), pg_temp.id(2, s + 1),
          date_trunc('week', now()) - interval '{(26 * times) + 1} weeks', 24, date_trunc('week', now())
        from generate_series(1, 212) s
        """,
        $"""
        insert into rhythm_proposal (id, series_id, proposed_by, proposed_at, cadence, weekday, at, time_zone, minutes, from_day, answer, answered_by, answered_at)
        select pg_temp.id(7, s), pg_temp.id(6, s), manager_id, started_at, 'Weekly', (array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])[1 + s % 5],
          '10:00', 'UTC', 30, (started_at at time zone 'UTC')::date, 'Agreed', report_id, started_at
        from generate_series(1, 212) s join series on series.id = pg_temp.id(6, s)
        """,
        $"""
        create temp table held as
        select n, pg_temp.id(8, n) id, pg_temp.id(6, 1 + n % 212) series_id, pg_temp.manager((2 + n % 212)::int) manager, (2 + n % 212)::int report, week + make_interval(days => ((1 + n % 212) % 5)::int, hours => 10) starts_at, week
        from generate_series(0, {(5200 * times) - 1}) n, lateral (select date_trunc('week', now()) - make_interval(weeks => ({(5200 * times) - 1} / 212 - n / 212 + 1)::int) week) w
        """,
        """
        insert into meeting (id, series_id, planned_start, starts_at, minutes, window_from, window_to, started_at, started_by, opening, closed_at, closed_by, first_closed_at, outcome, settled_at, moves)
        select id, series_id, starts_at, starts_at, 30, week, week + interval '1 week', starts_at, pg_temp.id(2, manager), 'Points',
          starts_at + interval '29 minutes', pg_temp.id(2, manager), starts_at + interval '29 minutes', 'Held', starts_at + interval '29 minutes', 0 from held
        """,
        "update series set meetings_held = (select count(*) from meeting where series_id = series.id)",
        $"""
        insert into agenda_point (id, series_id, author_id, kind, part, title, details, position, raised_at, raised_after, closed_at, closed_by, closed_as, closed_in)
        select pg_temp.id(9, n * 5 + k), series_id, pg_temp.id(2, case when k % 2 = 0 then report else manager end), 'Question', (array['People', 'Product', 'Process'])[1 + k % 3],
          pg_temp.words(60, n * 5 + k), pg_temp.words(140, n * 5 + k), k, starts_at - interval '1 day', n / 212,
          case when closed then starts_at + make_interval(mins => 5 + 4 * k) end, case when closed then pg_temp.id(2, manager) end, case when closed then 'Discussed' end, case when closed then id end
        from held, generate_series(0, 4) k, lateral (select k < 3 or n < {(5200 * times) - 212} closed) c
        """,
        """
        insert into shared_text (id, meeting_id, kind, point_id, text, version, authorship, written_by, written_at)
        select pg_temp.id(10, n * 6 + k), id, case when k = 5 then 'Concern' else 'Note' end, case when k < 5 then pg_temp.id(9, n * 5 + k) end, pg_temp.words(180, n * 6 + k), 3, replace(pg_temp.id(2, report)::text, '-', '') || ';0:' || length(pg_temp.words(180, n * 6 + k)), pg_temp.id(2, report), starts_at
        from held, generate_series(0, 5) k where k = 5 or exists (select from agenda_point where agenda_point.id = pg_temp.id(9, n * 5 + k) and closed_at is not null)
        """,
        """
        insert into talk (id, meeting_id, part, from_at, to_at)
        select pg_temp.id(11, n * 3 + k), id, (array['People', 'Product', 'Process'])[1 + k], starts_at + make_interval(mins => 9 * k), starts_at + make_interval(mins => 9 * k + 9) from held, generate_series(0, 2) k
        """,
        $"""
        insert into open_loop (id, series_id, owner_id, proposed_by, promise, due, first_due, meeting_id, proposed_at, accepted_at, ended_at, ended_as)
        select pg_temp.id(12, l), series_id, person, person, pg_temp.words(70, l), due, due, id, starts_at + interval '28 minutes', starts_at + interval '28 minutes',
          case when ended then starts_at + interval '4 days' end, case when ended then (array['Kept', 'Kept', 'Kept', 'Late', 'NotKept'])[1 + l % 5] end
        from held, generate_series(0, 2) k,
          lateral (select n * 3 + k l, pg_temp.id(2, case when k = 1 then manager else report end) person, (starts_at at time zone 'UTC')::date + 5 + 4 * k due, n * 3 + k < {15600 * times} - 1600 ended) x
        """,
        "insert into open_loop_event (id, loop_id, what, by_id, at, to_due) select pg_temp.id(13, row_number() over ()), id, 'Proposed', owner_id, proposed_at, due from open_loop",
        "insert into open_loop_event (id, loop_id, what, by_id, at) select pg_temp.id(14, row_number() over ()), id, 'Ended', owner_id, ended_at from open_loop where ended_at is not null",
        """
        insert into decision (id, series_id, meeting_id, text, failure_mode, review_on, taken_at, written_by)
        select pg_temp.id(15, n), series_id, id, pg_temp.words(90, n), pg_temp.words(60, n), current_date + 30, starts_at, pg_temp.id(2, manager) from held where n % 2 = 0
        """,
        """
        insert into meeting (id, series_id, planned_start, starts_at, minutes, window_from, window_to, started_at, started_by, opening)
        select pg_temp.id(16, 1), id, start, start, 30, date_trunc('week', now()), date_trunc('week', now()) + interval '1 week', now() - interval '5 minutes', manager_id, 'Points'
        from (select *, date_trunc('week', now()) + make_interval(days => 41 % 5, hours => 10) start from series where id = pg_temp.id(6, 41)) mine
        """,
        "analyze",
    ];
}
