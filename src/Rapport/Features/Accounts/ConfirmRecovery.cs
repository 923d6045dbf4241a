using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Somebody who meets a person says that a restored sign-in was really theirs; with that their one-on-ones open again.</summary>
public sealed class ConfirmRecovery(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Recovery> id, Viewer viewer, CancellationToken stop)
    {
        var recovery = await db.SeenBy(viewer).RecoveriesToConfirm.One(recovery => recovery.Id == id, stop);
        recovery.Confirm(viewer.PersonId, clock.GetUtcNow());
        await db.SaveChangesAsync(stop);
    }
}
