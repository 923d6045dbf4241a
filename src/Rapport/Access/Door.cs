using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Features.Policies;

namespace Rapport.Access;

/// <summary>
/// What has to be read before anybody is known: by whoever signs in, or comes with a link. Each of it is looked up by
/// something that the caller brings, and nothing of it is a pair's.
/// </summary>
public sealed class Door(RapportDb db)
{
    public IQueryable<Account> Accounts => db.Set<Account>();

    public IQueryable<AccountSession> Sessions => db.Set<AccountSession>();

    public IQueryable<Invitation> Invitations => db.Set<Invitation>();

    public IQueryable<Recovery> Recoveries => db.Set<Recovery>();

    public IQueryable<KnownBrowser> KnownBrowsers => db.Set<KnownBrowser>();

    public IQueryable<IdentityUserPasskey<Guid>> Passkeys => db.Set<IdentityUserPasskey<Guid>>();

    public IQueryable<Person> People => db.Set<Person>();

    /// <summary>Whether a password alone lets nobody in here.</summary>
    public Task<bool> WantsPasskeys(CancellationToken stop) => db.Set<Organisation>().AnyAsync(organisation => organisation.PasskeysOnlySince != null, stop);
}

public static class Doors
{
    /// <summary>For signing in and for one-time links; everything else reads through <c>SeenBy</c>.</summary>
    public static Door AtTheDoor(this RapportDb db) => new(db);
}
