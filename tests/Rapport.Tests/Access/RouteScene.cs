using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.Policies;

namespace Rapport.Tests.Access;

/// <summary>
/// One of everything that stands in an address, for tests that ask every route: Hanna and Teo are in a running meeting, and in a running
/// sync that Hanna leads.
/// </summary>
internal sealed record RouteScene(Cast Cast, PairThings Things, SyncThings Sync, Guid Meeting, Guid Guide, Guid Template)
{
    public static async Task<RouteScene> In(Host host)
    {
        await host.Database.Empty();
        return await In(host.Database, host.Clock);
    }

    public static async Task<RouteScene> In(Database database, TimeProvider clock)
    {
        var cast = await Cast.In(database, clock.GetUtcNow());
        await using var db = cast.Db();
        var guide = (await db.Set<RoleGuide>().FirstAsync()).Id.Value;
        var template = new AgendaTemplate("Before a launch", "- What could still stop it?");
        db.Add(template);
        await db.SaveChangesAsync();
        var things = await PairThings.In(db, cast.Hanna, cast.Teo, clock.GetUtcNow().AddDays(-80), null);
        var meeting = await new StartMeeting(db, clock).Run(things.Series.Id, cast.Hanna.Viewer, CancellationToken.None);
        var sync = await SyncThings.In(db, cast.Hanna, cast.Ruth, cast.Teo, cast.Priya, cast.Omar, cast.Robin, clock.GetUtcNow());
        return new(cast, things, sync, meeting.Value, guide, template.Id.Value);
    }

    /// <param name="hole">As <see cref="Served.Named"/> calls it.</param>
    public Guid Id(string hole) => hole switch
    {
        "series" => Things.Series.Id.Value,
        "meeting" => Meeting,
        "point" => Things.Point.Id.Value,
        "loop" => Things.Loop.Id.Value,
        "person" => Cast.Omar.Id.Value,
        "sync" => Sync.Sync.Id.Value,
        "syncmeeting" => Sync.Meeting.Id.Value,
        "syncaction" => Sync.Action.Id.Value,
        "risk" => Sync.Risk.Id.Value,
        "guide" => Guide,
        "template" => Template,
        _ => Guid.NewGuid(),
    };
}
