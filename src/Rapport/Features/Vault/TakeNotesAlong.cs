using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>Somebody's browser made a file of their private notes: their own log says so, and nobody else's.</summary>
public sealed class TakeNotesAlong(RapportDb db, TimeProvider clock)
{
    public Task Run(Viewer viewer, CancellationToken stop)
    {
        Refusal.Forbidden(!viewer.MayKeepPrivateNotes(), Permissions.ShutSentence);
        db.Add(new AuditEvent(AuditKind.TookNotesAlong, viewer.PersonId, clock.GetUtcNow()));
        return db.SaveChangesAsync(stop);
    }
}
