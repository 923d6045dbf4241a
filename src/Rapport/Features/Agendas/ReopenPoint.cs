using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>
/// Puts a closed point back on the agenda. A point that was closed in a meeting belongs to that meeting's record, so it
/// comes back only while the record is open.
/// </summary>
public sealed class ReopenPoint(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<AgendaPoint> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var point = await seen.AgendaPoints.One(point => point.Id == id, stop);
        var series = await seen.Series.One(series => series.Id == point.SeriesId, stop);
        viewer.RefuseUnlessWritingIn(series, clock.GetUtcNow());
        if (point.ClosedIn is { } meetingId)
        {
            var meeting = await seen.Meetings.SingleAsync(meeting => meeting.Id == meetingId, stop);
            meeting.RefuseIfNotWritable();
        }

        point.Reopen();
        await db.SaveChangesAsync(stop);
    }
}
