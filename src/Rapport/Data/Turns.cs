using Microsoft.EntityFrameworkCore;

namespace Rapport.Data;

/// <summary>What only one may do at a time, on whatever node.</summary>
public static class Turns
{
    private const long Organisation = 0x6F_72_67;

    /// <summary>
    /// Waits until nobody else changes who reports to whom; the turn lasts until the transaction ends. Without it two changes,
    /// each of them fine, could close a circle together.
    /// </summary>
    public static Task OrganisationInTurn(this RapportDb db, CancellationToken stop) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Organisation})", stop);
}
