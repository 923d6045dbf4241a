using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
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
            var details = request.Details;
            var person = new Person(details.Name ?? "", details.Email ?? "", details.Zone ?? "", now) { Id = request.Id };
            await Resent.Once(() => Made(request.Id, viewer, stop), Words(person), () => Add(person, request, reorganisation, viewer, stop));
        },
        stop);

    private async Task<bool> Add(Person person, Request request, Reorganisation reorganisation, Viewer viewer, CancellationToken stop)
    {
        await request.Details.ApplyTo(person, db, viewer, stop);
        db.AddRange(person, new AuditEvent(AuditKind.AddedPerson, viewer.PersonId, person.CreatedAt, person.Id));
        if (!await db.SaveNew(stop))
            return false;

        if (request.ManagerId is { } manager)
        {
            await db.SeenBy(viewer).People.One(other => other.Id == manager, stop);
            reorganisation.Change(person.Id, manager);
            await reorganisation.Save(stop);
        }

        return true;
    }

    private async Task<string?> Made(Id<Person> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).People.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, stop) is { } person ? Words(person) : null;

    private static string Words(Person person) => $"{person.Email}\n{person.Name}";
}
