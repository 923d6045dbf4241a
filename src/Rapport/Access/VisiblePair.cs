using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What the standing page of one pair reads, compiled once, as <see cref="VisibleToday"/> is for the first page of the day.
/// The rules are those of <see cref="Visible"/>, written out: a series exists for its two people, its content is for them
/// while it is open to them, and for whoever its report carried it over to. A test holds the two against each other.
/// </summary>
public sealed class VisiblePair(RapportDb db, Viewer viewer, Id<Series> id)
{
    private const int RecentPoints = 100;
    private const int MostLoops = 200;
    private const int MostDaysAway = 500;

    // A compiled query holds for one model; the program has one, a run of its tests has several.
    private static readonly ConditionalWeakTable<IModel, Compiled> ByModel = [];

    private readonly Compiled compiled = ByModel.GetValue(db.Model, _ => new Compiled());

    /// <summary>The series, once for every agreement and for the proposal that waits, and once if there is neither.</summary>
    /// <param name="today">As the viewer's calendar says.</param>
    /// <param name="since">From when on ended promises count for follow-through.</param>
    public IAsyncEnumerable<SeriesPageRow> Page(DateOnly today, DateTimeOffset since) =>
        compiled.Page(db, id, viewer.PersonId, !viewer.IsShut, today, since);

    /// <summary>The newest meetings planned before a moment, those with a row that lie ahead included.</summary>
    public IAsyncEnumerable<PastMeeting> Meetings(DateTimeOffset before, int atMost) =>
        viewer.IsShut ? AsyncEnumerable.Empty<PastMeeting>() : compiled.Meetings(db, id, viewer.PersonId, before, atMost);

    /// <summary>When one of the two is away, from a day on, and public holidays.</summary>
    public IAsyncEnumerable<AwayDays> Away(SeriesPage page, DateOnly from) =>
        compiled.Away(db, id, viewer.PersonId, [page.Manager.Id, page.Report.Id], from);

    /// <summary>The open points: the report's first, each person's in their own order.</summary>
    public IAsyncEnumerable<PointRow> OpenPoints(Id<Person> report) =>
        viewer.IsShut ? AsyncEnumerable.Empty<PointRow>() : compiled.OpenPoints(db, id, viewer.PersonId, report);

    /// <summary>The open promises of both sides, the manager's first, each by date.</summary>
    public IAsyncEnumerable<LoopRow> OpenLoops() =>
        viewer.IsShut ? AsyncEnumerable.Empty<LoopRow>() : compiled.OpenLoops(db, id, viewer.PersonId);

    private sealed class Compiled
    {
        public readonly Func<RapportDb, Id<Series>, Id<Person>, bool, DateOnly, DateTimeOffset, IAsyncEnumerable<SeriesPageRow>> Page = EF.CompileAsyncQuery(
            (RapportDb db, Id<Series> id, Id<Person> me, bool isOpen, DateOnly today, DateTimeOffset since) =>
                from series in db.Set<Series>().AsNoTracking()
                where series.Id == id
                let isOfPair = series.ManagerId == me || series.ReportId == me
                where isOfPair || (isOpen && db.Set<CarryOver>().Any(carry => carry.SeriesId == id && carry.ReaderId == me && carry.WithdrawnAt == null))
                join manager in db.Set<Person>() on series.ManagerId equals manager.Id
                join report in db.Set<Person>() on series.ReportId equals report.Id
                from proposal in db.Set<RhythmProposal>()
                    .Where(proposal => proposal.SeriesId == id && isOfPair && (proposal.Answer == RhythmAnswer.Agreed || proposal.AnsweredAt == null))
                    .DefaultIfEmpty()
                orderby proposal.ProposedAt
                select new SeriesPageRow
                {
                    Series = series,
                    Manager = new PairPerson(manager.Id, manager.Name, manager.TimeZone),
                    Report = new PairPerson(report.Id, report.Name, report.TimeZone),
                    Proposal = proposal,
                    // A start date is for the person and their manager: Visible.Careers.
                    ReportBegan = isOfPair && series.Kind == SeriesKind.Direct ? report.StartDate : null,
                    OnboardingEndedOn = isOfPair && series.Kind == SeriesKind.Direct ? report.OnboardingEndedOn : null,
                    OnboardingDays = db.Set<Organisation>().Max(organisation => organisation.OnboardingDays),
                    RecentPoints = db.Set<AgendaPoint>().Where(point => isOpen && point.SeriesId == id)
                        .OrderByDescending(point => point.RaisedAt).Take(RecentPoints).Count(),
                    ReportPoints = db.Set<AgendaPoint>().Where(point => isOpen && point.SeriesId == id)
                        .OrderByDescending(point => point.RaisedAt).Take(RecentPoints).Count(point => point.AuthorId == series.ReportId),
                    ManagerKept = db.Set<OpenLoop>().Count(loop => isOpen && isOfPair && loop.SeriesId == id && loop.OwnerId == series.ManagerId
                        && loop.EndedAt > since && loop.EndedAs == LoopEnding.Kept),
                    ManagerDue = db.Set<OpenLoop>().Count(loop => isOpen && isOfPair && loop.SeriesId == id && loop.OwnerId == series.ManagerId
                        && ((loop.EndedAt == null && loop.AcceptedAt != null && loop.Due < today)
                            || (loop.EndedAt > since && (loop.EndedAs == LoopEnding.Kept || loop.EndedAs == LoopEnding.Late || loop.EndedAs == LoopEnding.NotKept)))),
                });

        public readonly Func<RapportDb, Id<Series>, Id<Person>, DateTimeOffset, int, IAsyncEnumerable<PastMeeting>> Meetings = EF.CompileAsyncQuery(
            (RapportDb db, Id<Series> id, Id<Person> me, DateTimeOffset before, int atMost) => db.Set<Meeting>()
                .Where(meeting => meeting.SeriesId == id && meeting.PlannedStart < before)
                .Where(_ => db.Set<Series>().Any(series => series.Id == id && (series.ManagerId == me || series.ReportId == me))
                    || db.Set<CarryOver>().Any(carry => carry.SeriesId == id && carry.ReaderId == me && carry.WithdrawnAt == null))
                .OrderByDescending(meeting => meeting.PlannedStart)
                .Take(atMost)
                .Select(meeting => new PastMeeting(
                    new MeetingDate(
                        meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                        meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned),
                    meeting.Moves,
                    meeting.Moves == 0 ? null : db.Set<MeetingMove>().Where(move => move.MeetingId == meeting.Id)
                        .OrderByDescending(move => move.MovedAt).Select(move => move.Reason).FirstOrDefault(),
                    meeting.FirstClosedAt,
                    // Nothing is said or promised in a meeting that nobody began.
                    meeting.StartedAt == null ? 0 : db.Set<AgendaPoint>().Count(point => point.SeriesId == id && point.ClosedIn == meeting.Id),
                    meeting.StartedAt == null ? 0 : db.Set<OpenLoop>().Count(loop => loop.SeriesId == id && loop.MeetingId == meeting.Id),
                    meeting.StartedAt == null ? null : db.Set<Decision>().Where(decision => decision.SeriesId == id && decision.MeetingId == meeting.Id)
                        .OrderBy(decision => decision.TakenAt).Select(decision => decision.Text).FirstOrDefault(),
                    meeting.ManagerSaysMet,
                    meeting.ReportSaysMet)));

        public readonly Func<RapportDb, Id<Series>, Id<Person>, Id<Person>?[], DateOnly, IAsyncEnumerable<AwayDays>> Away = EF.CompileAsyncQuery(
            (RapportDb db, Id<Series> id, Id<Person> me, Id<Person>?[] both, DateOnly from) => db.Set<AwayDays>()
                .Where(days => days.LastDay >= from && (days.PersonId == null || days.PersonId == me
                    || (both.Contains(days.PersonId)
                        && db.Set<Series>().Any(series => series.Id == id && series.EndedOn == null && (series.ManagerId == me || series.ReportId == me)))))
                .OrderBy(days => days.FirstDay)
                .Take(MostDaysAway));

        public readonly Func<RapportDb, Id<Series>, Id<Person>, Id<Person>, IAsyncEnumerable<PointRow>> OpenPoints = EF.CompileAsyncQuery(
            (RapportDb db, Id<Series> id, Id<Person> me, Id<Person> report) =>
                from series in db.Set<Series>()
                where series.Id == id && (series.ManagerId == me || series.ReportId == me
                    || db.Set<CarryOver>().Any(carry => carry.SeriesId == id && carry.ReaderId == me && carry.WithdrawnAt == null))
                join point in db.Set<AgendaPoint>() on series.Id equals point.SeriesId
                where point.ClosedAt == null
                orderby point.AuthorId == report descending, point.Position, point.RaisedAt
                select new PointRow(
                    point.Id, point.AuthorId, point.Kind, point.SubKind, point.Part, point.Title, point.Details,
                    series.MeetingsHeld - point.RaisedAfter, EF.Property<uint>(point, "Version")));

        public readonly Func<RapportDb, Id<Series>, Id<Person>, IAsyncEnumerable<LoopRow>> OpenLoops = EF.CompileAsyncQuery(
            (RapportDb db, Id<Series> id, Id<Person> me) => (
                from series in db.Set<Series>()
                where series.Id == id && (series.ManagerId == me || series.ReportId == me
                    || db.Set<CarryOver>().Any(carry => carry.SeriesId == id && carry.ReaderId == me && carry.WithdrawnAt == null))
                join loop in db.Set<OpenLoop>() on series.Id equals loop.SeriesId
                where loop.EndedAt == null
                join owner in db.Set<Person>() on loop.OwnerId equals owner.Id
                join other in db.Set<Person>() on series.ManagerId == loop.OwnerId ? series.ReportId : series.ManagerId equals other.Id
                orderby series.ManagerId == loop.OwnerId descending, loop.Due, loop.Id
                select new LoopRow(
                    loop.Id, loop.SeriesId, series.ManagerId == loop.OwnerId,
                    owner.Id, owner.Name, owner.TimeZone, other.Id, other.Name,
                    loop.Promise, loop.Due, loop.FirstDue, loop.Postponements,
                    loop.ProposedBy, loop.ProposedAt, loop.AcceptedAt != null, loop.MeetingId,
                    loop.EndedAt, loop.EndedAs, loop.Word))
                .Take(MostLoops));
    }
}

/// <summary>A series with its two people and one of its agreements.</summary>
public sealed record SeriesPageRow
{
    public required Series Series { get; init; }
    public required PairPerson Manager { get; init; }
    public required PairPerson Report { get; init; }
    public required RhythmProposal? Proposal { get; init; }
    public required DateOnly? ReportBegan { get; init; }
    public required DateOnly? OnboardingEndedOn { get; init; }
    public required int OnboardingDays { get; init; }
    public required int RecentPoints { get; init; }
    public required int ReportPoints { get; init; }
    public required int ManagerKept { get; init; }
    public required int ManagerDue { get; init; }
}
