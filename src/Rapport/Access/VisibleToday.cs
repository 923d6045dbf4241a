using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Today;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// What the first page of the day reads, compiled once: composing it anew from <see cref="Visible"/> cost more than
/// answering it. The rules are the same, written out: a series is seen by its two people, and what is in it only while
/// their content is open. A test holds the two against each other.
/// </summary>
public sealed class VisibleToday(RapportDb db, Viewer viewer)
{
    // Eight weekly slots, and the ones that lie ahead with a row already.
    private const int NewestMeetings = 12;
    private const int MostLoops = 300;
    private const int MostDaysAway = 500;

    // A compiled query holds for one model; the program has one, a run of its tests has several.
    private static readonly ConditionalWeakTable<IModel, Compiled> ByModel = [];

    private readonly Compiled compiled = ByModel.GetValue(db.Model, _ => new Compiled());

    /// <summary>The viewer's running series; each comes once for every agreement, and once if there is none.</summary>
    public IAsyncEnumerable<PairRow> Pairs(DateOnly today) => compiled.Pairs(db, viewer.PersonId, !viewer.IsShut, viewer.IsAdministrator, today);

    /// <summary>The newest meetings of each running series that have a row.</summary>
    public IAsyncEnumerable<MeetingToday> Meetings(DateOnly today) =>
        viewer.IsShut ? AsyncEnumerable.Empty<MeetingToday>() : compiled.Meetings(db, viewer.PersonId, today);

    /// <summary>Everything that is open between the viewer and anyone, by date; promises outlive their series.</summary>
    public IAsyncEnumerable<LoopToday> Loops() => viewer.IsShut ? AsyncEnumerable.Empty<LoopToday>() : compiled.Loops(db, viewer.PersonId);

    /// <summary>When the viewer or one of the people they meet is away, and public holidays.</summary>
    /// <param name="pairs">The viewer's running series.</param>
    public IAsyncEnumerable<AwayDays> Away(IEnumerable<PairToday> pairs, DateOnly from, DateOnly to) =>
        compiled.Away(db, [.. pairs.Select(pair => (Id<Person>?)pair.Other.Id), viewer.PersonId], from, to);

    /// <summary>How many of the viewer's own promises were kept by their day, of those that follow-through counts.</summary>
    public async Task<FollowThrough> OwnShare(DateOnly today, DateTimeOffset since, CancellationToken stop) =>
        (viewer.IsShut ? null : await compiled.OwnShare(db, viewer.PersonId, today, since, stop)) ?? new(viewer.PersonId, 0, 0);

    private sealed class Compiled
    {
        public readonly Func<RapportDb, Id<Person>, bool, bool, DateOnly, IAsyncEnumerable<PairRow>> Pairs = EF.CompileAsyncQuery(
            (RapportDb db, Id<Person> me, bool isOpen, bool isAdministrator, DateOnly today) =>
                from series in db.Set<Series>().AsNoTracking()
                where (series.ManagerId == me || series.ReportId == me) && (series.EndedOn == null || series.EndedOn > today)
                join other in db.Set<Person>() on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
                from proposal in db.Set<RhythmProposal>()
                    .Where(proposal => proposal.SeriesId == series.Id && (proposal.Answer == RhythmAnswer.Agreed || proposal.AnsweredAt == null))
                    .DefaultIfEmpty()
                orderby other.Name, series.Id, proposal.AnsweredAt
                select new PairRow
                {
                    Id = series.Id,
                    IsManager = series.ManagerId == me,
                    StartedAt = series.StartedAt,
                    EndedOn = series.EndedOn,
                    OtherId = other.Id,
                    OtherName = other.Name,
                    OtherZone = other.TimeZone,
                    Proposal = proposal,
                    Mine = db.Set<AgendaPoint>().Count(point => isOpen && point.SeriesId == series.Id && point.ClosedAt == null && point.AuthorId == me),
                    Theirs = db.Set<AgendaPoint>().Count(point => isOpen && point.SeriesId == series.Id && point.ClosedAt == null && point.AuthorId != me),
                    MayBeAsked = isOpen && db.Set<Recovery>().Any(recovery => recovery.UsedAt != null && recovery.ConfirmedAt == null
                        && (db.Set<CarryOver>().Any(carry => carry.ReportId == me && carry.ReaderId == recovery.PersonId)
                            || db.Set<Series>().Any(met => met.StartedAt < recovery.IssuedAt && (met.ManagerId == recovery.PersonId || met.ReportId == recovery.PersonId)
                                && (isAdministrator || met.ManagerId == me || met.ReportId == me
                                    || db.Set<ReportingLine>().Any(line => line.ReportId == recovery.PersonId && line.ManagerId == me && (line.ValidTo == null || line.ValidTo > today)))))),
                });

        public readonly Func<RapportDb, Id<Person>, DateOnly, IAsyncEnumerable<MeetingToday>> Meetings = EF.CompileAsyncQuery(
            (RapportDb db, Id<Person> me, DateOnly today) => db.Set<Series>()
                .Where(series => (series.ManagerId == me || series.ReportId == me) && (series.EndedOn == null || series.EndedOn > today))
                .SelectMany(series => db.Set<Meeting>()
                    // The second condition always holds. With it the newest are looked up series by series; without it all are read and numbered.
                    .Where(meeting => meeting.SeriesId == series.Id && meeting.WindowTo > series.StartedAt)
                    .OrderByDescending(meeting => meeting.PlannedStart)
                    .Take(NewestMeetings))
                .Select(meeting => new MeetingToday(
                    meeting.SeriesId,
                    new MeetingDate(
                        meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                        meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned),
                    meeting.Moves, meeting.AskedAt, meeting.ManagerSaysMet, meeting.ReportSaysMet, meeting.FirstClosedAt)));

        public readonly Func<RapportDb, Id<Person>, IAsyncEnumerable<LoopToday>> Loops = EF.CompileAsyncQuery(
            (RapportDb db, Id<Person> me) => (
                from series in db.Set<Series>()
                where series.ManagerId == me || series.ReportId == me
                join other in db.Set<Person>() on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
                join loop in db.Set<OpenLoop>() on series.Id equals loop.SeriesId
                where loop.EndedAt == null
                orderby loop.Due, loop.Id
                select new LoopToday(
                    loop.Id, loop.SeriesId, loop.OwnerId == me, other.Name, other.TimeZone, loop.Promise, loop.Due, loop.AcceptedAt != null, loop.ProposedBy))
                .Take(MostLoops));

        public readonly Func<RapportDb, Id<Person>?[], DateOnly, DateOnly, IAsyncEnumerable<AwayDays>> Away = EF.CompileAsyncQuery(
            (RapportDb db, Id<Person>?[] people, DateOnly from, DateOnly to) => db.Set<AwayDays>()
                .Where(days => days.LastDay >= from && days.FirstDay <= to && (days.PersonId == null || people.Contains(days.PersonId)))
                .OrderBy(days => days.FirstDay)
                .Take(MostDaysAway));

        public readonly Func<RapportDb, Id<Person>, DateOnly, DateTimeOffset, CancellationToken, Task<FollowThrough?>> OwnShare = EF.CompileAsyncQuery(
            (RapportDb db, Id<Person> me, DateOnly today, DateTimeOffset since, CancellationToken _) => db.Set<OpenLoop>()
                .Where(loop => loop.OwnerId == me
                    && ((loop.EndedAt == null && loop.AcceptedAt != null && loop.Due < today)
                        || (loop.EndedAt > since && (loop.EndedAs == LoopEnding.Kept || loop.EndedAs == LoopEnding.Late || loop.EndedAs == LoopEnding.NotKept))))
                .GroupBy(loop => loop.OwnerId)
                .Select(own => new FollowThrough(own.Key, own.Count(loop => loop.EndedAs == LoopEnding.Kept), own.Count()))
                .FirstOrDefault());
    }
}

/// <summary>A running series with one of its agreements.</summary>
public sealed record PairRow
{
    public required Id<Series> Id { get; init; }
    public required bool IsManager { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateOnly? EndedOn { get; init; }
    public required Id<Person> OtherId { get; init; }
    public required string OtherName { get; init; }
    public required string OtherZone { get; init; }
    public required RhythmProposal? Proposal { get; init; }
    public required int Mine { get; init; }
    public required int Theirs { get; init; }

    /// <summary>Somebody's sign-in was restored whom the viewer met, manages or administers: worth a question of its own. The same in all rows.</summary>
    public required bool MayBeAsked { get; init; }
}
