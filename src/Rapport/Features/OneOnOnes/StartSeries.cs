using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Starts a series with somebody above or below along the reporting line, together with a first proposal of when to meet.
/// Two people have one running series at a time: starting it again leads to the same one.
/// </summary>
public sealed class StartSeries(RapportDb db, TimeProvider clock)
{
    private const string OneAtATime = "one_running_series_per_pair";

    public sealed record Request(Id<Series> Id, Id<Person> With, RhythmRequest Rhythm, IReadOnlyCollection<Id<RoleGuide>> Guides);

    public async Task<Id<Series>> Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Forbidden(viewer.IsShut, Permissions.ShutSentence);
        var now = clock.GetUtcNow();
        var seen = db.SeenBy(viewer);
        if (await Running(seen, request.With, viewer.Today(now), stop) is { } running)
            return running;

        var place = await Place(seen, request.With, viewer.Today(now), stop);
        var (manager, report) = place.Above > 0 ? (request.With, viewer.PersonId) : (viewer.PersonId, request.With);
        var kind = Math.Abs(place.Above) == 1 ? SeriesKind.Direct : SeriesKind.SkipLevel;
        var series = new Series(kind, manager, report, viewer.PersonId, now) { Id = request.Id };
        var guides = await seen.Guides.Where(guide => request.Guides.Contains(guide.Id)).Select(guide => guide.Id).ToListAsync(stop);
        db.Add(series);
        db.AddRange(guides.Select(guide => new SeriesGuide(series.Id, guide)));
        db.Add(await db.Propose(series, request.Rhythm, guides, viewer, now, stop));
        return await db.SaveNew(stop, unless: OneAtATime)
            ? series.Id
            : await Running(db.SeenBy(viewer), request.With, viewer.Today(now), stop) ?? throw new Refusal(RefusalKind.Conflict, "This was changed meanwhile. Look at it as it is now, then try again.");
    }

    private static async Task<Id<Series>?> Running(Visible seen, Id<Person> with, DateOnly today, CancellationToken stop)
    {
        var ids = await seen.Series
            .Where(series => (series.ManagerId == with || series.ReportId == with) && (series.EndedOn == null || series.EndedOn > today))
            .Select(series => series.Id)
            .Take(1).ToListAsync(stop);
        return ids is [var id] ? id : null;
    }

    private static async Task<LinePlace> Place(Visible seen, Id<Person> with, DateOnly today, CancellationToken stop)
    {
        Refusal.Missing(!await seen.People.AnyAsync(person => person.Id == with && (person.LeftOn == null || person.LeftOn > today), stop));
        var place = await seen.Line(today).FirstOrDefaultAsync(place => place.PersonId == with, stop);
        Refusal.Forbidden(place is null, "A one-on-one goes along the reporting line: with who manages you, whom you manage, or further up and down that line.");
        return place;
    }
}
