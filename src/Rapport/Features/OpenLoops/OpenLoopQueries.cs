using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>Reads promises. Every list is bounded, however long a history is.</summary>
public sealed class OpenLoopQueries(RapportDb db, TimeProvider clock)
{
    public const int PageSize = 50;

    private const int MostOfOneSeries = 200;
    private const int MostPages = 1000;
    private const int DaysOfFollowThrough = 182;

    /// <summary>The open promises of both sides, the manager's first, each by date.</summary>
    public Task<List<LoopRow>> OfSeries(Id<Series> id, Viewer viewer, CancellationToken stop) =>
        db.Answer(viewer, questions => new VisiblePair(questions, viewer, id).OpenLoops(), stop);

    /// <summary>What was promised in one meeting, as it stands now, the manager's first.</summary>
    public Task<List<LoopRow>> OfMeeting(Id<Meeting> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return Rows(Join(seen, seen.OpenLoops.Where(loop => loop.MeetingId == id))
                .OrderByDescending(it => it.Series.ManagerId == it.Loop.OwnerId).ThenBy(it => it.Loop.Id)
                .Take(MostOfOneSeries))
            .ToListAsync(stop);
    }

    /// <summary>What was open when a meeting began, as it stands now, the manager's first.</summary>
    public Task<List<LoopRow>> BeforeMeeting(Meeting meeting, Viewer viewer, CancellationToken stop)
    {
        var (seen, series, began) = (db.SeenBy(viewer), meeting.SeriesId, meeting.StartedAt ?? meeting.StartsAt);
        return Rows(Join(seen, seen.OpenLoops.Where(loop => loop.SeriesId == series && loop.ProposedAt < began && (loop.EndedAt == null || loop.EndedAt >= began)))
                .OrderByDescending(it => it.Series.ManagerId == it.Loop.OwnerId).ThenBy(it => it.Loop.Due).ThenBy(it => it.Loop.Id)
                .Take(MostOfOneSeries))
            .ToListAsync(stop);
    }

    /// <summary>The viewer's open promises: those waiting for their yes first, then by date, so that what is late leads.</summary>
    /// <param name="with">Only those to this person.</param>
    public Task<LoopPage> Mine(Id<Person>? with, int page, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var mine = Join(seen, seen.OpenLoops.Where(loop => loop.OwnerId == viewer.PersonId && loop.EndedAt == null));
        if (with is { } person)
            mine = mine.Where(it => it.Other.Id == person);

        return Page(mine.OrderBy(it => it.Loop.AcceptedAt != null).ThenBy(it => it.Loop.Due).ThenBy(it => it.Loop.Id), page, stop);
    }

    /// <summary>What others have promised the viewer and not ended yet, by date.</summary>
    /// <param name="with">Only what this person promised.</param>
    public Task<LoopPage> ToMe(Id<Person>? with, int page, Viewer viewer, CancellationToken stop)
    {
        var (seen, me) = (db.SeenBy(viewer), viewer.PersonId);
        var loops =
            from series in seen.Series
            from loop in seen.OpenLoops
            where loop.SeriesId == series.Id && loop.OwnerId != me && loop.EndedAt == null && (with == null || loop.OwnerId == with)
            select loop;
        return Page(Join(seen, loops).OrderBy(it => it.Loop.Due).ThenBy(it => it.Loop.Id), page, stop);
    }

    /// <summary>How promises ended, the viewer's own and those made to them, the newest first.</summary>
    /// <param name="with">Only those between the viewer and this person.</param>
    public Task<LoopPage> Ended(Id<Person>? with, int page, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        // As many of each series as this page could need, along an index, rather than a sort of all that ever ended.
        var enough = Math.Clamp(page, 1, MostPages) * PageSize + 1;
        var loops = seen.Series
            .Where(series => with == null || series.ManagerId == with || series.ReportId == with)
            .SelectMany(series => seen.OpenLoops
                .Where(loop => loop.SeriesId == series.Id && loop.EndedAt != null)
                .OrderByDescending(loop => loop.EndedAt)
                .Take(enough));
        return Page(Join(seen, loops).OrderByDescending(it => it.Loop.EndedAt).ThenByDescending(it => it.Loop.Id), page, stop);
    }

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<LoopRow> One(Id<OpenLoop> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var row = await Rows(Join(seen, seen.OpenLoops.Where(loop => loop.Id == id))).FirstOrDefaultAsync(stop);
        Refusal.Missing(row is null);
        return row;
    }

    /// <summary>One of the viewer's own promises, or nothing.</summary>
    public Task<LoopRow?> Mine(Id<OpenLoop> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return Rows(Join(seen, seen.OpenLoops.Where(loop => loop.Id == id && loop.OwnerId == viewer.PersonId))).FirstOrDefaultAsync(stop);
    }

    /// <summary>Everything that happened to one promise, the oldest first.</summary>
    public Task<List<LoopEventRow>> History(Id<OpenLoop> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from item in seen.OpenLoopEvents
                where item.LoopId == id
                join person in seen.People on item.ById equals person.Id into people
                from author in people.DefaultIfEmpty()
                orderby item.At, item.Id
                select new LoopEventRow(item.What, author.Name, item.At, item.FromDue, item.ToDue, item.Word))
            .ToListAsync(stop);
    }

    /// <summary>The people with whom the viewer has promises to look at, by name.</summary>
    public async Task<List<(Id<Person> Id, string Name)>> People(Viewer viewer, CancellationToken stop)
    {
        var (seen, me) = (db.SeenBy(viewer), viewer.PersonId);
        var people = await (from series in seen.Series
                            join person in seen.People on series.ManagerId == me ? series.ReportId : series.ManagerId equals person.Id
                            orderby person.Name, person.Id
                            select new { person.Id, person.Name })
            .ToListAsync(stop);
        return [.. people.DistinctBy(person => person.Id).Select(person => (person.Id, person.Name))];
    }

    /// <summary>The viewer's own share, over all their one-on-ones.</summary>
    public async Task<FollowThrough> Own(Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return (await db.Answer(viewer, questions => new VisibleToday(questions, viewer).Share(viewer.Today(now), CountedFrom(now)), stop))[0];
    }

    /// <summary>
    /// Of all promises follow-through counts those that are open past their day, and those ended since this moment as kept,
    /// late or not kept.
    /// </summary>
    public static DateTimeOffset CountedFrom(DateTimeOffset now) => now.AddDays(-DaysOfFollowThrough);

    private static IQueryable<Joined> Join(Visible seen, IQueryable<OpenLoop> loops) =>
        from loop in loops
        join series in seen.ReadableSeries on loop.SeriesId equals series.Id
        join owner in seen.People on loop.OwnerId equals owner.Id
        join other in seen.People on series.ManagerId == loop.OwnerId ? series.ReportId : series.ManagerId equals other.Id
        select new Joined { Loop = loop, Series = series, Owner = owner, Other = other };

    private static IQueryable<LoopRow> Rows(IQueryable<Joined> joined) => joined.Select(it => new LoopRow(
        it.Loop.Id, it.Loop.SeriesId, it.Series.ManagerId == it.Loop.OwnerId,
        it.Owner.Id, it.Owner.Name, it.Owner.TimeZone, it.Other.Id, it.Other.Name,
        it.Loop.Promise, it.Loop.Due, it.Loop.FirstDue, it.Loop.Postponements,
        it.Loop.ProposedBy, it.Loop.ProposedAt, it.Loop.AcceptedAt != null, it.Loop.MeetingId,
        it.Loop.EndedAt, it.Loop.EndedAs, it.Loop.Word));

    private static async Task<LoopPage> Page(IQueryable<Joined> joined, int page, CancellationToken stop)
    {
        page = Math.Clamp(page, 1, MostPages);
        var found = await Rows(joined.Skip((page - 1) * PageSize).Take(PageSize + 1)).ToListAsync(stop);
        return new LoopPage(found.Count > PageSize ? found[..PageSize] : found, page, found.Count > PageSize);
    }

    /// <summary>A promise with its two people, to sort and choose by.</summary>
    private sealed class Joined
    {
        public required OpenLoop Loop { get; init; }
        public required Series Series { get; init; }
        public required Person Owner { get; init; }
        public required Person Other { get; init; }
    }
}
