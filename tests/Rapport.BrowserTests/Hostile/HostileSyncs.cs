using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.BrowserTests.Hostile;

/// <summary>Two syncs that Hanna facilitates and Teo attends: one runs, with risks enough to close one with each text; one comes, with a row that is hers to fill.</summary>
internal sealed record HostileSyncs(Id<Sync> Running, Id<SyncMeeting> Meeting, Id<Sync> Coming)
{
    private const int Risks = 12;

    public static async Task<HostileSyncs> In(HostileServer server)
    {
        var (cast, clock, platform) = (server.Cast, TimeProvider.System, new Team("Platform"));
        await using (var db = cast.Db())
        {
            db.Add(platform);
            (await db.Set<Person>().SingleAsync(person => person.Id == cast.Hanna.Id)).Hold([PersonRole.Manager]);
            await db.SaveChangesAsync();
        }

        var (running, coming) = (await Found(server, "Engineering leads"), await Found(server, "Platform leads"));
        await using (var db = cast.Db())
            await new KeepRow(db, clock).Run(coming, new(platform.Id, cast.Hanna.Id, null), cast.Hanna.Viewer, default);
        for (var number = 0; number < Risks; number++)
        {
            await using var db = cast.Db();
            await new RaiseRisk(db, clock).Run(running, new(Id<Risk>.New(), RiskKind.Risk, "Only one release key", null, null, cast.Hanna.Id, null, number == 0 ? Rating.Red : Rating.Yellow), cast.Hanna.Viewer, default);
        }

        await using var look = cast.Db();
        var meeting = await look.Set<SyncMeeting>().Where(meeting => meeting.SyncId == running).Select(meeting => meeting.Id).SingleAsync();
        await new StartSync(look, clock).Run(meeting, cast.Hanna.Viewer, default);
        return new(running, meeting, coming);
    }

    private static async Task<Id<Sync>> Found(HostileServer server, string name)
    {
        var (cast, clock, id, soon) = (server.Cast, TimeProvider.System, Id<Sync>.New(), DateTimeOffset.UtcNow.AddMinutes(30));
        await using var db = cast.Db();
        await new FoundSync(db, new(db, clock), clock).Run(
            new(id, name, new(Cadence.EveryTwoWeeks, soon.DayOfWeek, new(soon.Hour, soon.Minute), "UTC", 60, DateOnly.FromDateTime(soon.UtcDateTime)), cast.Hanna.Id, cast.Ruth.Id, [cast.Teo.Id], []),
            cast.Hanna.Viewer, default);
        return id;
    }
}
