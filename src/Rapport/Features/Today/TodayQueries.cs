using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>One running series of the viewer's, as the board needs it.</summary>
/// <param name="Proposals">Agreed ones in the order of the agreement, and the open one.</param>
/// <param name="MyPoints">Open points that the viewer brought.</param>
/// <param name="RestoredAt">The other person's sign-in was restored then, and nobody has confirmed yet that it was them.</param>
public sealed record PairToday(
    Id<Series> Id, bool IsManager, DateTimeOffset StartedAt, DateOnly? EndedOn, PairPerson Other,
    IReadOnlyList<RhythmProposal> Proposals, int MyPoints, int TheirPoints, DateTimeOffset? RestoredAt)
{
    public IEnumerable<RhythmProposal> Agreed => Proposals.Where(proposal => proposal.Answer == RhythmAnswer.Agreed);

    public RhythmProposal? Waiting => Proposals.FirstOrDefault(proposal => proposal.IsOpen);
}

/// <summary>One of a series' newest meetings.</summary>
public sealed record MeetingToday(Id<Series> SeriesId, MeetingDate Date, int Moves, DateTimeOffset? AskedAt, bool? ManagerSaysMet, bool? ReportSaysMet, DateTimeOffset? FirstClosedAt);

/// <summary>An open promise of one of the viewer's series.</summary>
public sealed record LoopToday(
    Id<OpenLoop> Id, Id<Series> SeriesId, bool IsMine, string OtherName, string OtherZone, string Promise, DateOnly Due, bool IsAccepted, Id<Person> ProposedBy);

/// <summary>Reads what the board of one day shows: a handful of statements, whatever the history.</summary>
public sealed class TodayQueries(RapportDb db)
{
    // Eight weekly slots, and the ones that lie ahead with a row already.
    private const int NewestMeetings = 12;
    private const int MostLoops = 300;
    private const int MostDaysAway = 500;

    /// <summary>The viewer's running series.</summary>
    public async Task<List<PairToday>> Pairs(Viewer viewer, DateOnly today, CancellationToken stop)
    {
        var (seen, me) = (db.SeenBy(viewer), viewer.PersonId);
        var rows = await (
            from series in seen.Series
            where series.EndedOn == null || series.EndedOn > today
            join other in seen.People on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
            from proposal in seen.RhythmProposals
                .Where(proposal => proposal.SeriesId == series.Id && (proposal.Answer == RhythmAnswer.Agreed || proposal.AnsweredAt == null))
                .DefaultIfEmpty()
            orderby other.Name, series.Id, proposal.AnsweredAt
            select new
            {
                series.Id, IsManager = series.ManagerId == me, series.StartedAt, series.EndedOn,
                OtherId = other.Id, OtherName = other.Name, OtherZone = other.TimeZone, Proposal = proposal,
                Mine = seen.AgendaPoints.Count(point => point.SeriesId == series.Id && point.ClosedAt == null && point.AuthorId == me),
                Theirs = seen.AgendaPoints.Count(point => point.SeriesId == series.Id && point.ClosedAt == null && point.AuthorId != me),
                RestoredAt = seen.RecoveriesToConfirm.Where(recovery => recovery.PersonId == other.Id && recovery.ConfirmedAt == null).Max(recovery => recovery.UsedAt),
            }).AsNoTracking().ToListAsync(stop);
        return
        [
            .. rows.GroupBy(row => row.Id).Select(same => same.First() is var row
                ? new PairToday(
                    row.Id, row.IsManager, row.StartedAt, row.EndedOn, new PairPerson(row.OtherId, row.OtherName, row.OtherZone),
                    [.. same.Select(one => one.Proposal).OfType<RhythmProposal>()], row.Mine, row.Theirs, row.RestoredAt)
                : null!),
        ];
    }

    /// <summary>The newest meetings of each running series that have a row, the newest first.</summary>
    public Task<List<MeetingToday>> Meetings(Viewer viewer, DateOnly today, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return seen.Series
            .Where(series => series.EndedOn == null || series.EndedOn > today)
            .SelectMany(series => seen.Meetings
                .Where(meeting => meeting.SeriesId == series.Id)
                .OrderByDescending(meeting => meeting.PlannedStart)
                .Take(NewestMeetings))
            .Select(meeting => new MeetingToday(
                meeting.SeriesId,
                new MeetingDate(
                    meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                    meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned),
                meeting.Moves, meeting.AskedAt, meeting.ManagerSaysMet, meeting.ReportSaysMet, meeting.FirstClosedAt))
            .ToListAsync(stop);
    }

    /// <summary>Everything that is open between the viewer and anyone, by date; promises outlive their series.</summary>
    public Task<List<LoopToday>> Loops(Viewer viewer, CancellationToken stop)
    {
        var (seen, me) = (db.SeenBy(viewer), viewer.PersonId);
        return (from series in seen.Series
                join other in seen.People on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
                from loop in seen.OpenLoops
                where loop.SeriesId == series.Id && loop.EndedAt == null
                orderby loop.Due, loop.Id
                select new LoopToday(
                    loop.Id, loop.SeriesId, loop.OwnerId == me, other.Name, other.TimeZone, loop.Promise, loop.Due, loop.AcceptedAt != null, loop.ProposedBy))
            .Take(MostLoops)
            .ToListAsync(stop);
    }

    /// <summary>When the viewer or one of the people they meet is away, and public holidays.</summary>
    public Task<List<AwayDays>> Away(IEnumerable<PairToday> pairs, Viewer viewer, DateOnly from, DateOnly to, CancellationToken stop)
    {
        var people = pairs.Select(pair => (Id<Person>?)pair.Other.Id).Append(viewer.PersonId).ToArray();
        return db.SeenBy(viewer).AwayDays
            .Where(days => days.LastDay >= from && days.FirstDay <= to && (days.PersonId == null || people.Contains(days.PersonId)))
            .Take(MostDaysAway)
            .ToListAsync(stop);
    }

    /// <summary>Whom somebody without a series could begin with: those who report to them, and their manager.</summary>
    public Task<List<FirstPerson>> FirstPeople(Viewer viewer, DateOnly today, CancellationToken stop)
    {
        var (seen, me) = (db.SeenBy(viewer), viewer.PersonId);
        return (from line in seen.ReportingLines(today)
                where line.ReportId == me || line.ManagerId == me
                join person in seen.People on line.ReportId == me ? line.ManagerId : line.ReportId equals person.Id
                orderby line.ReportId == me descending, person.Name
                select new FirstPerson(person.Id, person.Name, line.ReportId == me))
            .Take(12)
            .ToListAsync(stop);
    }
}

/// <summary>Someone with whom a first one-on-one could begin.</summary>
public sealed record FirstPerson(Id<Person> Id, string Name, bool IsManager);
