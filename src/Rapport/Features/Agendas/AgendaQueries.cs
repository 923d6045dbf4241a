using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
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

/// <summary>A point on its own page: what it says, whose it is, how it ended.</summary>
public sealed record PointPage(AgendaPoint Point, uint Version, Series Series, string AuthorName, string? ClosedByName, string ManagerName, string ReportName)
{
    public int Waited => Point.Waited(Series.MeetingsHeld);
}

/// <summary>What was noted under a point in one meeting.</summary>
public sealed record PointNote(Id<Meeting> MeetingId, DateTimeOffset MetAt, string Text);

/// <summary>Reads agendas.</summary>
public sealed class AgendaQueries(RapportDb db)
{
    /// <exception cref="Refusal">Missing.</exception>
    public async Task<PointPage> One(Id<AgendaPoint> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var page = await (from point in seen.AgendaPoints.AsNoTracking()
                          where point.Id == id
                          join series in seen.ReadableSeries on point.SeriesId equals series.Id
                          join author in seen.People on point.AuthorId equals author.Id
                          join manager in seen.People on series.ManagerId equals manager.Id
                          join report in seen.People on series.ReportId equals report.Id
                          join closer in seen.People on point.ClosedBy equals closer.Id into closers
                          from closedBy in closers.DefaultIfEmpty()
                          select new PointPage(point, EF.Property<uint>(point, "Version"), series, author.Name, closedBy.Name, manager.Name, report.Name))
            .SingleOrDefaultAsync(stop);
        Refusal.Missing(page is null);
        return page;
    }

    /// <summary>The notes under a point, meeting by meeting, the newest first.</summary>
    public Task<List<PointNote>> Notes(Id<AgendaPoint> id, Viewer viewer, CancellationToken stop) =>
        (from text in db.SeenBy(viewer).SharedTexts
         where text.PointId == id && text.Kind == SharedTextKind.Note && text.Text != ""
         join meeting in db.SeenBy(viewer).Meetings on text.MeetingId equals meeting.Id
         orderby meeting.StartsAt descending
         select new PointNote(meeting.Id, meeting.StartsAt, text.Text))
        .Take(50).ToListAsync(stop);
}
