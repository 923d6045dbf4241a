using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// Corrects what is written down about somebody. Their account follows the address. Who they report to and when they leave
/// are acts of their own, with a date.
/// </summary>
public sealed class RevisePerson(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">Of the person, as the form showed it.</param>
    public sealed record Request(PersonDetails Details, uint Version);

    public Task Run(Id<Person> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Forbidden(!viewer.MayAdminister(), "Only an administrator corrects what is written down about people.");
            await db.OrganisationInTurn(stop);
            var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
            var before = person.Email;
            db.Expect(person, request.Version);
            await request.Details.ApplyTo(person, db, viewer, stop);
            if (person.Email != before)
                await TakeAlong(person, viewer, stop);
            db.Add(new AuditEvent(AuditKind.RevisedPerson, viewer.PersonId, clock.GetUtcNow(), id));
            await db.SaveChangesAsync(stop);
        },
        stop);

    private async Task TakeAlong(Person person, Viewer viewer, CancellationToken stop)
    {
        var account = await db.SeenBy(viewer).Accounts.FirstOrDefaultAsync(account => account.PersonId == person.Id, stop);
        if (account is null)
            return;

        Refusal.Forbidden(!viewer.HasJustProved(clock.GetUtcNow()), "Somebody signs in with this address. Show once more who you are before you change it.");
        account.SignInWith(person.Email);
    }
}
