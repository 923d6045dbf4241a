using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>Hanna and Teo in a meeting that runs, about one point of Teo's, on a host that is emptied first.</summary>
internal sealed record RunningMeeting(Cast Cast, Id<Meeting> Meeting, Id<AgendaPoint> Point)
{
    public static async Task<RunningMeeting> In(Host host)
    {
        await host.Database.Empty();
        var cast = await Cast.In(host);
        var series = await cast.Pair(cast.Hanna, cast.Teo);
        await using var db = cast.Db();
        var point = new AgendaPoint(series.Id, cast.Teo.Id, PointKind.Point, null, Part.People, "The licence", null, 1, 0, host.Clock.GetUtcNow());
        db.Add(point);
        await db.SaveChangesAsync();
        return new(cast, await new StartMeeting(db, host.Clock).Run(series.Id, cast.Hanna.Viewer, default), point.Id);
    }
}
