using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>
/// Writes down a promise. One's own counts at once; one typed for the other person waits for that person's yes. The same
/// id again is the same promise, so that a double click makes one.
/// </summary>
public sealed class ProposeLoop(RapportDb db, TimeProvider clock)
{
    /// <param name="Owner">Who is to keep it: either of the two.</param>
    /// <param name="Point">The agenda point it came from, if it came from one.</param>
    /// <param name="Meeting">The running meeting in which it is made, if in one.</param>
    public sealed record Request(Id<OpenLoop> Id, Id<Person> Owner, string? Promise, DateOnly Due, Id<AgendaPoint>? Point, Id<Meeting>? Meeting);

    // A promise made in a meeting holds the meeting, so that it does not slip into a record that is just being closed.
    public Task Run(Id<Series> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(() => Propose(id, request, viewer, stop), stop);

    private async Task Propose(Id<Series> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var (seen, now) = (db.SeenBy(viewer), clock.GetUtcNow());
        var series = await seen.Series.One(series => series.Id == id, stop);
        viewer.RefuseUnlessWritingIn(series, now);
        Refusal.Invalid(!series.IsPair(request.Owner), "A promise is one of the two people's.");
        var asked = TypedText.Line(request.Promise, OpenLoop.LongestPromise);
        await Resent.Once(() => Made(seen, request.Id, stop), asked, () => Add(series, request, viewer, now, stop));
    }

    private async Task<bool> Add(Series series, Request request, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        await RefuseIfElsewhere(seen, series, request, stop);
        var loop = new OpenLoop(series.Id, request.Owner, viewer.PersonId, request.Promise ?? "", request.Due, request.Point, request.Meeting, now, request.Id);
        loop.RefuseIfPast(await OwnerToday(seen, request.Owner, viewer, now, stop));
        db.Add(loop);
        return await db.SaveNew(stop);
    }

    private static Task<string?> Made(Visible seen, Id<OpenLoop> id, CancellationToken stop) =>
        seen.OpenLoops.Where(loop => loop.Id == id).Select(loop => (string?)loop.Promise).FirstOrDefaultAsync(stop);

    private static async Task RefuseIfElsewhere(Visible seen, Series series, Request request, CancellationToken stop)
    {
        if (request.Point is { } pointId)
            await seen.AgendaPoints.One(point => point.Id == pointId && point.SeriesId == series.Id, stop);

        if (request.Meeting is { } meetingId)
        {
            var meeting = await seen.MeetingInTurn(meetingId).One(meeting => meeting.Id == meetingId && meeting.SeriesId == series.Id, stop);
            meeting.RefuseIfNotWritable();
        }
    }

    private static async Task<DateOnly> OwnerToday(Visible seen, Id<Person> owner, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        if (owner == viewer.PersonId)
            return viewer.Today(now);

        var zone = await seen.People.Where(person => person.Id == owner).Select(person => person.TimeZone).FirstAsync(stop);
        return WallClock.Local(now, zone).Day;
    }
}
