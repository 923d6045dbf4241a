using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Ends a sync for good: no further date, and all that it left stays to be read by those who belong.</summary>
public sealed class DisbandSync(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Sync> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var sync = await db.SeenBy(viewer).SyncInTurn(id).One(sync => sync.Id == id, stop);
            Refusal.Forbidden(!viewer.MayFacilitate(sync), "Whoever facilitates this sync ends it.");
            var coming = await db.SeenBy(viewer).SyncMeetings.FirstOrDefaultAsync(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null, stop);
            Refusal.Conflict(coming is { IsRunning: true }, "It is running just now. End this meeting first.");
            coming?.Miss(now);
            sync.End(now);
            db.Add(new AuditEvent(AuditKind.EndedSync, viewer.PersonId, now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
