using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>One running series of the viewer's, as the board needs it.</summary>
/// <param name="Proposals">Agreed ones in the order of the agreement, and the open one.</param>
/// <param name="MyPoints">Open points that the viewer brought.</param>
/// <param name="OnboardingEnds">The first day after the report's onboarding, with their own manager; null where no start is known.</param>
public sealed record PairToday(
    Id<Series> Id, bool IsManager, DateTimeOffset StartedAt, DateOnly? EndedOn, PairPerson Other,
    IReadOnlyList<RhythmProposal> Proposals, int MyPoints, int TheirPoints, DateOnly? OnboardingEnds)
{
    /// <summary>What was agreed was for the report's onboarding, and that is over.</summary>
    public bool IsReopened(DateOnly today) => new Agreements(Proposals, EndedOn).IsReopened(OnboardingEnds, today);

    public IEnumerable<RhythmProposal> Agreed => Proposals.Where(proposal => proposal.Answer == RhythmAnswer.Agreed);

    public RhythmProposal? Waiting => Proposals.FirstOrDefault(proposal => proposal.IsOpen);
}

/// <summary>One of a series' newest meetings.</summary>
public sealed record MeetingToday(Id<Series> SeriesId, MeetingDate Date, int Moves, DateTimeOffset? AskedAt, bool? ManagerSaysMet, bool? ReportSaysMet, DateTimeOffset? FirstClosedAt);

/// <summary>An open promise of one of the viewer's series.</summary>
public sealed record LoopToday(
    Id<OpenLoop> Id, Id<Series> SeriesId, bool IsMine, string OtherName, string OtherZone, string Promise, DateOnly Due, bool IsAccepted, Id<Person> ProposedBy);

/// <summary>What the board of one day is made of.</summary>
/// <param name="Pairs">The viewer's running series, by name.</param>
/// <param name="Loops">Everything that is open between the viewer and anyone, by date.</param>
/// <param name="Share">How many of the viewer's own promises were kept, over all their one-on-ones.</param>
/// <param name="MayBeAsked">Somebody's sign-in was restored, and it could be for the viewer to confirm.</param>
/// <param name="Syncs">What presses in the syncs that the viewer belongs to.</param>
public sealed record DayRead(
    IReadOnlyList<PairToday> Pairs, IReadOnlyList<MeetingToday> Meetings, IReadOnlyList<LoopToday> Loops, IReadOnlyList<AwayDays> Away,
    FollowThrough Share, bool MayBeAsked, IReadOnlyList<PressingInSync> Syncs);

/// <summary>Reads what the board of one day shows: a handful of statements, whatever the history.</summary>
public sealed class TodayQueries(RapportDb db, TimeProvider clock)
{
    // As long ago as a meeting may still be waited for; and as far as a quarterly pair's next one may lie, with one excused in between.
    private const int DaysBack = 30;
    private const int DaysAhead = 200;

    public async Task<DayRead> Day(Viewer viewer, CancellationToken stop)
    {
        var (questions, now) = (new Questions(db, viewer), clock.GetUtcNow());
        var (seen, today) = (new VisibleToday(questions, viewer), viewer.Today(now));
        var rows = seen.Pairs(today, OpenLoopQueries.CountedFrom(now));
        var meetings = seen.Meetings(today);
        var loops = seen.Loops();
        var away = seen.Away(today, today.AddDays(-DaysBack), today.AddDays(DaysAhead));
        var syncs = new VisibleSync(questions, viewer).Pressing(now.AddDays(Board.DaysAhead), today.AddDays(Board.DueSoon));
        await questions.Answer(stop);
        return new(
            [.. rows.Select(row => row.Pair).OfType<PairToday>().GroupBy(pair => pair.Id, (_, same) => One([.. same]))],
            meetings, loops, away, new FollowThrough(viewer.PersonId, rows[0].Kept, rows[0].Due), rows[0].MayBeAsked, syncs);
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

    // A pair comes once for every agreement.
    private static PairToday One(List<PairToday> same) => same[0] with { Proposals = [.. same.SelectMany(pair => pair.Proposals)] };
}

/// <summary>Someone with whom a first one-on-one could begin.</summary>
public sealed record FirstPerson(Id<Person> Id, string Name, bool IsManager);
