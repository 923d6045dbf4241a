using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>
/// An installation as the migrations leave it, before anybody belongs to it. What fills it here is written without a
/// viewer, because there is none yet, in one transaction, and by the jobs' role.
/// </summary>
public sealed class EmptyInstallation : IAsyncDisposable
{
    private readonly RapportDb db;

    private EmptyInstallation(RapportDb db, Organisation organisation, IReadOnlyDictionary<string, Id<RoleGuide>> guides) =>
        (this.db, Organisation, Guides) = (db, organisation, guides);

    public Organisation Organisation { get; }

    /// <summary>The guides that ship, by their keys.</summary>
    public IReadOnlyDictionary<string, Id<RoleGuide>> Guides { get; }

    /// <returns>Nothing when somebody belongs to it already.</returns>
    public static async Task<EmptyInstallation?> Find(NpgsqlDataSource jobs, CancellationToken stop)
    {
        var entered = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(jobs).Options);
        if (await entered.Set<Person>().AnyAsync(stop))
        {
            await entered.DisposeAsync();
            return null;
        }

        return new EmptyInstallation(
            entered,
            await entered.Set<Organisation>().SingleAsync(stop),
            await entered.Set<RoleGuide>().ToDictionaryAsync(guide => guide.Key, guide => guide.Id, stop));
    }

    /// <summary>Writes everything or nothing.</summary>
    public async Task Fill(IEnumerable<object> rows, CancellationToken stop)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(rows);
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        await db.SaveChangesAsync(stop);
    }

    public ValueTask DisposeAsync() => db.DisposeAsync();
}
