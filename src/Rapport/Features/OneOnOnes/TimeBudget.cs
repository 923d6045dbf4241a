using System.Globalization;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// What one-on-ones cost somebody, or a whole organisation, in time: computed from the rhythms, over a working year
/// of 50 weeks. It is what was agreed, not what was held.
/// </summary>
public sealed record TimeBudget(int Pairs, int MinutesAYear)
{
    private const int Weeks = 50;

    public static TimeBudget None { get; } = new(0, 0);

    public decimal HoursAWeek => HoursAYear / Weeks;

    public decimal HoursAYear => MinutesAYear / 60m;

    public decimal HoursAYearEach => Pairs == 0 ? 0 : HoursAYear / Pairs;

    /// <summary>"4 hours a week, 200 hours over 50 weeks: 25 hours for each of 8 people."</summary>
    public string Sentence => Pairs switch
    {
        0 => "No one-on-ones yet, so no time.",
        1 => $"{Words(HoursAWeek)} a week, {Words(HoursAYear)} over {Weeks} weeks.",
        _ => $"{Words(HoursAWeek)} a week, {Words(HoursAYear)} over {Weeks} weeks: {Words(HoursAYearEach)} for each of {Pairs} people.",
    };

    public static TimeBudget Of(IEnumerable<Rhythm> rhythms) =>
        rhythms.Aggregate(None, (budget, rhythm) => budget.With(rhythm.Cadence, rhythm.Minutes));

    public TimeBudget With(Cadence cadence, int minutes) => new(Pairs + 1, MinutesAYear + (cadence.MeetingsAYear() * minutes));

    private static string Words(decimal hours)
    {
        if (hours < 1)
            return Count(Math.Round(hours * 60, MidpointRounding.AwayFromZero), "minute");

        return Count(Math.Round(hours, hours < 10 ? 1 : 0, MidpointRounding.AwayFromZero), "hour");
    }

    private static string Count(decimal number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}{(number == 1 ? "" : "s")}");
}
