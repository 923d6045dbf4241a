using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>What people see of their own account, and administrators of everybody's.</summary>
public sealed class AccountQueries(RapportDb db)
{
    private const int ShownSessions = 20;

    public sealed record Own(string Email, bool HasPassword, DateTimeOffset CreatedAt);

    public sealed record Passkey(string Id, string? Name, DateTimeOffset CreatedAt);

    public sealed record Session(Id<AccountSession> Id, string Browser, string Network, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
    {
        public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt && now - SeenAt < AccountSession.Idle;
    }

    /// <summary>One of the directory, and whether and how they can sign in.</summary>
    public sealed record Member(Id<Person> Id, string Name, string Email, DateOnly? LeftOn, Guid? AccountId, bool IsAdministrator, DateTimeOffset? CreatedAt, DateTimeOffset? DisabledAt);

    public Task<Own> Mine(Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).Accounts
        .Where(account => account.Id == viewer.AccountId)
        .Select(account => new Own(account.Email!, account.PasswordHash != null, account.CreatedAt))
        .SingleAsync(stop);

    public async Task<List<Passkey>> Passkeys(Viewer viewer, CancellationToken stop)
    {
        var mine = await db.SeenBy(viewer).Passkeys.AsNoTracking().ToListAsync(stop);
        return [.. mine.OrderBy(passkey => passkey.Data.CreatedAt).Select(passkey =>
            new Passkey(Convert.ToHexStringLower(passkey.CredentialId), passkey.Data.Name, passkey.Data.CreatedAt))];
    }

    /// <summary>The newest first, those that have ended too: they are the record of when and from where one signed in.</summary>
    public Task<List<Session>> Sessions(Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).Sessions
        .OrderByDescending(session => session.StartedAt)
        .Take(ShownSessions)
        .Select(session => new Session(session.Id, session.Browser, session.Network, session.StartedAt, session.SeenAt, session.ExpiresAt, session.EndedAt))
        .ToListAsync(stop);

    /// <summary>Everybody in the directory by name; for administrators.</summary>
    public Task<List<Member>> Everybody(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var seen = db.SeenBy(viewer);
        return (from person in seen.People
                join account in seen.Accounts on person.Id equals account.PersonId into accounts
                from account in accounts.DefaultIfEmpty()
                orderby person.Name, person.Id
                select new Member(
                    person.Id, person.Name, person.Email, person.LeftOn, account == null ? null : account.Id, account != null && account.IsAdministrator,
                    account == null ? null : account.CreatedAt, account == null ? null : account.DisabledAt))
            .ToListAsync(stop);
    }
}
