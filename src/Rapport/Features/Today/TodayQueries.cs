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
/// <param name="MayBeAsked">Somebody's sign-in was restored, not necessarily the other's, and it could be for the viewer to confirm; the same for all pairs.</param>
public sealed record PairToday(
    Id<Series> Id, bool IsManager, DateTimeOffset StartedAt, DateOnly? EndedOn, PairPerson Other,
    IReadOnlyList<RhythmProposal> Proposals, int MyPoints, int TheirPoints, bool MayBeAsked)
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
    /// <summary>The viewer's running series, by name.</summary>
    public async Task<List<PairToday>> Pairs(Viewer viewer, DateOnly today, CancellationToken stop)
    {
        var rows = await Today(viewer).Pairs(today).ToListAsync(stop);
        return
        [
            .. rows.GroupBy(row => row.Id, (id, same) => same.ToList()).Select(same => new PairToday(
                same[0].Id, same[0].IsManager, same[0].StartedAt, same[0].EndedOn, new PairPerson(same[0].OtherId, same[0].OtherName, same[0].OtherZone),
                [.. same.Select(row => row.Proposal).OfType<RhythmProposal>()], same[0].Mine, same[0].Theirs, same[0].MayBeAsked)),
        ];
    }

    public ValueTask<List<MeetingToday>> Meetings(Viewer viewer, DateOnly today, CancellationToken stop) => Today(viewer).Meetings(today).ToListAsync(stop);

    public ValueTask<List<LoopToday>> Loops(Viewer viewer, CancellationToken stop) => Today(viewer).Loops().ToListAsync(stop);

    public ValueTask<List<AwayDays>> Away(IEnumerable<PairToday> pairs, Viewer viewer, DateOnly from, DateOnly to, CancellationToken stop) =>
        Today(viewer).Away(pairs, from, to).ToListAsync(stop);

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

    private VisibleToday Today(Viewer viewer) => new(db, viewer);
}

/// <summary>Someone with whom a first one-on-one could begin.</summary>
public sealed record FirstPerson(Id<Person> Id, string Name, bool IsManager);
