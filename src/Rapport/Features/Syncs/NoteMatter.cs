using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Takes a matter about one person out of the sync: whose it is, by when, who takes part, and no word. Or says that it is settled.</summary>
public sealed class NoteMatter(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<RestrictedMatter> Id, Id<Person> Owner, DateOnly? Due, IReadOnlyCollection<Id<Person>> People);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            Refusal.Invalid(request.Due is null, "Say by when.");
            foreach (var person in request.People.Append(request.Owner).Distinct())
                await hand.RefuseUnlessBelongs(person, stop);
            await Resent.Once(
                () => hand.Seen.RestrictedMatters.Where(known => known.Id == request.Id).Select(known => (string?)"").FirstOrDefaultAsync(stop),
                "",
                () =>
                {
                    db.Add(new RestrictedMatter(id, request.Owner, request.Due.Value, request.People, viewer.PersonId, hand.Now) { Id = request.Id });
                    return db.SaveNew(stop);
                });
        },
        stop);

    public async Task End(Id<RestrictedMatter> id, Viewer viewer, CancellationToken stop)
    {
        var matter = await db.SeenBy(viewer).RestrictedMatters.One(known => known.Id == id, stop);
        Refusal.Forbidden(matter.OwnerId != viewer.PersonId && matter.NotedBy != viewer.PersonId, "Whoever it was given to settles it.");
        matter.End(clock.GetUtcNow());
        await db.SaveChangesAsync(stop);
    }
}
