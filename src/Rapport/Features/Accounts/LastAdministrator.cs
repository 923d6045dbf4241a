using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// There is always somebody left who may run the installation: whatever takes an administrator out of it, be it a right, an
/// account or a last day, asks here first. Somebody whose leaving is on record does not count as left over, even while the
/// day lies ahead.
/// </summary>
public static class LastAdministrator
{
    /// <summary>Waits its turn, inside a transaction, so that two who go at the same moment cannot both be let go.</summary>
    /// <exception cref="Refusal">Conflict: nobody else would be left.</exception>
    public static async Task Keep(RapportDb db, Id<Person> going, Viewer viewer, CancellationToken stop)
    {
        await db.OrganisationInTurn(stop);
        var seen = db.SeenBy(viewer);
        var administrators = await seen.Accounts.Where(account => account.IsAdministrator && account.DisabledAt == null)
            .Select(account => new { account.PersonId, Stays = seen.People.Any(person => person.Id == account.PersonId && person.LeftOn == null) })
            .ToListAsync(stop);
        Refusal.Conflict(
            administrators.Exists(one => one.PersonId == going) && !administrators.Exists(one => one.PersonId != going && one.Stays),
            "This is the last administrator. Make somebody else one first.");
    }
}
