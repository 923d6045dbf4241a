using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Makes a link with which somebody who lost their way in gets it back. It restores the sign-in and nothing else: pair
/// content stays shut until somebody they meet confirms that it was them, and all of it is on record.
/// </summary>
public sealed class RestoreSignIn(RapportDb db, TimeProvider clock)
{
    /// <returns>The link's path.</returns>
    public async Task<string> Run(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Missing(!viewer.MayAdminister());
        Refusal.Forbidden(!viewer.HasJustProved(now), "Sign in again before you do this.");
        Refusal.Conflict(id == viewer.PersonId, "Your own sign-in works. Change your password on your account page.");
        var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
        Refusal.Conflict(person.HasLeft(WallClock.Today(clock, person.TimeZone)), $"{person.Name} has left.");
        Refusal.Conflict(
            !await db.SeenBy(viewer).Accounts.AnyAsync(account => account.PersonId == id && account.DisabledAt == null, stop),
            $"{person.Name} has no account that is open. Make an invitation link, or enable the account first.");

        foreach (var old in await db.SeenBy(viewer).Invitations.Where(old => old.PersonId == id && old.UsedAt == null && old.WithdrawnAt == null).ToListAsync(stop))
            old.Withdraw(now);

        var secret = LinkSecret.New();
        var invitation = new Invitation(InvitationKind.Recovery, id, secret.Hash, viewer.PersonId, now);
        db.AddRange(invitation, new Recovery(id, invitation.Id, viewer.PersonId, now), new AuditEvent(AuditKind.RestoredSignIn, viewer.PersonId, now, id));
        await db.SaveChangesAsync(stop);
        return InvitationPage.Path(secret);
    }
}
