using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;

namespace Rapport.Features.Administration;

/// <summary>
/// Shows an administrator which series exist. Where the organisation chart does not tell it already, the two people find in
/// their log that somebody looked, once a day at most.
/// </summary>
public sealed class ShowSeries(RapportDb db, SeriesDatesQueries queries, TimeProvider clock)
{
    public async Task<SeriesDatesQueries.Page> Run(int page, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var found = await queries.All(page, viewer, stop);
        var beyond = found.Rows.Where(row => !row.IsOnChart && row.ManagerId != viewer.PersonId && row.ReportId != viewer.PersonId).Select(row => row.Id).ToList();
        if (beyond.Count == 0)
            return found;

        var yesterday = now.AddDays(-1);
        var told = await db.SeenBy(viewer).OwnEvents
            .Where(item => item.Kind == AuditKind.SawSeries && item.ActorId == viewer.PersonId && item.At > yesterday)
            .Select(item => item.SeriesId).ToListAsync(stop);
        db.AddRange(beyond.Where(id => !told.Contains(id)).Select(id => new AuditEvent(AuditKind.SawSeries, viewer.PersonId, now, series: id)));
        await db.SaveChangesAsync(stop);
        return found;
    }
}
