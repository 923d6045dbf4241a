using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.People;

/// <summary>The cast in a database of its own, with the acts that an administrator has on it. Today is Thursday 19 March 2026.</summary>
internal sealed class Organisation(Database database, Cast cast)
{
    public static readonly DateOnly Today = new(2026, 3, 19);
    public static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    public Cast Cast => cast;

    public FixedClock Clock { get; } = new(Now);

    public static async Task<Organisation> In(Database database)
    {
        await database.Empty();
        return new(database, await Cast.In(database, Now));
    }

    public Task ChangeManager(Member report, Member? manager, DateOnly from, Member? by = null) =>
        With(db => new ChangeManager(db, Clock).Run(report.Id, new(manager?.Id, from), (by ?? cast.Robin).Viewer, default));

    public Task Leave(Member who, DateOnly lastDay, Member? reportsTo = null, Member? by = null) =>
        With(db => new RecordLeaving(db, Clock).Run(who.Id, new(lastDay, reportsTo?.Id), (by ?? cast.Robin).Viewer, default));

    public Task Stay(Member who) => With(db => new TakeBackLeaving(db, Clock).Run(who.Id, cast.Robin.Viewer, default));

    public async Task<Series> Read(Series series)
    {
        await using var db = database.Db();
        return await db.Set<Series>().SingleAsync(one => one.Id == series.Id);
    }

    public async Task<Person> Read(Member member)
    {
        await using var db = database.Db();
        return await db.Set<Person>().SingleAsync(one => one.Id == member.Id);
    }

    public async Task<OpenLoop> Promise(Series series, Member owner, string promise)
    {
        await using var db = database.Db();
        var loop = new OpenLoop(series.Id, owner.Id, owner.Id, promise, Today.AddDays(7), null, null, Now);
        db.Add(loop);
        await db.SaveChangesAsync();
        return loop;
    }

    public async Task<OpenLoop> Read(OpenLoop loop)
    {
        await using var db = database.Db();
        return await db.Set<OpenLoop>().SingleAsync(one => one.Id == loop.Id);
    }

    /// <summary>The managers of somebody over time, as "Hanna 2024-01-01..2026-04-01".</summary>
    public async Task<string> History(Member report)
    {
        await using var db = database.Db();
        var lines = await db.Set<ReportingLine>().Where(line => line.ReportId == report.Id).OrderBy(line => line.ValidFrom).ThenBy(line => line.Id).ToListAsync();
        return string.Join(", ", lines.Where(line => !line.NeverHeld).Select(line =>
            $"{PersonName.Called(cast.All.Single(one => one.Id == line.ManagerId).Person.Name)} {line.ValidFrom:yyyy-MM-dd}..{line.ValidTo:yyyy-MM-dd}"));
    }

    private async Task With(Func<RapportDb, Task> act)
    {
        await using var db = database.Db();
        await act(db);
    }
}
