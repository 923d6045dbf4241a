using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Somebody who meets a person, or whoever stands in where none of those is left, says that a restored sign-in was really
/// theirs; with that their one-on-ones open again, to them and to nobody else.
/// </summary>
public sealed class ConfirmRecovery(RapportDb db, TimeProvider clock)
{
    /// <param name="id">Whose sign-in it was; if it was restored more than once meanwhile, all of it was theirs.</param>
    public async Task Run(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var restored = await db.SeenBy(viewer).RecoveriesToConfirm(viewer.Today(now)).Where(recovery => recovery.PersonId == id).ToListAsync(stop);
        Refusal.Missing(restored.Count == 0);
        foreach (var recovery in restored)
            recovery.Confirm(viewer.PersonId, now);

        db.Add(new AuditEvent(AuditKind.ConfirmedReturn, viewer.PersonId, now, id));
        await db.SaveChangesAsync(stop);
    }
}
