using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>A text that both write, with the version to send back with a change.</summary>
public sealed record TextRow(SharedTextKind Kind, string Text, int Version, Id<Person> WrittenBy)
{
    public static TextRow Empty(SharedTextKind kind) => new(kind, "", 0, default);
}

/// <summary>A meeting with its series, its two people, the time spent and the texts that belong to no point.</summary>
/// <param name="TalkingSince">When the talk that is still going on began.</param>
/// <param name="LastConcern">What worried the report in the last meeting that was held.</param>
public sealed record MeetingPage(
    Meeting Meeting, Series Series, PairPerson Manager, PairPerson Report, double PeopleSeconds, double ProductSeconds, double ProcessSeconds,
    Part? TalkingOf, DateTimeOffset? TalkingSince, string? LastConcern, List<TextRow> Texts)
{
    public PairPerson Of(Id<Person> person) => person == Manager.Id ? Manager : Report;

    public TextRow Text(SharedTextKind kind) => Texts.Find(text => text.Kind == kind) ?? TextRow.Empty(kind);

    /// <summary>The point whose closing led to what is being talked about now: it may have been a slip.</summary>
    public MeetingPoint? JustClosed(IEnumerable<MeetingPoint> points) =>
        points.Where(point => point is { IsOpen: false, IsClosedHere: true }).MaxBy(point => point.ClosedAt) is { } last
            && (Meeting.CurrentPointId is null || (last.ClosedAt == TalkingSince && last.Id != Meeting.CurrentPointId)) ? last : null;

    /// <summary>How long the talk that is still going on may yet count; null where none does.</summary>
    public TimeSpan? Left(DateTimeOffset now) =>
        TalkingSince is { } since && Meeting.CountsUntil(since, DateTimeOffset.MaxValue) - now is var left && left > TimeSpan.Zero ? left : null;

    /// <summary>The three parts, with what is being talked about counted up to now.</summary>
    public PartTimes Times(DateTimeOffset now)
    {
        var running = TalkingSince is { } since ? Meeting.CountsUntil(since, now) - since : TimeSpan.Zero;
        return new(Meeting.Minutes, new Dictionary<Part, TimeSpan>
        {
            [Part.People] = TimeSpan.FromSeconds(PeopleSeconds) + (TalkingOf == Part.People ? running : TimeSpan.Zero),
            [Part.Product] = TimeSpan.FromSeconds(ProductSeconds) + (TalkingOf == Part.Product ? running : TimeSpan.Zero),
            [Part.Process] = TimeSpan.FromSeconds(ProcessSeconds) + (TalkingOf == Part.Process ? running : TimeSpan.Zero),
        });
    }
}

/// <summary>A point as a meeting shows it, with the note that was written under it there.</summary>
/// <param name="Details">Markdown; left out where only titles are shown.</param>
/// <param name="DetailsVersion">How many changes they took in this meeting.</param>
public sealed record MeetingPoint(
    Id<AgendaPoint> Id, Id<Person> AuthorId, double Position, PointKind Kind, PointSubKind? SubKind, Part Part, string Title, string Details, int Waited,
    PointClosing? ClosedAs, DateTimeOffset? ClosedAt, string? ClosingWord, string Note, int NoteVersion, Id<Person>? NoteBy, bool IsClosedHere, int DetailsVersion = 0) : IPlaced
{
    public bool IsOpen => ClosedAs is null;
}

/// <summary>A decision as its meeting shows it.</summary>
public sealed record DecisionRow(
    Id<Decision> Id, Id<AgendaPoint>? PointId, string Text, string? FailureMode, DateOnly? ReviewOn, bool ManagerPublishes, bool ReportPublishes,
    DateTimeOffset? PublishedAt, uint Version)
{
    public bool Publishes(bool isManager) => isManager ? ManagerPublishes : ReportPublishes;
}

/// <summary>A move, or a reopening, in the order of which they happened.</summary>
/// <param name="Reason">Why it moved; null for a reopening.</param>
public sealed record MeetingHappening(Id<Person> By, DateTimeOffset At, DateTimeOffset? From, DateTimeOffset? To, string? Reason);

/// <summary>What a meeting has come to, as far as nobody has to say it.</summary>
/// <param name="FirstTurn">When the first point was turned to.</param>
/// <param name="LoopsDue">Promises that were due when the meeting began and not ended before it.</param>
/// <param name="LoopsTouchedFirst">Of those, the ones that got an answer before the first point.</param>
public sealed record MeetingFacts(
    int Points, int ReportPoints, int StayOpen, int Kept, int Postponed, DateTimeOffset? FirstTurn, int LoopsDue, int LoopsTouchedFirst);

/// <summary>Reads meetings.</summary>
public sealed class MeetingQueries(RapportDb db)
{
    /// <exception cref="Refusal">Missing: not the viewer's, and not carried over to them.</exception>
    public async Task<MeetingPage> Page(Id<Meeting> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var talk = seen.Talk.Where(talk => talk.MeetingId == id);
        var spent = talk.Where(talk => talk.ToAt != null);
        var running = talk.Where(talk => talk.ToAt == null);
        var page = await (
            from meeting in seen.Meetings
            join series in seen.ReadableSeries on meeting.SeriesId equals series.Id
            join manager in seen.People on series.ManagerId equals manager.Id
            join report in seen.People on series.ReportId equals report.Id
            where meeting.Id == id
            select new MeetingPage(
                meeting, series, new PairPerson(manager.Id, manager.Name, manager.TimeZone), new PairPerson(report.Id, report.Name, report.TimeZone),
                spent.Where(talk => talk.Part == Part.People).Sum(talk => (talk.ToAt!.Value - talk.FromAt).TotalSeconds),
                spent.Where(talk => talk.Part == Part.Product).Sum(talk => (talk.ToAt!.Value - talk.FromAt).TotalSeconds),
                spent.Where(talk => talk.Part == Part.Process).Sum(talk => (talk.ToAt!.Value - talk.FromAt).TotalSeconds),
                running.Select(talk => (Part?)talk.Part).FirstOrDefault(),
                running.Select(talk => (DateTimeOffset?)talk.FromAt).FirstOrDefault(),
                seen.Meetings
                    .Where(earlier => earlier.SeriesId == series.Id && earlier.Outcome == MeetingOutcome.Held && earlier.PlannedStart < meeting.PlannedStart)
                    .OrderByDescending(earlier => earlier.PlannedStart)
                    .Select(earlier => seen.SharedTexts
                        .Where(text => text.MeetingId == earlier.Id && text.Kind == SharedTextKind.Concern).Select(text => text.Text).FirstOrDefault())
                    .FirstOrDefault(),
                seen.SharedTexts.Where(text => text.MeetingId == id && text.PointId == null)
                    .Select(text => new TextRow(text.Kind, text.Text, text.Version, text.WrittenBy)).ToList()))
            .AsNoTracking().SingleOrDefaultAsync(stop);
        Refusal.Missing(page is null);
        return page;
    }

    /// <summary>
    /// What the running order shows: what is open and what was closed here, in order. Only the current point brings its
    /// details and its note along.
    /// </summary>
    public async Task<List<MeetingPoint>> RunningOrder(MeetingPage page, Viewer viewer, CancellationToken stop)
    {
        var id = page.Meeting.Id;
        var points = db.SeenBy(viewer).AgendaPoints.Where(point => point.SeriesId == page.Series.Id && (point.ClosedAt == null || point.ClosedIn == id));
        return [.. (await Points(page, points, whole: false, viewer).ToListAsync(stop)).InOrder(page.Report.Id)];
    }

    /// <summary>What was talked about: closed here, or written about.</summary>
    public async Task<List<MeetingPoint>> Recorded(MeetingPage page, Viewer viewer, CancellationToken stop)
    {
        var (id, seen) = (page.Meeting.Id, db.SeenBy(viewer));
        var points = seen.AgendaPoints.Where(point => point.SeriesId == page.Series.Id
            && (point.ClosedIn == id || point.Id == page.Meeting.CurrentPointId
                || seen.SharedTexts.Any(text => text.MeetingId == id && text.Kind == SharedTextKind.Note && text.PointId == point.Id && text.Text != "")));
        return [.. (await Points(page, points, whole: true, viewer).ToListAsync(stop)).InOrder(page.Report.Id)];
    }

    public Task<List<DecisionRow>> Decisions(Id<Meeting> id, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).Decisions.Where(decision => decision.MeetingId == id).OrderBy(decision => decision.TakenAt).ThenBy(decision => decision.Id)
            .Select(decision => new DecisionRow(
                decision.Id, decision.PointId, decision.Text, decision.FailureMode, decision.ReviewOn, decision.ManagerPublishesAt != null,
                decision.ReportPublishesAt != null, decision.PublishedAt, EF.Property<uint>(decision, "Version")))
            .ToListAsync(stop);

    /// <summary>The things that texts of a series name. Those that the page has read anyway are given; only what is not among them is asked for.</summary>
    public async Task<NamedThings> Named(
        Id<Series> series, IEnumerable<string> texts, IReadOnlyCollection<NamedThing> given, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var missing = NamedThings.In(texts).Except(given.Select(thing => thing.Id)).ToArray();
        var asked = missing.Length == 0 ? [] : await db.SeenBy(viewer).NamedThings(series, missing).ToListAsync(stop);
        return new(given.Concat(asked), viewer, now);
    }

    /// <summary>The organisation's log, newest first.</summary>
    public Task<List<PublishedDecision>> Published(int skip, int atMost, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).PublishedDecisions.OrderByDescending(decision => decision.At).Skip(skip).Take(atMost).ToListAsync(stop);

    /// <summary>How the meeting moved before it began, and who opened its record again, oldest first.</summary>
    public Task<List<MeetingHappening>> Happenings(Id<Meeting> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var moves = seen.MeetingMoves.Where(move => move.MeetingId == id)
            .Select(move => new { By = move.MovedBy, At = move.MovedAt, From = (DateTimeOffset?)move.FromStart, To = (DateTimeOffset?)move.ToStart, Reason = (string?)move.Reason });
        var reopenings = seen.MeetingReopenings.Where(reopening => reopening.MeetingId == id)
            .Select(reopening => new { By = reopening.ReopenedBy, At = reopening.ReopenedAt, From = (DateTimeOffset?)null, To = (DateTimeOffset?)null, Reason = (string?)null });
        return moves.Concat(reopenings).OrderBy(happening => happening.At)
            .Select(happening => new MeetingHappening(happening.By, happening.At, happening.From, happening.To, happening.Reason))
            .ToListAsync(stop);
    }

    public Task<MeetingFacts> Facts(MeetingPage page, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var (id, report, since, today) = (page.Meeting.Id, page.Report.Id, page.Meeting.StartedAt, viewer.Today(page.Meeting.StartedAt ?? page.Meeting.StartsAt));
        var due = seen.OpenLoops.Where(loop => loop.SeriesId == page.Series.Id && loop.AcceptedAt < since && (loop.EndedAt == null || loop.EndedAt >= since));
        var answers = seen.OpenLoopEvents.Where(item => item.At >= since && (item.What == LoopHappening.Ended || item.What == LoopHappening.Postponed));
        return seen.Meetings.Where(meeting => meeting.Id == id)
            .Select(meeting => new { meeting, FirstTurn = seen.Talk.Where(talk => talk.MeetingId == id).Min(talk => (DateTimeOffset?)talk.FromAt) })
            .Select(it => new MeetingFacts(
                seen.AgendaPoints.Count(point => point.ClosedIn == id),
                seen.AgendaPoints.Count(point => point.ClosedIn == id && point.AuthorId == report),
                seen.AgendaPoints.Count(point => point.SeriesId == it.meeting.SeriesId && point.ClosedAt == null),
                seen.OpenLoops.Count(loop => loop.SeriesId == it.meeting.SeriesId && loop.EndedAt >= since && (loop.EndedAs == LoopEnding.Kept || loop.EndedAs == LoopEnding.Late)),
                seen.OpenLoops.Count(loop => loop.SeriesId == it.meeting.SeriesId && answers.Any(item => item.LoopId == loop.Id && item.What == LoopHappening.Postponed)),
                it.FirstTurn,
                due.Count(loop => loop.Due < today || answers.Any(item => item.LoopId == loop.Id && item.FromDue < today)),
                due.Count(loop => answers.Any(item => item.LoopId == loop.Id && (item.FromDue ?? loop.Due) < today && (it.FirstTurn == null || item.At <= it.FirstTurn)))))
            .SingleAsync(stop);
    }

    /// <param name="whole">Whether every point brings its details and note along, or the current one alone.</param>
    private IQueryable<MeetingPoint> Points(MeetingPage page, IQueryable<AgendaPoint> points, bool whole, Viewer viewer)
    {
        var (id, current, held) = (page.Meeting.Id, page.Meeting.CurrentPointId, page.Series.MeetingsHeld);
        var texts = db.SeenBy(viewer).SharedTexts.Where(text => text.MeetingId == id && (whole || text.PointId == current));
        return
            from point in points
            from note in texts.Where(note => note.PointId == point.Id && note.Kind == SharedTextKind.Note).DefaultIfEmpty()
            from details in texts.Where(details => details.PointId == point.Id && details.Kind == SharedTextKind.Details).DefaultIfEmpty()
            select new MeetingPoint(
                point.Id, point.AuthorId, point.Position, point.Kind, point.SubKind, point.Part, point.Title,
                whole || point.Id == current ? point.Details : "",
                held - point.RaisedAfter, point.ClosedAs, point.ClosedAt, point.ClosingWord,
                note == null ? "" : note.Text, note == null ? 0 : note.Version, note == null ? null : note.WrittenBy, point.ClosedIn == id, details == null ? 0 : details.Version);
    }
}
