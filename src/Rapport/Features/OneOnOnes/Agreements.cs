using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>What a pair has on record about when it meets: what was agreed, in the order of agreeing, and what still waits for a yes.</summary>
public sealed class Agreements
{
    private readonly DateOnly? endsOn;

    /// <param name="proposals">Of one series; those that came to nothing do not matter.</param>
    public Agreements(IEnumerable<RhythmProposal> proposals, DateOnly? endsOn)
    {
        this.endsOn = endsOn;
        var all = proposals.ToList();
        Agreed = [.. all.Where(proposal => proposal.Answer == RhythmAnswer.Agreed).OrderBy(proposal => proposal.AnsweredAt)];
        Waiting = all.Find(proposal => proposal.IsOpen);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RhythmProposal> Agreed { get; }

    public RhythmProposal? Waiting { get; }

    public SlotPlan Plan => new([.. Agreed.Select(proposal => proposal.Rhythm)], endsOn);

    /// <summary>The agreement that holds now, or else the next one to take effect.</summary>
    public RhythmProposal? InForce(DateTimeOffset now) =>
        Agreed.LastOrDefault(proposal => proposal.FromDay <= WallClock.Local(now, proposal.TimeZone).Day)
        ?? Agreed.MinBy(proposal => proposal.FromDay);

    /// <summary>What is agreed and begins later than now, the newest word on it; null when nothing changes.</summary>
    public RhythmProposal? ComingIntoForce(DateTimeOffset now) =>
        Agreed.LastOrDefault() is { } last && last != InForce(now) ? last : null;

    /// <summary>What holds was agreed while the report was being onboarded, and that is over: the report proposes what comes next.</summary>
    /// <param name="onboardingEnds">The first day after it; null where no start is known.</param>
    public bool IsReopened(DateOnly? onboardingEnds, DateOnly today) =>
        onboardingEnds <= today && Waiting is null && Agreed.LastOrDefault() is { } last
        && WallClock.Local(last.AnsweredAt!.Value, last.TimeZone).Day < onboardingEnds;

    /// <summary>
    /// The first day on which a change can take effect: next Monday in the series' zone, because what stands this week
    /// stands. A meeting that was moved beyond that Monday is kept too, so the change begins the Monday after it.
    /// </summary>
    /// <param name="to">The zone of the new rhythm.</param>
    /// <param name="stored">The stored meetings that are still to come.</param>
    public DateOnly EarliestChange(string to, IEnumerable<Meeting> stored, DateTimeOffset now)
    {
        var zone = (InForce(now) ?? throw new InvalidOperationException("Nothing is agreed yet that could change.")).TimeZone;
        var earliest = Monday(now, zone);
        foreach (var meeting in stored.OrderBy(meeting => meeting.PlannedStart))
        {
            if (meeting.PlannedStart < Begins(earliest) && meeting.StartsAt >= Begins(earliest))
                earliest = Monday(meeting.StartsAt, to);
        }

        return earliest;

        DateTimeOffset Begins(DateOnly day) =>
            WallClock.StartOfDay(day, zone) is var here && WallClock.StartOfDay(day, to) is var there && here < there ? here : there;

        static DateOnly Monday(DateTimeOffset after, string zone) => Rhythm.MondayOf(WallClock.Local(after, zone).Day).AddDays(7);
    }
}
