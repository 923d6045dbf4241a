using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Administration;

/// <summary>What administrators know of one-on-ones: that a series exists, whose it is, and its dates.</summary>
public sealed class SeriesDatesQueries(RapportDb db, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <param name="IsOnChart">Whoever knows the organisation chart can think of it.</param>
    public sealed record Row(Id<Series> Id, bool IsOnChart, SeriesKind Kind, Id<Person> ManagerId, string Manager, Id<Person> ReportId, string Report, DateTimeOffset StartedAt, DateOnly? EndedOn);

    public sealed record Page(IReadOnlyList<Row> Rows, int Total, int Number, int Pages);

    /// <summary>Those that go on first, by the names of their two; for administrators, and nothing for anybody else.</summary>
    public async Task<Page> All(int page, Viewer viewer, CancellationToken stop)
    {
        var (seen, lines) = (db.SeenBy(viewer), db.SeenBy(viewer).ReportingLines(viewer.Today(clock.GetUtcNow())));
        var total = await seen.SeriesDates.CountAsync(stop);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var number = Math.Clamp(page, 1, pages);
        var rows = await (
            from series in seen.SeriesDates
            join manager in seen.People on series.ManagerId equals manager.Id
            join report in seen.People on series.ReportId equals report.Id
            orderby series.EndedOn != null, manager.Name, report.Name, series.StartedAt, series.Id
            select new Row(
                series.Id, series.EndedOn == null && lines.Any(line => line.ReportId == series.ReportId && line.ManagerId == series.ManagerId), series.Kind, manager.Id, manager.Name, report.Id, report.Name, series.StartedAt, series.EndedOn))
            .Skip((number - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new(rows, total, number, pages);
    }
}
