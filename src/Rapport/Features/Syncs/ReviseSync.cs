using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Renames a sync, or entrusts it to others: to people who belong and attend.</summary>
public sealed class ReviseSync(RapportDb db, TimeProvider clock)
{
    public sealed record Request(string? Name, Id<Person> Facilitator, Id<Person>? StandIn, uint Version);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var sync = await db.SeenBy(viewer).SyncInTurn(id).One(sync => sync.Id == id, stop);
            Refusal.Forbidden(!viewer.MayFacilitate(sync), "Whoever facilitates this sync does that, or stands in.");
            await RefuseUnlessAttending(id, request, viewer, stop);
            db.Expect(sync, request.Version);
            sync.Rename(request.Name ?? "");
            if ((sync.FacilitatorId, sync.StandInId) != (request.Facilitator, request.StandIn))
                db.Add(new Audit.AuditEvent(Audit.AuditKind.EntrustedSync, viewer.PersonId, clock.GetUtcNow(), request.Facilitator));
            sync.Entrust(request.Facilitator, request.StandIn);
            await db.SaveChangesAsync(stop);
        },
        stop);

    private async Task RefuseUnlessAttending(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop)
    {
        Id<Person>[] asked = request.StandIn is { } standIn ? [request.Facilitator, standIn] : [request.Facilitator];
        var attending = await db.SeenBy(viewer).SyncMembers
            .CountAsync(member => member.SyncId == id && member.LeftAt == null && member.Attends && asked.Contains(member.PersonId), stop);
        Refusal.Invalid(attending != asked.Length, "Whoever facilitates or stands in attends the sync.");
    }
}
