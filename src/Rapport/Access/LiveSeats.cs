using Npgsql;
using NpgsqlTypes;
using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>Who asks to read or write in which meeting, and under which of its points; or, without a meeting, to follow which pair, or which sync.</summary>
public sealed record LiveQuestion(Id<AccountSession> Session, Id<Meeting>? Meeting, Id<AgendaPoint>? Point, Id<Series>? Series = null, Id<Sync>? Sync = null);

/// <summary>What a session may do in a meeting at this moment.</summary>
/// <param name="Person">Who it is; only with <see cref="IsIn"/>.</param>
/// <param name="IsIn">The session lives, and the account and the person's place with it.</param>
/// <param name="Reads">The meeting is theirs, or was opened to them, and their content is not shut.</param>
/// <param name="Writes">They are one of the two, the series goes on and the meeting is open for writing.</param>
/// <param name="IsRunning">It has begun and is no record yet.</param>
/// <param name="IsKnown">There is such a meeting.</param>
/// <param name="PointFits">The point, if there is one, is of the meeting's series.</param>
/// <param name="PointIsOpen">And nobody has closed it.</param>
public sealed record LiveSeat(Id<Person> Person, bool IsIn, bool Reads, bool Writes, bool IsRunning, bool IsKnown, bool PointFits, bool PointIsOpen);

/// <summary>
/// The rules of <see cref="Sessions"/>, <see cref="Visible"/> and <see cref="Permissions"/> for many live connections at
/// once, in one statement and asked anew each time: what was taken away is gone with the next key press.
/// </summary>
public static class LiveSeats
{
    private const string WhatMayTheyDo =
        """
        select coalesce(person.id, '00000000-0000-0000-0000-000000000000'),
               found.is_in,
               found.is_in and not found.is_shut and (found.has_seat or exists (
                 select from carry_over where series_id = series.id and reader_id = person.id and withdrawn_at is null) or exists (
                 select from sync_member where sync_member.sync_id = asked.sync_id and sync_member.person_id = person.id and left_at is null)),
               found.is_in and not found.is_shut and found.has_seat and (series.ended_on is null or series.ended_on > found.today)
                 and meeting.started_at is not null and meeting.closed_at is null and (meeting.outcome is null or meeting.outcome = 'Held'),
               coalesce(meeting.started_at is not null and meeting.closed_at is null and meeting.outcome is null, false),
               meeting.id is not null,
               asked.point_id is null or coalesce(point.series_id = meeting.series_id, false),
               asked.point_id is null or (point.id is not null and point.closed_at is null)
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $6::uuid[], $7::uuid[]) with ordinality as asked (session_id, meeting_id, point_id, series_id, sync_id, number)
        left join account_session session on session.id = asked.session_id and session.ended_at is null and session.expires_at > $4 and session.seen_at > $5
        left join account on account.id = session.account_id and account.disabled_at is null
        left join person on person.id = account.person_id
        left join meeting on meeting.id = asked.meeting_id
        left join series on series.id = coalesce(meeting.series_id, asked.series_id)
        left join agenda_point point on point.id = asked.point_id
        cross join lateral (
          select ($4 at time zone coalesce(person.time_zone, 'UTC'))::date as today,
                 coalesce(person.id in (series.manager_id, series.report_id), false) as has_seat,
                 person.id is not null and (person.left_on is null or person.left_on > ($4 at time zone person.time_zone)::date) as is_in,
                 exists (
                   select from recovery
                   where recovery.person_id = person.id and recovery.used_at is not null and recovery.confirmed_at is null
                     and (exists (select from series met where met.started_at < recovery.issued_at and person.id in (met.manager_id, met.report_id))
                       or exists (select from carry_over where carry_over.reader_id = person.id and carry_over.carried_at < recovery.issued_at)
                       or exists (select from sync_member where sync_member.person_id = person.id and sync_member.left_at is null and sync_member.joined_at < recovery.issued_at))) as is_shut) found
        order by asked.number
        """;

    /// <summary>The one statement; its rows are in the order of the questions.</summary>
    public static NpgsqlBatchCommand Statement(IReadOnlyCollection<LiveQuestion> questions, DateTimeOffset now) => new(WhatMayTheyDo)
    {
        Parameters =
        {
            new() { Value = questions.Select(question => question.Session.Value).ToArray() },
            new() { Value = questions.Select(question => question.Meeting?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new() { Value = questions.Select(question => question.Point?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = now - AccountSession.Idle },
            new() { Value = questions.Select(question => question.Series?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new() { Value = questions.Select(question => question.Sync?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
        },
    };

    public static async Task<List<LiveSeat>> Read(NpgsqlDataReader rows, CancellationToken stop)
    {
        var seats = new List<LiveSeat>();
        while (await rows.ReadAsync(stop))
        {
            seats.Add(new(
                new(rows.GetGuid(0)), rows.GetBoolean(1), rows.GetBoolean(2), rows.GetBoolean(3), rows.GetBoolean(4), rows.GetBoolean(5), rows.GetBoolean(6), rows.GetBoolean(7)));
        }

        return seats;
    }

    public static async Task<List<LiveSeat>> Ask(NpgsqlDataSource database, IReadOnlyCollection<LiveQuestion> questions, DateTimeOffset now, CancellationToken stop)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Statement(questions, now));
        await using var rows = await batch.ExecuteReaderAsync(stop);
        return await Read(rows, stop);
    }
}
