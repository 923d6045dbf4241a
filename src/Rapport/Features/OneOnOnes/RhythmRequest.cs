using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>A rhythm as somebody typed it.</summary>
/// <param name="Id">Made by who proposes, so that sending it twice proposes once.</param>
/// <param name="Reason">Why this pair differs, where the rhythm lies outside of policy.</param>
public sealed record RhythmRequest(
    Id<RhythmProposal> Id, Cadence Cadence, DayOfWeek Weekday, TimeOnly At, string Zone, int Minutes, DateOnly From, string? Reason)
{
    /// <param name="today">In the zone of the one who asks.</param>
    public Rhythm Rhythm(DateOnly today)
    {
        Refusal.Invalid(From < today.AddDays(-1), "Choose a first day that lies ahead.");
        Refusal.Invalid(From > today.AddDays(366), "Choose a first day within a year.");
        return new Rhythm(Cadence, Weekday, At, Zone, Minutes, From);
    }
}
