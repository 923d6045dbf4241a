using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// From a day on, somebody reports to somebody else, or to nobody. The series with the former manager ends on that day, and
/// the new manager inherits nothing of it. Choosing the present manager takes a change back that was planned.
/// </summary>
public sealed class ChangeManager(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Person>? ManagerId, DateOnly From);

    public Task Run(Id<Person> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var reorganisation = await Reorganisation.Begin(db, clock.GetUtcNow(), request.From, viewer, stop);
            await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
            if (request.ManagerId is { } manager)
                await db.SeenBy(viewer).People.One(person => person.Id == manager, stop);

            reorganisation.Change(id, request.ManagerId);
            await reorganisation.Save(stop);
        },
        stop);
}
