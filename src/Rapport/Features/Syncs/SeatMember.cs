using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Lets somebody attend a sync, or read it. Everybody who belongs sees it at once.</summary>
public sealed class SeatMember(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Person> Person, bool Attends);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var seen = db.SeenBy(viewer);
            var sync = await seen.SyncInTurn(id).One(sync => sync.Id == id, stop);
            Refusal.Forbidden(!viewer.MayFacilitate(sync), "Whoever facilitates this sync says who belongs to it.");
            sync.RefuseIfEnded();
            var person = await seen.People.FirstOrDefaultAsync(person => person.Id == request.Person, stop);
            Refusal.Invalid(person is null || person.HasLeft(viewer.Today(now)), "Choose somebody who is here.");
            var members = await seen.SyncMembers.Where(member => member.SyncId == id && member.LeftAt == null).ToListAsync(stop);
            if (members.Find(member => member.PersonId == request.Person) is { } member)
            {
                Refusal.Conflict(!request.Attends && (sync.FacilitatorId == member.PersonId || sync.StandInId == member.PersonId), "Whoever facilitates or stands in attends.");
                member.Seat(request.Attends);
            }
            else
            {
                Refusal.Invalid(members.Count >= FoundSync.MostPeople, $"At most {FoundSync.MostPeople} people belong to a sync.");
                db.AddRange(new SyncMember(id, request.Person, request.Attends, viewer.PersonId, now), new Audit.AuditEvent(Audit.AuditKind.LetIntoSync, viewer.PersonId, now, request.Person));
            }

            await db.SaveChangesAsync(stop);
        },
        stop);
}
