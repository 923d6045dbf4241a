using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Somebody joins the organisation's directory; whether they can sign in is another matter. The same id again is the same person.</summary>
public sealed class AddPerson(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Person> Id, PersonDetails Details, Id<Person>? ManagerId);

    public Task Run(Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var reorganisation = await Reorganisation.Begin(db, now, viewer.Today(now), viewer, stop);
            if (await db.SeenBy(viewer).People.AnyAsync(person => person.Id == request.Id, stop))
                return;

            var details = request.Details;
            var person = new Person(details.Name ?? "", details.Email ?? "", details.Zone ?? "", now) { Id = request.Id };
            await details.ApplyTo(person, db, viewer, stop);
            db.Add(person);
            await db.SaveChangesAsync(stop);
            if (request.ManagerId is { } manager)
            {
                await db.SeenBy(viewer).People.One(other => other.Id == manager, stop);
                reorganisation.Change(person.Id, manager);
                await reorganisation.Save(stop);
            }
        },
        stop);
}
