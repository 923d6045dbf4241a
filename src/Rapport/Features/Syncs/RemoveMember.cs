using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Ends somebody's place in a sync: from now on they see nothing of it. One may leave by oneself, too.</summary>
public sealed class RemoveMember(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Sync> id, Id<Person> person, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var seen = db.SeenBy(viewer);
            var sync = await seen.SyncInTurn(id).One(sync => sync.Id == id, stop);
            Refusal.Forbidden(!viewer.MayFacilitate(sync) && person != viewer.PersonId, "Whoever facilitates this sync says who belongs to it.");
            Refusal.Conflict(sync.FacilitatorId == person || sync.StandInId == person, "Entrust the sync to somebody else first.");
            var rows = await seen.MetricRows.AnyAsync(row => row.SyncId == id && row.RetiredAt == null && (row.OwnerId == person || row.DeputyId == person), stop);
            Refusal.Conflict(rows, "They fill a row. Give it to somebody else first.");
            if (await seen.SyncMembers.FirstOrDefaultAsync(member => member.SyncId == id && member.PersonId == person && member.LeftAt == null, stop) is not { } member)
                return;
            member.Leave(now);
            db.Add(new Audit.AuditEvent(Audit.AuditKind.LeftSync, viewer.PersonId, now, person));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
