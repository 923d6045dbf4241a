using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Register;

/// <summary>The open and closed entries of the register that the viewer may read, as a table to take along.</summary>
public sealed class ExportRegister(RapportDb db, RegisterQueries queries, TimeProvider clock)
{
    private const int Most = 20_000;

    public async Task<IEnumerable<string[]>> Run(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!await db.SeenBy(viewer).Syncs.AnyAsync(stop));
        var open = (await queries.List(new(null, null, false, false, null), 0, Most, viewer, stop)).Rows.Where(row => row.ClosedAt is null);
        var closed = (await queries.List(new(null, null, true, false, null), 0, Most, viewer, stop)).Rows;
        db.Add(new AuditEvent(AuditKind.ExportedRegister, viewer.PersonId, clock.GetUtcNow()));
        await db.SaveChangesAsync(stop);
        return
        [
            ["sync", "kind", "summary", "rating", "owner", "target", "failure_mode", "mitigation", "raised", "first_red", "closed", "closed_because"],
            .. open.Concat(closed).Select(row => new[]
            {
                row.Sync, SyncWords.Of(row.Kind), row.Summary, row.Rating.ToString(), row.Owner, row.TargetOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                row.FailureMode ?? "", row.Mitigation ?? "", Day(row.RaisedAt, viewer), row.RedSince is { } red ? Day(red, viewer) : "", row.ClosedAt is { } at ? Day(at, viewer) : "", row.ClosedBecause ?? "",
            }),
        ];
    }

    private static string Day(DateTimeOffset at, Viewer viewer) => WallClock.Local(at, viewer.TimeZone).Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
