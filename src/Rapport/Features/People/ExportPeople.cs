using System.Globalization;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Takes the directory along: everybody who is here, as a table that an import reads as unchanged.</summary>
public sealed class ExportPeople(RapportDb db, PersonQueries queries, TimeProvider clock)
{
    public async Task<IEnumerable<string[]>> Run(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var people = await queries.Known(viewer, stop);
        db.Add(new AuditEvent(AuditKind.ExportedPeople, viewer.PersonId, clock.GetUtcNow()));
        await db.SaveChangesAsync(stop);
        return people.Where(person => !person.HasLeft).Select(person => (string[])
        [
            person.Name, person.Email, person.ManagerEmail ?? "", person.Team ?? "", person.Title ?? "", person.Level ?? "",
            person.StartDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", person.Zone,
        ]);
    }
}
