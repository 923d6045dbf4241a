using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>What a browser needs before it can open anything.</summary>
/// <param name="Vault">The one asked for, else the one in use; nothing where there is none.</param>
public sealed record KeptVault(Vault? Vault, List<VaultWrap> Wraps, List<Vault> Retired, bool IsOn);

/// <summary>Notes in the order of their revisions.</summary>
/// <param name="Next">From where the next page goes on; nothing at the end.</param>
public sealed record VaultPage(List<VaultItem> Items, long? Next);

/// <summary>Reads what somebody's browsers keep here.</summary>
public sealed class VaultQueries(RapportDb db, TimeProvider clock)
{
    private const int MostRows = 2000;
    private const long MostBytes = 4 * 1024 * 1024;

    public async Task<KeptVault> Kept(Id<Vault>? asked, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var all = await seen.Vaults.AsNoTracking().OrderByDescending(vault => vault.FoundedOn).ToListAsync(stop);
        var vault = asked is { } id ? all.Find(vault => vault.Id == id) : all.Find(vault => vault.RetiredOn is null);
        var wraps = vault is null ? [] : await seen.VaultWraps.AsNoTracking().Where(wrap => wrap.VaultId == vault.Id).OrderBy(wrap => wrap.Id).ToListAsync(stop);
        return new(vault, wraps, all.FindAll(vault => vault.RetiredOn is not null), await IsOn(viewer, stop));
    }

    public async Task<bool> IsOn(Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).Organisation.AllAsync(organisation => organisation.PrivateNotesOffSince == null, stop);

    /// <summary>Those whom one meets or has met: whom a note can be about, and since when one no longer meets them.</summary>
    public async Task<List<NamedPerson>> PeopleOf(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        var people = await seen.People.Where(person => person.Id != viewer.PersonId && seen.Series.Any(series => series.ManagerId == person.Id || series.ReportId == person.Id))
            .OrderBy(person => person.Name).Select(person => new { person.Id, person.Name }).Take(500).ToListAsync(stop);
        var endings = await seen.Series.Where(series => series.ManagerId == viewer.PersonId || series.ReportId == viewer.PersonId)
            .Select(series => new { Other = series.ManagerId == viewer.PersonId ? series.ReportId : series.ManagerId, series.EndedOn }).ToListAsync(stop);
        var until = endings.GroupBy(ending => ending.Other).Where(series => series.All(one => one.EndedOn <= today)).ToDictionary(series => series.Key, series => series.Max(one => one.EndedOn));
        return [.. people.Select(person => new NamedPerson(person.Id.Value, person.Name, until.GetValueOrDefault(person.Id)))];
    }

    /// <summary>What changed after a revision. A page ends where a revision does: each of them is served whole.</summary>
    public async Task<VaultPage> Items(Id<Vault> id, long since, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var changed = seen.VaultItems.AsNoTracking().Where(item => item.VaultId == id && item.Revision > since);
        var ahead = await changed.OrderBy(item => item.Revision).Select(item => new { item.Revision, item.SizeClass }).Take(MostRows + (2 * ChangeVault.MostAtOnce)).ToListAsync(stop);
        var last = Last([.. ahead.Select(row => (row.Revision, row.SizeClass))]);
        var items = await changed.Where(item => item.Revision <= last).OrderBy(item => item.Revision).ThenBy(item => item.Id).ToListAsync(stop);
        return new(items, ahead.Count > 0 && ahead[^1].Revision > last ? last : null);
    }

    /// <summary>The last revision that fits on the page, and at least the first.</summary>
    private static long Last(List<(long Revision, short SizeClass)> ahead)
    {
        var (last, rows, bytes) = (0L, 0, 0L);
        foreach (var revision in ahead.GroupBy(row => row.Revision))
        {
            (rows, bytes) = (rows + revision.Count(), bytes + revision.Sum(row => (long)Sealed.Sizes[row.SizeClass]));
            if (last > 0 && (rows > MostRows || bytes > MostBytes))
                break;
            last = revision.Key;
        }

        return last;
    }
}
