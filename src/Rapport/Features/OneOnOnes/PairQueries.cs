using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>One of the viewer's series with what is agreed, without its content.</summary>
public sealed record PairRow(Series Series, PairPerson Manager, PairPerson Report, List<RhythmProposal> Proposals)
{
    public Agreements Agreements => field ??= new(Proposals, Series.EndedOn);

    public PairPerson OtherThan(Id<Person> person) => person == Manager.Id ? Report : Manager;

    public MeetingCalendar Calendar(IReadOnlyCollection<MeetingDate> stored, DaysAway away) =>
        new(Agreements.Plan, stored, away, Manager.Seat, Report.Seat);
}

/// <summary>A series that has ended, in a line.</summary>
public sealed record EndedPair(Id<Series> Id, string Other, DateOnly EndedOn, int MeetingsHeld);

/// <summary>Somebody with whom the viewer can have a one-on-one.</summary>
/// <param name="Above">See <see cref="LinePlace"/>.</param>
/// <param name="SeriesId">The running series with them, if there is one.</param>
public sealed record Candidate(Id<Person> Id, string Name, string? Title, string TimeZone, int Above, Id<Series>? SeriesId);

/// <summary>A stored meeting of one of several series.</summary>
public sealed record MeetingOf(Id<Series> SeriesId, MeetingDate Date, int Moves)
{
    /// <summary>What became of it, once something did.</summary>
    public CadenceDot Dot(string zone)
    {
        var day = WallClock.Local(Date.PlannedStart, zone).Day;
        return Date.Outcome switch
        {
            MeetingOutcome.Missed => new(day, CadenceState.Missed),
            MeetingOutcome.Excused => new(day, CadenceState.Excused, Date.ExcusedBecause),
            _ when Moves > 0 => new(day, CadenceState.Moved),
            _ => new(day, CadenceState.Held),
        };
    }
}

/// <summary>Reads the dates of all of somebody's series at once, however many they are and however long they run.</summary>
public sealed class PairQueries(RapportDb db)
{
    public const int MostPairs = 200;

    /// <summary>The running ones, those first that the viewer manages.</summary>
    public Task<List<PairRow>> Running(DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from series in seen.Series
                join manager in seen.People on series.ManagerId equals manager.Id
                join report in seen.People on series.ReportId equals report.Id
                where series.EndedOn == null || series.EndedOn > today
                orderby series.StartedAt, series.Id
                select new PairRow(
                    series,
                    new PairPerson(manager.Id, manager.Name, manager.TimeZone),
                    new PairPerson(report.Id, report.Name, report.TimeZone),
                    seen.RhythmProposals
                        .Where(proposal => proposal.SeriesId == series.Id && (proposal.Answer == RhythmAnswer.Agreed || proposal.AnsweredAt == null))
                        .OrderBy(proposal => proposal.ProposedAt).ToList()))
            .AsNoTracking().Take(MostPairs).ToListAsync(stop);
    }

    /// <summary>Newest ends first.</summary>
    public Task<List<EndedPair>> Ended(DateOnly today, int skip, int atMost, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from series in seen.Series
                join other in seen.People on series.ManagerId == viewer.PersonId ? series.ReportId : series.ManagerId equals other.Id
                where series.EndedOn <= today
                orderby series.EndedOn descending, series.Id
                select new EndedPair(series.Id, other.Name, series.EndedOn!.Value, series.MeetingsHeld))
            .Skip(skip).Take(atMost).ToListAsync(stop);
    }

    /// <summary>The stored meetings of the viewer's running series whose windows end later than an instant.</summary>
    public Task<List<MeetingOf>> Meetings(DateTimeOffset since, DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from meeting in seen.Meetings
                join series in seen.Series on meeting.SeriesId equals series.Id
                where (series.EndedOn == null || series.EndedOn > today) && meeting.PlannedStart >= since
                orderby meeting.PlannedStart
                select new MeetingOf(
                    series.Id,
                    new MeetingDate(
                        meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                        meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned),
                    meeting.Moves))
            .ToListAsync(stop);
    }

    /// <summary>When each pair that the viewer leads last met, or last had a reason not to.</summary>
    public Task<Dictionary<Id<Series>, DateTimeOffset?>> LastKept(DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return seen.Series
            .Where(series => series.ManagerId == viewer.PersonId && (series.EndedOn == null || series.EndedOn > today))
            .Select(series => new
            {
                series.Id,
                Last = seen.Meetings
                    .Where(meeting => meeting.SeriesId == series.Id && (meeting.Outcome == MeetingOutcome.Held || meeting.Outcome == MeetingOutcome.Excused))
                    // The newest one is looked up along the index; the greatest would be sought among all.
                    .OrderByDescending(meeting => meeting.PlannedStart)
                    .Select(meeting => (DateTimeOffset?)meeting.PlannedStart)
                    .FirstOrDefault(),
            })
            .ToDictionaryAsync(row => row.Id, row => row.Last, stop);
    }

    /// <summary>How the one-on-ones further down are kept, in one number.</summary>
    public Task<KeptBelow> KeptBelow(DateOnly today, DateTimeOffset since, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).KeptBelow(today, since).SingleAsync(stop);

    /// <summary>When the viewer and the people they meet are away, from a day on.</summary>
    public async Task<DaysAway> Away(DateOnly from, Viewer viewer, CancellationToken stop) =>
        new(await db.SeenBy(viewer).AwayDays.Where(days => days.LastDay >= from).ToListAsync(stop));

    /// <summary>To whom a history of the viewer's is carried over now.</summary>
    public Task<string?> Reader(Id<Series> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from carry in seen.CarryOvers
                join reader in seen.People on carry.ReaderId equals reader.Id
                where carry.SeriesId == id && carry.WithdrawnAt == null
                select reader.Name).FirstOrDefaultAsync(stop);
    }

    /// <summary>Everyone along the viewer's reporting line who is still there, the nearest first.</summary>
    public async Task<List<Candidate>> Candidates(DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var found = await (
            from place in seen.Line(today)
            join person in seen.People on place.PersonId equals person.Id
            where person.LeftOn == null || person.LeftOn > today
            select new Candidate(
                person.Id, person.Name, person.Title, person.TimeZone, place.Above,
                seen.Series
                    .Where(series => (series.ManagerId == person.Id || series.ReportId == person.Id) && (series.EndedOn == null || series.EndedOn > today))
                    .Select(series => (Id<Series>?)series.Id).FirstOrDefault()))
            .ToListAsync(stop);
        return [.. found.OrderBy(candidate => Math.Abs(candidate.Above)).ThenByDescending(candidate => candidate.Above).ThenBy(candidate => candidate.Name, StringComparer.InvariantCulture)];
    }
}
