using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Meetings;

/// <summary>
/// Hanna and Teo, who meet on Thursdays at 10:00 in Berlin, on Thursday 19 March 2026 at that time. Each act is a fresh
/// unit of work, as each request is.
/// </summary>
public sealed class MeetingScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Thursday = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    private readonly Database _database;

    private MeetingScene(Database database, Cast cast, Series series, FixedClock clock) =>
        (_database, Cast, Series, Clock) = (database, cast, series, clock);

    public Cast Cast { get; }

    public Series Series { get; }

    public FixedClock Clock { get; }

    public Member Hanna => Cast.Hanna;

    public Member Teo => Cast.Teo;

    /// <summary>A scene in a database of its own.</summary>
    public static async Task<MeetingScene> In(Cluster cluster)
    {
        var database = new Database(cluster);
        await database.InitializeAsync();
        var cast = await Cast.In(database, Thursday);
        return new MeetingScene(database, cast, await cast.Pair(cast.Hanna, cast.Teo), new FixedClock(Thursday));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>One request's worth: a use case on a database of its own.</summary>
    public async Task<T> Do<T>(Func<RapportDb, Task<T>> act)
    {
        await using var db = Cast.Db();
        return await act(db);
    }

    public Task Do(Func<RapportDb, Task> act) => Do(async db =>
    {
        await act(db);
        return true;
    });

    public Task<Id<Meeting>> Start(Member who) => Do(db => new StartMeeting(db, Clock).Run(Series.Id, who.Viewer, default));

    public Task<WriteSharedText.Result> Write(Id<Meeting> meeting, Member who, SharedTextKind kind, string? text, int basedOn, Id<AgendaPoint>? point = null) =>
        Do(db => new WriteSharedText(db, Clock).Run(meeting, new(kind, point, text, basedOn), who.Viewer, default));

    public Task Discuss(Id<Meeting> meeting, Member who, Id<AgendaPoint> point) => Do(db => new DiscussPoint(db, Clock).Run(meeting, point, who.Viewer, default));

    public Task MoveOn(Id<Meeting> meeting, Member who, Id<AgendaPoint> from, PointClosing? closing, string? word = null) =>
        Do(db => new MoveOn(db, Clock).Run(meeting, new(from, closing, word), who.Viewer, default));

    public Task<CloseMeeting.Result> Close(Id<Meeting> meeting, Member who, CloseMeeting.Side report, CloseMeeting.Side manager) =>
        Do(db => new CloseMeeting(db, Clock).Run(meeting, new(report, manager), who.Viewer, default));

    public Task<CloseMeeting.Result> CloseWithNothing(Id<Meeting> meeting, Member who) =>
        Close(meeting, who, new(null, null, "Nothing came up", 0), new(null, null, "Nothing came up", 0));

    public Task Reopen(Id<Meeting> meeting, Member who) => Do(db => new ReopenMeeting(db, Clock).Run(meeting, who.Viewer, default));

    public async Task<Id<AgendaPoint>> Point(Member author, string title, PointKind kind = PointKind.Point, Part part = Part.People)
    {
        await using var db = Cast.Db();
        var count = await db.Set<AgendaPoint>().CountAsync();
        var point = new AgendaPoint(Series.Id, author.Id, kind, null, part, title, null, count, 0, Clock.GetUtcNow());
        db.Add(point);
        await db.SaveChangesAsync();
        return point.Id;
    }

    public Task<Meeting> Meeting(Id<Meeting> id) => Do(db => db.Set<Meeting>().AsNoTracking().SingleAsync(meeting => meeting.Id == id));

    public Task<int> Held() => Do(db => db.Set<Series>().Where(series => series.Id == Series.Id).Select(series => series.MeetingsHeld).SingleAsync());

    public Task<List<OpenLoop>> Loops() => Do(db => db.Set<OpenLoop>().AsNoTracking().Where(loop => loop.SeriesId == Series.Id).OrderBy(loop => loop.ProposedAt).ToListAsync());

    public Task<List<Talk>> Talk(Id<Meeting> id) => Do(db => db.Set<Talk>().AsNoTracking().Where(talk => talk.MeetingId == id).OrderBy(talk => talk.FromAt).ToListAsync());
}
