using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;

namespace Rapport.Features.Accounts;

/// <summary>
/// The only way into an installation without accounts: a link that whoever starts the server reads on its console. Each
/// start makes a new one and the old one stops working, so that a link in an old log opens nothing.
/// </summary>
public sealed class FirstAdministratorLink(RapportDb db, TimeProvider clock)
{
    /// <returns>The link's path, or nothing when somebody has an account.</returns>
    public async Task<string?> Issue(CancellationToken stop)
    {
        var door = db.AtTheDoor();
        if (await door.Accounts.AnyAsync(stop))
            return null;

        var now = clock.GetUtcNow();
        foreach (var old in await door.Invitations.Where(old => old.UsedAt == null && old.WithdrawnAt == null).ToListAsync(stop))
            old.Withdraw(now);

        var secret = LinkSecret.New();
        db.Add(new Invitation(InvitationKind.FirstAdministrator, null, secret.Hash, null, now));
        await db.SaveChangesAsync(stop);
        return InvitationPage.Path(secret);
    }
}
