using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Ends sessions of one's own in other browsers, or all of them.</summary>
public sealed class EndSession(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<AccountSession> id, Viewer viewer, CancellationToken stop)
    {
        var session = await db.SeenBy(viewer).Sessions.One(session => session.Id == id, stop);
        var now = clock.GetUtcNow();
        session.End(now);
        db.Add(new AuditEvent(AuditKind.SignedOutElsewhere, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }

    /// <summary>This one too.</summary>
    public async Task Everywhere(Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var session in await db.SeenBy(viewer).Sessions.Where(session => session.EndedAt == null).ToListAsync(stop))
            session.End(now);

        db.Add(new AuditEvent(AuditKind.SignedOutEverywhere, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }
}
