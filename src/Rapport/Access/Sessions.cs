using Npgsql;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// Tells who stands behind a session, anew for every request and with one statement, so that a sign-out, a disabled
/// account or a last day takes effect with the next click. Live connections ask it too.
/// </summary>
public sealed class Sessions(NpgsqlDataSource database, TimeProvider clock)
{
    // Being seen is written this seldom, so that reading a page writes nothing.
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    // A restored sign-in shuts what was there before it, until somebody from then confirms it.
    private const string WhoIsThis =
        """
        select account.id, person.id, person.name, person.time_zone, person.left_on, account.is_administrator,
               session.proved_at, session.seen_at, session.expires_at,
               exists (
                 select from recovery
                 where recovery.person_id = person.id and recovery.used_at is not null and recovery.confirmed_at is null
                   and (exists (select from series where series.started_at < recovery.issued_at and person.id in (series.manager_id, series.report_id))
                     or exists (select from carry_over where carry_over.reader_id = person.id and carry_over.carried_at < recovery.issued_at)
                     or exists (select from sync_member where sync_member.person_id = person.id and sync_member.left_at is null and sync_member.joined_at < recovery.issued_at))),
               case when (select passkeys_only_since from organisation) is null then false
                 else not exists (select from account_passkey passkey where passkey.user_id = account.id) end,
               account.is_administrator or person.roles && '{manager,head,cto}',
               exists (select from sync_member where sync_member.person_id = person.id and left_at is null)
        from account_session session
        join account on account.id = session.account_id
        join person on person.id = account.person_id
        where session.id = $1 and session.ended_at is null and account.disabled_at is null
        """;

    public async Task<Viewer?> Find(Id<AccountSession> id, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (await Read(id, now, stop) is not (var viewer, var seenAt))
            return null;

        if (now - seenAt >= SeenEvery)
            await See(id, now, stop);

        return viewer;
    }

    // The driver hands a reader to the next statement as soon as it is disposed, so a second disposal would end that one:
    // it is disposed in one place.
    private async Task<(Viewer Viewer, DateTimeOffset SeenAt)?> Read(Id<AccountSession> id, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = database.CreateCommand(WhoIsThis);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop))
            return null;

        var viewer = new Viewer(
            AccountId: row.GetGuid(0),
            PersonId: new Id<Person>(row.GetGuid(1)),
            SessionId: id,
            Name: row.GetString(2),
            TimeZone: row.GetString(3),
            IsAdministrator: row.GetBoolean(5),
            IsShut: row.GetBoolean(9),
            ProvedAt: row.GetFieldValue<DateTimeOffset>(6))
        {
            NeedsPasskey = row.GetBoolean(10),
            IsAmongLeaders = row.GetBoolean(11) || row.GetBoolean(12),
            IsInSync = row.GetBoolean(12),
        };
        DateOnly? leftOn = row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4);
        var seenAt = row.GetFieldValue<DateTimeOffset>(7);
        return now >= row.GetFieldValue<DateTimeOffset>(8) || now - seenAt >= AccountSession.Idle || leftOn <= viewer.Today(now) ? null : (viewer, seenAt);
    }

    private async Task See(Id<AccountSession> id, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = database.CreateCommand("update account_session set seen_at = $2 where id = $1 and seen_at < $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await command.ExecuteNonQueryAsync(stop);
    }
}
