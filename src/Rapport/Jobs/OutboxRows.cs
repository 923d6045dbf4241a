using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Outbox;
using Rapport.Hosting;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Jobs;

/// <summary>A message that one run of one node holds for a while, so that nobody else sends it meanwhile.</summary>
/// <param name="LeftOn">From when on its receiver does not belong to the organisation any more.</param>
public sealed record Leased(
    Parcel Parcel, Guid Lease, DateTimeOffset Until, int Tries, DateTimeOffset FirstTriedAt, DateTimeOffset StaleAt, bool IsUrgent, string TimeZone, DateOnly? LeftOn);

/// <summary>The outbox as those see it who send: as rows that are leased, settled or put back, each in one statement.</summary>
public sealed class OutboxRows([FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource jobs, SecretBox secrets)
{
    private const string IsDue =
        """
        message.state = 'Waiting' and message.not_before <= $1 and message.again_at <= $1 and (message.leased_until is null or message.leased_until <= $1)
        """;

    /// <summary>Where something could be sent to now.</summary>
    public async Task<List<string>> Destinations(DateTimeOffset now, CancellationToken stop)
    {
        await using var command = Command($"select distinct message.destination from outgoing_message message where {IsDue}", now);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var found = new List<string>();
        while (await rows.ReadAsync(stop))
            found.Add(rows.GetString(0));
        return found;
    }

    /// <summary>
    /// Takes the next few for one destination, in the order in which they were made, and of each receiver only the first: while
    /// that one waits for another try, those behind it wait with it.
    /// </summary>
    public async Task<List<Leased>> Take(string destination, int most, DateTimeOffset now, DateTimeOffset until, CancellationToken stop)
    {
        var lease = Guid.NewGuid();
        await using var command = Command(
            $"""
            with next as (
              select message.id from outgoing_message message
              where {IsDue} and message.destination = $2 and not exists (
                select from outgoing_message earlier
                where earlier.receiver = message.receiver and earlier.state = 'Waiting' and earlier.turn < message.turn and earlier.not_before <= $1)
              order by message.turn limit $3 for update skip locked
            )
            update outgoing_message message set lease = $4, leased_until = $5, tries = tries + 1, last_tried_at = $1, first_tried_at = coalesce(first_tried_at, $1)
            from next where message.id = next.id
            returning message.id, address, name, made_at, (select text from outgoing_content where message_id = message.id), tries, first_tried_at, stale_at, is_urgent, time_zone,
              (select left_on from person where person.id = message.person_id), turn
            """,
            now, destination, most, lease, until);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var taken = new List<(long Turn, Leased One)>();
        while (await rows.ReadAsync(stop))
        {
            var message = rows.IsDBNull(4) ? Message.About("–") : Message.FromJson(rows.GetString(4));
            var parcel = new Parcel(new(rows.GetGuid(0)), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetFieldValue<DateTimeOffset>(3), message);
            taken.Add((rows.GetInt64(11), new(
                parcel, lease, until, rows.GetInt32(5), rows.GetFieldValue<DateTimeOffset>(6), rows.GetFieldValue<DateTimeOffset>(7), rows.GetBoolean(8), rows.GetString(9), rows.IsDBNull(10) ? null : rows.GetFieldValue<DateOnly>(10))));
        }

        return [.. taken.OrderBy(one => one.Turn).Select(one => one.One)];
    }

    /// <summary>It is an end, and the database throws away what the message said. What was sent was sent, whoever holds it by now.</summary>
    public Task Settle(Leased one, OutgoingState end, string? reason, DateTimeOffset now, CancellationToken stop) => Run(
        """
        update outgoing_message set state = $3, ended_at = $4, reason = $5, lease = null, leased_until = null
        where id = $1 and state = 'Waiting' and ($3 = 'Sent' or lease = $2)
        """,
        stop, one.Parcel.Id.Value, one.Lease, end.ToString(), now, reason);

    /// <summary>It did not go, and either waits for its next try or has failed for good, with what it said kept for somebody's hand.</summary>
    public Task Fail(Leased one, string reason, DateTimeOffset? again, DateTimeOffset now, CancellationToken stop) => Run(
        """
        update outgoing_message
        set state = case when $4::timestamptz is null then 'Failed' else state end, ended_at = case when $4::timestamptz is null then $5 end, again_at = coalesce($4, again_at),
            reason = $3, lease = null, leased_until = null
        where id = $1 and lease = $2 and state = 'Waiting'
        """,
        stop, one.Parcel.Id.Value, one.Lease, reason, again, now);

    /// <summary>It was not tried after all.</summary>
    public Task PutBack(Leased one, DateTimeOffset? notBefore, CancellationToken stop) => Run(
        """
        update outgoing_message
        set lease = null, leased_until = null, tries = tries - 1, first_tried_at = case when tries > 1 then first_tried_at end, not_before = coalesce($3, not_before)
        where id = $1 and lease = $2 and state = 'Waiting'
        """,
        stop, one.Parcel.Id.Value, one.Lease, notBefore);

    /// <summary>What is needed to reach a destination; nothing while nothing can be sent there.</summary>
    public async Task<WayOut?> RouteTo(string destination, CancellationToken stop)
    {
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(jobs).Options);
        var settings = await db.Set<OutboxSettings>().AsNoTracking().FirstOrDefaultAsync(stop) ?? OutboxSettings.Fresh();
        if (destination == OutgoingMessage.ByMail)
            return settings.HasMailServer ? new(settings, null, settings.HasPassword ? await Secret(db, OutgoingSecret.MailPassword, stop) : null) : null;

        var id = new Id<ChatChannel>(Guid.Parse(destination));
        var channel = await db.Set<ChatChannel>().AsNoTracking().FirstOrDefaultAsync(channel => channel.Id == id, stop);
        return new(settings, channel, channel is null ? null : await Secret(db, channel.SecretKey, stop));
    }

    public async Task<QuietHours> QuietHours(DateTimeOffset now, CancellationToken stop)
    {
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(jobs).Options);
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-2);
        var to = from.AddDays(60);
        return new(await db.Set<PublicHoliday>().AsNoTracking().Where(holiday => holiday.Day >= from && holiday.Day <= to).ToListAsync(stop));
    }

    private async Task<string?> Secret(RapportDb db, string key, CancellationToken stop) =>
        await db.Set<OutgoingSecret>().AsNoTracking().FirstOrDefaultAsync(secret => secret.Key == key, stop) is { } kept ? secrets.Open(kept.Box, key) : null;

    private async Task Run(string statement, CancellationToken stop, params object?[] values)
    {
        await using var command = Command(statement, values);
        await command.ExecuteNonQueryAsync(stop);
    }

    private NpgsqlCommand Command(string statement, params object?[] values)
    {
        var command = jobs.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value },
                DateTimeOffset at => new NpgsqlParameter { Value = at.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                _ => new NpgsqlParameter { Value = value },
            });
        return command;
    }
}
