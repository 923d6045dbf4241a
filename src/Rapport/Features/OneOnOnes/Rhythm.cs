using System.Globalization;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// When two people agreed to meet: how often, on which weekday, at what local time in which zone, for how long, and
/// from which day on. It knows every slot it would have by number, the first being 0; which of them count is for the
/// <see cref="SlotPlan"/> to say.
/// </summary>
public sealed record Rhythm
{
    private const int LastOfMonth = 5;

    public Rhythm(Cadence cadence, DayOfWeek weekday, TimeOnly at, string zone, int minutes, DateOnly from)
    {
        Refusal.Invalid(!Enum.IsDefined(cadence), "Choose how often you want to meet.");
        Refusal.Invalid(!Enum.IsDefined(weekday), "Choose a weekday.");
        Refusal.Invalid(at.Ticks % TimeSpan.TicksPerMinute != 0, "Choose a time in whole minutes.");
        Refusal.Invalid(!WallClock.IsZone(zone), $"There is no time zone “{zone}”. Choose one from the list.");
        Refusal.Invalid(minutes is < 5 or > 240, "Choose a length between 5 and 240 minutes.");
        Refusal.Invalid(from.Year is < 2000 or > 2200, "Choose a first day between the years 2000 and 2200.");

        Cadence = cadence;
        Weekday = weekday;
        At = at;
        Zone = zone;
        Minutes = minutes;
        From = from;
    }

    public Cadence Cadence { get; }

    public DayOfWeek Weekday { get; }

    public TimeOnly At { get; }

    public string Zone { get; }

    public int Minutes { get; }

    public DateOnly From { get; }

    /// <summary>The day of slot 0: the first such weekday on or after <see cref="From"/>.</summary>
    public DateOnly FirstDay => From.AddDays(((int)Weekday - (int)From.DayOfWeek + 7) % 7);

    /// <summary>"Weekly, 30 minutes, Thursdays at 10:00 in Berlin".</summary>
    public string Sentence =>
        $"{Cadence.Title()}, {Minutes} minutes, {Days()} at {At.ToString("HH:mm", CultureInfo.InvariantCulture)} in {WallClock.Place(Zone)}";

    /// <summary>
    /// The same rhythm, begun no earlier than a day and with the Monday of its first slot's week: which weeks, or which
    /// weekday of the month, stays as it was.
    /// </summary>
    /// <exception cref="Refusal">Conflict: the last weekday of a month would become the fourth.</exception>
    public Rhythm NoEarlierThan(DateOnly earliest)
    {
        var first = Day(FirstOnOrAfter(From < earliest ? earliest : From));
        var monday = MondayOf(first);
        var later = new Rhythm(Cadence, Weekday, At, Zone, Minutes, monday < earliest ? earliest : monday);
        Refusal.Conflict(later.Days() != Days(), "The first day of this proposal has passed. Answer with another one.");
        return later;
    }

    internal DateOnly Day(int slot) => Cadence switch
    {
        Cadence.Weekly => FirstDay.AddDays(7 * slot),
        Cadence.EveryTwoWeeks => FirstDay.AddDays(14 * slot),
        _ => InMonth(FirstDay.AddDays(1 - FirstDay.Day).AddMonths(MonthsApart * slot)),
    };

    internal DateTimeOffset Start(int slot) => WallClock.Instant(Day(slot), At, Zone);

    /// <summary>The start of the slot's week, which is where its window opens.</summary>
    internal DateTimeOffset WeekStart(int slot) => WallClock.StartOfDay(MondayOf(Day(slot)), Zone);

    /// <summary>The number of the first slot on or after a day, by arithmetic, however far away that is.</summary>
    internal int FirstOnOrAfter(DateOnly day)
    {
        if (day <= FirstDay)
            return 0;

        if (Cadence is Cadence.Weekly or Cadence.EveryTwoWeeks)
        {
            var step = Cadence == Cadence.Weekly ? 7 : 14;
            return (day.DayNumber - FirstDay.DayNumber + step - 1) / step;
        }

        var months = (12 * (day.Year - FirstDay.Year)) + day.Month - FirstDay.Month;
        var slot = months / MonthsApart;
        return Day(slot) < day ? slot + 1 : slot;
    }

    internal static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private int MonthsApart => Cadence == Cadence.Quarterly ? 3 : 1;

    private int Ordinal => ((FirstDay.Day - 1) / 7) + 1;

    private DateOnly InMonth(DateOnly first)
    {
        var early = first.AddDays(((int)Weekday - (int)first.DayOfWeek + 7) % 7);
        if (Ordinal < LastOfMonth)
            return early.AddDays(7 * (Ordinal - 1));

        var fifth = early.AddDays(28);
        return fifth.Month == first.Month ? fifth : fifth.AddDays(-7);
    }

    private string Days()
    {
        if (Cadence is Cadence.Weekly or Cadence.EveryTwoWeeks)
            return $"{Weekday}s";

        var which = Ordinal switch { 1 => "first", 2 => "second", 3 => "third", 4 => "fourth", _ => "last" };
        return Cadence == Cadence.Monthly
            ? $"the {which} {Weekday}"
            : $"the {which} {Weekday} of {QuarterMonths()}";
    }

    private string QuarterMonths()
    {
        var names = Enumerable.Range(0, 4)
            .Select(quarter => (((FirstDay.Month - 1) % 3) + (3 * quarter)) + 1)
            .Select(month => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month))
            .ToArray();
        return $"{names[0]}, {names[1]}, {names[2]} and {names[3]}";
    }
}
