using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Enters an initiative, or changes what it is called, whose it is and in which quarter it is to be done.</summary>
public sealed class KeepInitiative(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">Null for a new one.</param>
    public sealed record Request(Id<Initiative> Id, string? Name, Id<Person>? Owner, string? Quarter, uint? Version);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            var owner = request.Owner ?? viewer.PersonId;
            await hand.RefuseUnlessBelongs(owner, stop);
            if (request.Version is { } version)
            {
                var initiative = await hand.Seen.Initiatives.One(known => known.Id == request.Id && known.SyncId == id, stop);
                Refusal.Forbidden(!viewer.MayKeep(initiative.OwnerId, hand.Sync, hand.Meeting), "Its owner changes it, and whoever leads the sync.");
                db.Expect(initiative, version);
                initiative.Describe(request.Name, owner, request.Quarter, hand.Now);
                await db.SaveChangesAsync(stop);
                return;
            }

            await Resent.Once(
                () => hand.Seen.Initiatives.Where(known => known.Id == request.Id).Select(known => (string?)known.Name).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Name, 200),
                () =>
                {
                    db.Add(new Initiative(id, request.Name, owner, request.Quarter, hand.Now) { Id = request.Id });
                    return db.SaveNew(stop);
                });
        },
        stop);
}
