using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>What the two sides of a restored sign-in are told, and what stays on record.</summary>
public sealed class RecoveryQueries(RapportDb db, TimeProvider clock)
{
    /// <param name="Id">Whose sign-in was restored.</param>
    /// <param name="By">Which administrator made the link.</param>
    /// <param name="HaveMet">The two met before; else the viewer stands in for those who did.</param>
    /// <param name="IsManager">The person reports to the viewer.</param>
    public sealed record Notice(Id<Person> Id, string Name, string By, DateTimeOffset UsedAt, bool HaveMet, bool IsManager);

    public sealed record Entry(string By, DateTimeOffset IssuedAt, DateTimeOffset? UsedAt, string? ConfirmedBy, DateTimeOffset? ConfirmedAt);

    /// <summary>For Today: "Teo's sign-in was restored on … by Robin. Was it really Teo?" Once for each person.</summary>
    public async Task<List<Notice>> ToConfirm(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        var notices = await seen.RecoveriesToConfirm(today)
            .OrderByDescending(recovery => recovery.UsedAt)
            .Select(recovery => new Notice(
                recovery.PersonId,
                seen.People.Where(person => person.Id == recovery.PersonId).Select(person => person.Name).First(),
                seen.People.Where(person => person.Id == recovery.IssuedBy).Select(person => person.Name).First(),
                recovery.UsedAt!.Value,
                seen.Series.Any(series => series.StartedAt < recovery.IssuedAt && (series.ManagerId == recovery.PersonId || series.ReportId == recovery.PersonId))
                    || seen.CarryOvers.Any(carry => carry.ReaderId == recovery.PersonId && carry.CarriedAt < recovery.IssuedAt),
                seen.ReportingLines(today).Any(line => line.ReportId == recovery.PersonId && line.ManagerId == viewer.PersonId)))
            .ToListAsync(stop);
        return [.. notices.DistinctBy(notice => notice.Id)];
    }

    /// <summary>The viewer's own, newest first.</summary>
    public Task<List<Entry>> Mine(Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return seen.Recoveries
            .Where(recovery => recovery.PersonId == viewer.PersonId)
            .OrderByDescending(recovery => recovery.IssuedAt)
            .Select(recovery => new Entry(
                seen.People.Where(person => person.Id == recovery.IssuedBy).Select(person => person.Name).First(),
                recovery.IssuedAt,
                recovery.UsedAt,
                seen.People.Where(person => person.Id == recovery.ConfirmedBy).Select(person => person.Name).FirstOrDefault(),
                recovery.ConfirmedAt))
            .ToListAsync(stop);
    }
}
