using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>When a sync is to meet, as a form sends it.</summary>
public sealed record RhythmOfSync(Cadence? Cadence, DayOfWeek? Weekday, TimeOnly? At, string? Zone, int? Minutes, DateOnly? From)
{
    /// <summary>Every two weeks, an hour.</summary>
    public static RhythmOfSync Usual(string zone, DateOnly today) => new(OneOnOnes.Cadence.EveryTwoWeeks, DayOfWeek.Tuesday, new(10, 0), zone, 60, today);

    public static RhythmOfSync Of(Rhythm rhythm, DateOnly from) => new(rhythm.Cadence, rhythm.Weekday, rhythm.At, rhythm.Zone, rhythm.Minutes, from);

    /// <param name="today">In the zone of the one who asks.</param>
    public Rhythm Rhythm(DateOnly today)
    {
        Refusal.Invalid(Cadence is null, "Choose how often the sync meets.");
        Refusal.Invalid(Weekday is null, "Choose a weekday.");
        Refusal.Invalid(At is null, "Choose a time, such as 10:00.");
        Refusal.Invalid(Minutes is null, "Say how many minutes it takes.");
        Refusal.Invalid(From is null, "Choose the first day.");
        Refusal.Invalid(From < today.AddDays(-1), "Choose a first day that lies ahead.");
        Refusal.Invalid(From > today.AddDays(366), "Choose a first day within a year.");
        return new(Cadence.Value, Weekday.Value, At.Value, Zone ?? "", Minutes.Value, From.Value);
    }
}
