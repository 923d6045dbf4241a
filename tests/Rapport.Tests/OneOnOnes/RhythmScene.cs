using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.OneOnOnes;

/// <summary>Hanna and Teo, with a clock that the test moves; at first Thursday 19 March 2026, 9:00 in Berlin.</summary>
public sealed class RhythmScene : IAsyncDisposable
{
    public const string Berlin = "Europe/Berlin";

    private RhythmScene(Database database, Cast cast) => (Database, Cast) = (database, cast);

    public Database Database { get; }

    public Cast Cast { get; }

    public FixedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 19, 8, 0, 0, TimeSpan.Zero));

    public Member Hanna => Cast.Hanna;

    public Member Teo => Cast.Teo;

    public static async Task<RhythmScene> In(Cluster cluster)
    {
        var database = new Database(cluster);
        await database.InitializeAsync();
        return new(database, await Cast.In(database, new(2026, 3, 19, 8, 0, 0, TimeSpan.Zero)));
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public static RhythmRequest Rhythm(
        Cadence cadence = Cadence.Weekly, DayOfWeek weekday = DayOfWeek.Thursday, string at = "10:00", int minutes = 30, DateOnly? from = null, string? reason = null) =>
        new(Id<RhythmProposal>.New(), cadence, weekday, TimeOnly.Parse(at, System.Globalization.CultureInfo.InvariantCulture), Berlin, minutes, from ?? new(2026, 3, 23), reason);

    /// <summary>Runs a use case as a request does: with a fresh look at the database.</summary>
    public async Task<T> Do<T>(Func<RapportDb, Task<T>> work)
    {
        await using var db = Cast.Db();
        return await work(db);
    }

    public Task Do(Func<RapportDb, Task> work) => Do(async db =>
    {
        await work(db);
        return true;
    });

    /// <summary>Runs both at the same moment.</summary>
    /// <returns>How each was refused; null where it was not.</returns>
    public async Task<List<RefusalKind?>> AtOnce(params Func<RapportDb, Task>[] works)
    {
        var outcomes = works.Select(work => Task.Run(async () =>
        {
            try
            {
                await Do(work);
                return (RefusalKind?)null;
            }
            catch (Refusal refusal)
            {
                return refusal.Kind;
            }
        }));
        return [.. await Task.WhenAll(outcomes)];
    }

    public async Task<RefusalKind> Refused(Func<RapportDb, Task> work) => (await Assert.ThrowsAsync<Refusal>(() => Do(work))).Kind;

    public Task<List<RhythmProposal>> Proposals(Id<Series> id) =>
        Do(db => db.Set<RhythmProposal>().Where(proposal => proposal.SeriesId == id).OrderBy(proposal => proposal.ProposedAt).ToListAsync());

    public Task<List<Meeting>> Meetings(Id<Series> id) =>
        Do(db => db.Set<Meeting>().Where(meeting => meeting.SeriesId == id).OrderBy(meeting => meeting.PlannedStart).ToListAsync());

    public async Task<SlotPlan> Plan(Id<Series> id) =>
        new Agreements(await Proposals(id), (await Series(id)).EndedOn).Plan;

    public Task<Series> Series(Id<Series> id) => Do(db => db.Set<Series>().SingleAsync(series => series.Id == id));

    /// <summary>10:00 in Berlin on a day.</summary>
    public static DateTimeOffset At(int month, int day, int hour = 10) => WallClock.Instant(new(2026, month, day), new(hour, 0), Berlin);
}
