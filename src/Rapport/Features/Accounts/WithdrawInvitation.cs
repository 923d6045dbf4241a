using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Makes a link that nobody has used yet worthless.</summary>
public sealed class WithdrawInvitation(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Invitation> id, Viewer viewer, CancellationToken stop)
    {
        var invitation = await db.SeenBy(viewer).Invitations.One(invitation => invitation.Id == id, stop);
        Refusal.Conflict(invitation.UsedAt is not null, "This link has been used already. Disable the account instead.");
        var now = clock.GetUtcNow();
        invitation.Withdraw(now);
        db.Add(new AuditEvent(AuditKind.WithdrewInvitation, viewer.PersonId, now, invitation.PersonId));
        await db.SaveChangesAsync(stop);
    }
}
