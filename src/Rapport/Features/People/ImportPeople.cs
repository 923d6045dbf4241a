using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// Takes a table of people in, all rows or none, exactly as it was previewed: if the organisation has changed meanwhile,
/// nothing is done and the new preview is to be looked at first. Roles stay as they are, but who has reports is a manager.
/// Whoever comes in together with their reports has led before and is no new manager.
/// </summary>
public sealed class ImportPeople(RapportDb db, PersonQueries queries, TimeProvider clock)
{
    /// <param name="Seen">The fingerprint of the plan that was looked at.</param>
    public sealed record Request(byte[] File, string Seen);

    public Task<ImportPlan> Run(Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var today = viewer.Today(now);
            var reorganisation = await Reorganisation.Begin(db, now, today, viewer, stop);
            var plan = ImportPlan.Make(PeopleFile.Read(request.File), await queries.Known(viewer, stop), today);
            Refusal.Conflict(plan.Fingerprint != request.Seen, "The organisation has changed since you looked. This is what the import would do now.");
            Refusal.Invalid(!plan.IsClean, "The file still has problems. Nothing was imported.");

            var rows = plan.Rows.Select(row => (row.Action, Facts: row.Person!)).ToList();
            var people = await db.SeenBy(viewer).People.ToDictionaryAsync(person => person.Email, EmailAddress.Comparer, stop);
            var teams = await Teams(rows.Select(row => row.Facts.Team), viewer, stop);
            foreach (var (action, facts) in rows.Where(row => row.Action != ImportAction.Unchanged))
                Write(facts, action, people, teams, now);
            await db.SaveChangesAsync(stop);

            db.Add(new AuditEvent(AuditKind.ImportedPeople, viewer.PersonId, now));
            reorganisation.LedBefore(rows.Where(row => row.Action == ImportAction.New).Select(row => people[row.Facts.Email].Id));
            foreach (var (_, facts) in rows)
                Place(people[facts.Email].Id, facts.ManagerEmail is { } manager ? people[manager].Id : null, reorganisation, today);
            await reorganisation.Save(stop);
            return plan;
        },
        stop);

    private async Task<Dictionary<string, Id<Team>>> Teams(IEnumerable<string?> names, Viewer viewer, CancellationToken stop)
    {
        var teams = await db.SeenBy(viewer).Teams.ToDictionaryAsync(team => team.Name, team => team.Id, StringComparer.OrdinalIgnoreCase, stop);
        foreach (var name in names.OfType<string>().Where(name => !teams.ContainsKey(name)))
        {
            var team = new Team(name);
            if (teams.TryAdd(name, team.Id))
                db.Add(team);
        }

        return teams;
    }

    private void Write(
        ImportPlan.Facts facts, ImportAction action, Dictionary<string, Person> people, Dictionary<string, Id<Team>> teams, DateTimeOffset now)
    {
        if (action == ImportAction.New)
        {
            people[facts.Email] = new Person(facts.Name, facts.Email, facts.Zone, now);
            db.Add(people[facts.Email]);
        }

        var person = people[facts.Email];
        person.Rename(facts.Name);
        person.MoveTo(facts.Zone);
        person.Describe(facts.Title, facts.Level, facts.Team is { } team ? teams[team] : null, facts.StartDate);
    }

    private static void Place(Id<Person> person, Id<Person>? manager, Reorganisation reorganisation, DateOnly today)
    {
        if (reorganisation.Structure.ManagerOf(person, today) != manager)
            reorganisation.Change(person, manager);
    }
}
