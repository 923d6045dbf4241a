using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>A point as an agenda shows it.</summary>
/// <param name="Details">Markdown.</param>
/// <param name="Waited">Meetings that have passed since it was raised.</param>
/// <param name="Version">To be sent back with a change of its words.</param>
public sealed record PointRow(
    Id<AgendaPoint> Id, Id<Person> AuthorId, PointKind Kind, PointSubKind? SubKind, Part Part, string Title, string Details, int Waited, uint Version);

/// <summary>Reads agendas.</summary>
public sealed class AgendaQueries(RapportDb db)
{
    /// <summary>The open points of a series: the report's first, each person's in their own order.</summary>
    public Task<List<PointRow>> Open(Id<Series> id, Id<Person> report, Viewer viewer, CancellationToken stop) =>
        (from point in db.SeenBy(viewer).AgendaPoints
         join series in db.SeenBy(viewer).ReadableSeries on point.SeriesId equals series.Id
         where point.SeriesId == id && point.ClosedAt == null
         orderby point.AuthorId == report descending, point.Position, point.RaisedAt
         select new PointRow(
             point.Id, point.AuthorId, point.Kind, point.SubKind, point.Part, point.Title, point.Details,
             series.MeetingsHeld - point.RaisedAfter, EF.Property<uint>(point, "Version")))
        .ToListAsync(stop);
}
