using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>Somebody's browser made a file of their private notes: their own log says so, and nobody else's. It asks first, so that an open screen is not enough.</summary>
public sealed class TakeNotesAlong(RapportDb db, TimeProvider clock)
{
    public Task Run(Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(!viewer.MayKeepPrivateNotes(), Permissions.ShutSentence);
        Refusal.Forbidden(!viewer.HasJustProved(now), "Show first that it is you: sign in again.");
        db.Add(new AuditEvent(AuditKind.TookNotesAlong, viewer.PersonId, now));
        return db.SaveChangesAsync(stop);
    }
}
