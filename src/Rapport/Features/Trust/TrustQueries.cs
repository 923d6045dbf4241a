using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Trust;

/// <summary>A conversation that the viewer is half of, or reads, and who else does.</summary>
/// <param name="Other">The other of the two; of a history that was opened to the viewer, the one who opened it.</param>
/// <param name="Reader">To whom the viewer has opened it; the former manager is not told.</param>
public sealed record ReadSeries(Id<Series> Id, SeriesKind Kind, string Other, DateTimeOffset StartedAt, DateOnly? EndedOn, bool IsOpenedToViewer, string? Reader);

/// <summary>Reads who reads what of somebody, as it is now.</summary>
public sealed class TrustQueries(RapportDb db)
{
    /// <summary>Those that go on first, then those that have ended, and last what was opened to the viewer.</summary>
    public async Task<List<ReadSeries>> Mine(Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var me = viewer.PersonId;
        var mine = await (
            from series in seen.Series
            from other in seen.People.Where(person => person.Id == (series.ManagerId == me ? series.ReportId : series.ManagerId))
            from carry in seen.CarryOvers.Where(carry => carry.SeriesId == series.Id && carry.ReportId == me && carry.WithdrawnAt == null).DefaultIfEmpty()
            from reader in seen.People.Where(person => person.Id == carry.ReaderId).DefaultIfEmpty()
            orderby series.EndedOn != null, other.Name, series.StartedAt
            select new ReadSeries(series.Id, series.Kind, other.Name, series.StartedAt, series.EndedOn, false, (string?)reader.Name))
            .ToListAsync(stop);
        var opened = await (
            from series in seen.CarriedSeries
            from report in seen.People.Where(person => person.Id == series.ReportId)
            orderby report.Name, series.StartedAt
            select new ReadSeries(series.Id, series.Kind, report.Name, series.StartedAt, series.EndedOn, true, null))
            .ToListAsync(stop);
        return [.. mine, .. opened];
    }
}
