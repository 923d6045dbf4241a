using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>What people see of their own account, and administrators of everybody's.</summary>
public sealed class AccountQueries(RapportDb db)
{
    public const int PageSize = 50;

    private const int ShownSessions = 20;

    public sealed record Own(string Email, bool HasPassword, DateTimeOffset CreatedAt);

    public sealed record Passkey(string Id, string? Name, DateTimeOffset CreatedAt);

    public sealed record Session(Id<AccountSession> Id, string Browser, string Network, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
    {
        public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt && now - SeenAt < AccountSession.Idle;
    }

    /// <summary>One of the directory, and whether and how they can sign in.</summary>
    public sealed record Member(Id<Person> Id, string Name, string Email, DateOnly? LeftOn, Guid? AccountId, bool IsAdministrator, DateTimeOffset? CreatedAt, DateTimeOffset? DisabledAt)
    {
        public bool HasLeft(DateOnly today) => LeftOn <= today;
    }

    public sealed record MembersPage(IReadOnlyList<Member> Rows, int Total, int Number, int Pages);

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
    /// <param name="words">Each of them stands somewhere in the name or the address, accents or not.</param>
    public async Task<MembersPage> Members(string? words, int page, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var seen = db.SeenBy(viewer);
        var people = seen.People;
        foreach (var word in SearchWords.Patterns(words))
        {
            people = people.Where(person => EF.Functions.ILike(
                EF.Functions.Unaccent(person.Name + " " + person.Email), EF.Functions.Unaccent(word), SearchWords.Escape));
        }

        var total = await people.CountAsync(stop);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var number = Math.Clamp(page, 1, pages);
        var rows = await Of(people.OrderBy(person => person.Name).ThenBy(person => person.Id).Skip((number - 1) * PageSize).Take(PageSize), seen).ToListAsync(stop);
        return new(rows, total, number, pages);
    }

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<Member> One(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var seen = db.SeenBy(viewer);
        var member = await Of(seen.People.Where(person => person.Id == id), seen).FirstOrDefaultAsync(stop);
        Refusal.Missing(member is null);
        return member;
    }

    private static IQueryable<Member> Of(IQueryable<Person> people, Visible seen) =>
        from person in people
        join account in seen.Accounts on person.Id equals account.PersonId into accounts
        from account in accounts.DefaultIfEmpty()
        orderby person.Name, person.Id
        select new Member(
            person.Id, person.Name, person.Email, person.LeftOn, account == null ? null : account.Id, account != null && account.IsAdministrator,
            account == null ? null : account.CreatedAt, account == null ? null : account.DisabledAt);
}
