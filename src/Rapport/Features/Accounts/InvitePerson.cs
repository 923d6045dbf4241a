using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Makes the link with which one person joins. Somebody who is not in the directory yet is entered with it, so that two
/// people can start without importing anybody. The link is shown once; a new one replaces those before it.
/// </summary>
public sealed class InvitePerson(RapportDb db, TimeProvider clock)
{
    public sealed record Request(string Name, string Email, Relation Relation);

    public enum Relation
    {
        Neither,
        ReportsToMe,
        IReportToThem,
    }

    /// <returns>The link's path.</returns>
    public async Task<string> Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var now = clock.GetUtcNow();
        var email = EmailAddress.Of(request.Email);
        var known = await db.SeenBy(viewer).People.FirstOrDefaultAsync(person => person.Email == email, stop);
        if (known is not null)
            return await Run(known.Id, viewer, stop);

        return await db.AsOne(
            async () =>
            {
                var reorganisation = await Reorganisation.Begin(db, now, viewer.Today(now), viewer, stop);
                var person = new Person(request.Name, email, viewer.TimeZone, now);
                db.AddRange(person, new AuditEvent(AuditKind.AddedPerson, viewer.PersonId, now, person.Id));
                await db.SaveChangesAsync(stop);
                await Relate(person.Id, request.Relation, reorganisation, viewer, stop);
                return await Issue(person.Id, viewer, stop);
            },
            stop);
    }

    /// <summary>For somebody who is in the directory already.</summary>
    public async Task<string> Run(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
        Refusal.Conflict(person.HasLeft(WallClock.Today(clock, person.TimeZone)), $"{person.Name} has left.");
        Refusal.Conflict(
            await db.SeenBy(viewer).Accounts.AnyAsync(account => account.PersonId == id, stop),
            $"{person.Name} has an account already. If they cannot get in, restore their sign-in instead.");

        return await Issue(id, viewer, stop);
    }

    private async Task Relate(Id<Person> person, Relation relation, Reorganisation reorganisation, Viewer viewer, CancellationToken stop)
    {
        if (relation == Relation.Neither)
            return;

        var today = viewer.Today(clock.GetUtcNow());
        Refusal.Conflict(
            relation == Relation.IReportToThem
                && await db.SeenBy(viewer).ReportingHistory(today).AnyAsync(line => line.ReportId == viewer.PersonId && (line.ValidTo == null || line.ValidTo > today), stop),
            "You report to somebody already. Invite without a relation, and change your manager on your page.");
        if (relation == Relation.ReportsToMe)
            reorganisation.Change(person, viewer.PersonId);
        else
            reorganisation.Change(viewer.PersonId, person);
        await reorganisation.Save(stop);
    }

    private async Task<string> Issue(Id<Person> person, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var old in await db.SeenBy(viewer).Invitations.Where(old => old.PersonId == person && old.UsedAt == null && old.WithdrawnAt == null).ToListAsync(stop))
            old.Withdraw(now);

        var secret = LinkSecret.New();
        db.AddRange(new Invitation(InvitationKind.Join, person, secret.Hash, viewer.PersonId, now), new AuditEvent(AuditKind.Invited, viewer.PersonId, now, person));
        await db.SaveChangesAsync(stop);
        return InvitationPage.Path(secret);
    }
}
