using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Corrects what is written down about somebody. Who they report to and when they leave are acts of their own, with a date.</summary>
public sealed class RevisePerson(RapportDb db)
{
    /// <param name="Version">Of the person, as the form showed it.</param>
    public sealed record Request(PersonDetails Details, uint Version);

    public Task Run(Id<Person> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Forbidden(!viewer.MayAdminister(), "Only an administrator corrects what is written down about people.");
            await db.OrganisationInTurn(stop);
            var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
            db.Expect(person, request.Version);
            await request.Details.ApplyTo(person, db, viewer, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
