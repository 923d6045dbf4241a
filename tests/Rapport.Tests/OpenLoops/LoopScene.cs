using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.OpenLoops;

/// <summary>Hanna, who manages Teo and Priya, on Thursday 19 March 2026, 9:00 UTC; Rune meets neither of them.</summary>
public sealed class LoopScene(Database database)
{
    public static readonly DateOnly Today = new(2026, 3, 19);

    public FixedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
    public Person Hanna { get; } = Somebody("Hanna Lindqvist", "Europe/Berlin");
    public Person Teo { get; } = Somebody("Teo Adeyemi", "Europe/Lisbon");
    public Person Priya { get; } = Somebody("Priya Raghunathan", "Asia/Kolkata");
    public Person Rune { get; } = Somebody("Rune Aas", "Europe/Oslo");
    public Series WithTeo { get; private set; } = null!;
    public Series WithPriya { get; private set; } = null!;

    public Viewer SeenByHanna => As(Hanna);
    public Viewer SeenByTeo => As(Teo);

    public static async Task<LoopScene> Set(Database database)
    {
        var scene = new LoopScene(database);
        scene.WithTeo = new Series(SeriesKind.Direct, scene.Hanna.Id, scene.Teo.Id, scene.Hanna.Id, scene.Clock.GetUtcNow().AddDays(-90));
        scene.WithPriya = new Series(SeriesKind.Direct, scene.Hanna.Id, scene.Priya.Id, scene.Hanna.Id, scene.Clock.GetUtcNow().AddDays(-90));
        await scene.Save(scene.Hanna, scene.Teo, scene.Priya, scene.Rune, scene.WithTeo, scene.WithPriya);
        return scene;
    }

    public static Viewer As(Person person, bool isAdministrator = false, bool isShut = false) =>
        new(person.Id, Guid.NewGuid(), default, person.Name, person.TimeZone, isAdministrator, isShut, default);

    public RapportDb Open() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(database.Jobs).Options);

    public async Task Save(params object[] things)
    {
        await using var db = Open();
        db.AddRange(things);
        await db.SaveChangesAsync();
    }

    public async Task End(Series series, DateOnly day)
    {
        await using var db = Open();
        var stored = await db.Set<Series>().SingleAsync(one => one.Id == series.Id);
        stored.End(day, SeriesEnding.ManagerChanged);
        await db.SaveChangesAsync();
    }

    /// <summary>A promise of Teo's to Hanna, or of whoever is named, made four weeks ago.</summary>
    public async Task<OpenLoop> Promise(Person? owner = null, DateOnly? due = null, Person? by = null, Series? series = null, string promise = "Write the release steps down")
    {
        owner ??= Teo;
        var loop = new OpenLoop((series ?? WithTeo).Id, owner.Id, (by ?? owner).Id, promise, due ?? Today.AddDays(3), null, null, Clock.GetUtcNow().AddDays(-28));
        await Save(loop);
        return loop;
    }

    public async Task Run(Func<RapportDb, Task> act)
    {
        await using var db = Open();
        await act(db);
    }

    public async Task<OpenLoop> Stored(Id<OpenLoop> id)
    {
        await using var db = Open();
        return await db.Set<OpenLoop>().SingleAsync(loop => loop.Id == id);
    }

    public async Task<List<OpenLoopEvent>> History(Id<OpenLoop> id)
    {
        await using var db = Open();
        return await db.Set<OpenLoopEvent>().Where(item => item.LoopId == id).OrderBy(item => item.At).ThenBy(item => item.Id).ToListAsync();
    }

    private static Person Somebody(string name, string zone) => new(name, $"{Guid.NewGuid():N}@example.org", zone, DateTimeOffset.UnixEpoch);
}
