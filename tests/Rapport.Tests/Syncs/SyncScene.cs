using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Jobs;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Syncs;

/// <summary>
/// A leadership sync, every two weeks on Thursdays at 09:00 UTC, first on 19 March 2026 at that time. Hanna facilitates, Ruth
/// stands in, Teo attends and fills Platform’s row with Priya as deputy; Omar only reads. Robin runs the installation.
/// </summary>
public sealed class SyncScene
{
    private readonly Database database;

    private SyncScene(Database database, Cast cast, FixedClock clock, Id<Sync> sync, Team platform) =>
        (this.database, Cast, Clock, Sync, Platform) = (database, cast, clock, sync, platform);

    public Cast Cast { get; }
    public FixedClock Clock { get; }
    public Id<Sync> Sync { get; }
    public Team Platform { get; }

    public static async Task<SyncScene> In(Database database, FixedClock clock)
    {
        await database.Empty();
        var cast = await Cast.In(database, clock.GetUtcNow());
        var platform = new Team("Platform");
        await using (var db = cast.Db())
        {
            db.Add(platform);
            await db.SaveChangesAsync();
            foreach (var leader in new[] { cast.Hanna, cast.Ruth })
                (await db.Set<Person>().SingleAsync(person => person.Id == leader.Id)).Hold([PersonRole.Manager]);
            await db.SaveChangesAsync();
        }

        var sync = Id<Sync>.New();
        var scene = new SyncScene(database, cast, clock, sync, platform);
        await scene.Do(db => new FoundSync(db, new(db, clock), clock).Run(
            new(sync, "Engineering leads", new(Cadence.EveryTwoWeeks, DayOfWeek.Thursday, new(9, 0), "UTC", 60, new(2026, 3, 19)), cast.Hanna.Id, cast.Ruth.Id, [cast.Teo.Id, cast.Priya.Id], [cast.Omar.Id]),
            cast.Hanna.Viewer, default));
        await scene.Do(db => new KeepRow(db, clock).Run(sync, new(platform.Id, cast.Teo.Id, cast.Priya.Id), cast.Hanna.Viewer, default));
        return scene;
    }

    public async Task Do(Func<RapportDb, Task> act)
    {
        await using var db = Cast.Db();
        await act(db);
    }

    public async Task<T> Do<T>(Func<RapportDb, Task<T>> act)
    {
        await using var db = Cast.Db();
        return await act(db);
    }

    public Task<Id<SyncMeeting>?> Coming(Member? who = null) => Do(db => new SyncQueries(db, Clock).Coming(Sync, (who ?? Cast.Hanna).Viewer, default));

    public async Task<SyncOrder> Order(Member? who = null)
    {
        var coming = (await Coming(who))!.Value;
        return await Do(db => new SyncQueries(db, Clock).Order(coming, (who ?? Cast.Hanna).Viewer, default));
    }

    public async Task<Id<Risk>> Raise(string summary, Rating rating, Member? owner = null)
    {
        var id = Id<Risk>.New();
        await Do(db => new RaiseRisk(db, Clock).Run(Sync, new(id, RiskKind.Risk, summary, null, null, (owner ?? Cast.Teo).Id, null, rating), Cast.Hanna.Viewer, default));
        return id;
    }

    public Task Rate(Id<Risk> risk, Rating rating, Member? who = null) => Do(db => new RateRisk(db, Clock).Run(risk, new(rating, null), (who ?? Cast.Hanna).Viewer, default));

    public async Task<Id<SyncMeeting>> Start(Member? who = null)
    {
        var id = (await Coming())!.Value;
        await Do(db => new StartSync(db, Clock).Run(id, (who ?? Cast.Hanna).Viewer, default));
        return id;
    }

    public Task TurnTo(Id<SyncMeeting> meeting, SyncSection section, SyncItem? item = null, Member? who = null) =>
        Do(db => new TurnTo(db, Clock).Run(meeting, new(section, item), (who ?? Cast.Hanna).Viewer, default));

    public Task End(Id<SyncMeeting> meeting, Member? who = null) => Do(db => new EndSync(db, new(db, Clock), Clock).Run(meeting, (who ?? Cast.Hanna).Viewer, default));

    public Task Act(Id<SyncMeeting> meeting, Id<Risk>? risk, string promise = "Roll it back", int inDays = 5, bool isParked = false, Member? owner = null) => Do(db => new MakeAction(db, Clock).Run(
        meeting, new(Id<SyncAction>.New(), (owner ?? Cast.Teo).Id, promise, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(inDays), risk, isParked), Cast.Hanna.Viewer, default));

    public Task Fill(Id<SyncMeeting> meeting, Member who, params decimal?[] figures) => Do(async db =>
    {
        var order = await new SyncQueries(db, Clock).Order(meeting, who.Viewer, default);
        await new FillRow(db, Clock).Run(
            meeting, new(order.Rows[0].Id, order.Columns.Zip(figures).ToDictionary(pair => pair.First.Id, pair => pair.Second)), who.Viewer, default);
    });

    public Task<RecordedSync> Record(Id<SyncMeeting> meeting, Member? who = null) => Do(async db => (await new SyncQueries(db, Clock).Notes(meeting, (who ?? Cast.Hanna).Viewer, default)).Record!);

    public async Task RunJob()
    {
        await using var jobs = JobsDb.Open(database.Jobs);
        await new SettleSyncs(jobs, Clock).Run(default);
    }

    /// <summary>Holds a whole sync at its time and moves on to the time of the next one.</summary>
    public async Task<Id<SyncMeeting>> Hold(Func<Id<SyncMeeting>, Task>? within = null)
    {
        var meeting = await Start();
        if (within is not null)
            await within(meeting);
        await End(meeting);
        Clock.Pass(TimeSpan.FromDays(14));
        return meeting;
    }
}
