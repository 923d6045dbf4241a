using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A meeting that one of the two is changing: nobody else changes it until the transaction ends, so that no word slips
/// into a record that the other person is just closing.
/// </summary>
public sealed class MeetingInHand
{
    private MeetingInHand(Series series, Meeting meeting, DateTimeOffset now) => (Series, Meeting, Now) = (series, meeting, now);

    public Series Series { get; }

    public Meeting Meeting { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Takes a meeting to write in it. Call it inside a transaction.</summary>
    public static async Task<MeetingInHand> Take(RapportDb db, Id<Meeting> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var meeting = await db.SeenBy(viewer).MeetingInTurn(id).One(meeting => meeting.Id == id, stop);
        var series = await db.SeenBy(viewer).ReadableSeries.One(series => series.Id == meeting.SeriesId, stop);
        return Checked(series, meeting, viewer, now);
    }

    /// <summary>Takes its series too, for changes that count meetings.</summary>
    public static async Task<MeetingInHand> TakeWithSeries(RapportDb db, Id<Meeting> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var where = await db.SeenBy(viewer).Meetings.Where(meeting => meeting.Id == id).Select(meeting => new { meeting.SeriesId }).One(_ => true, stop);
        var series = await db.SeenBy(viewer).SeriesInTurn(where.SeriesId).One(series => series.Id == where.SeriesId, stop);
        var meeting = await db.SeenBy(viewer).MeetingInTurn(id).One(meeting => meeting.Id == id, stop);
        return Checked(series, meeting, viewer, now);
    }

    /// <summary>Ends what was being talked about and begins to count the time of something else.</summary>
    public async Task TurnTo(AgendaPoint? point, RapportDb db, Viewer viewer, CancellationToken stop)
    {
        Meeting.Discuss(point?.Id);
        var talk = await db.SeenBy(viewer).Talk.FirstOrDefaultAsync(talk => talk.MeetingId == Meeting.Id && talk.ToAt == null, stop);
        if (talk is not null && talk.PointId == point?.Id)
            return;

        talk?.End(Now, Meeting);
        if (point is not null && Meeting.IsRunning)
            db.Add(new Talk(Meeting.Id, point.Id, point.Part, Now));
    }

    private static MeetingInHand Checked(Series series, Meeting meeting, Viewer viewer, DateTimeOffset now)
    {
        Refusal.Forbidden(!viewer.MayWriteIn(series), "Only the two who meet write here.");
        series.RefuseIfEnded(viewer.Today(now));
        return new MeetingInHand(series, meeting, now);
    }
}
