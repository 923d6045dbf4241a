using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;

namespace Rapport.Features.Accounts;

/// <summary>Ends the session that asks for it, at once and on every node.</summary>
public sealed class SignOut(RapportDb db, TimeProvider clock)
{
    public async Task Run(Viewer viewer, CancellationToken stop)
    {
        var session = await db.SeenBy(viewer).Sessions.One(session => session.Id == viewer.SessionId, stop);
        var now = clock.GetUtcNow();
        session.End(now);
        db.Add(new AuditEvent(AuditKind.SignedOut, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }
}
