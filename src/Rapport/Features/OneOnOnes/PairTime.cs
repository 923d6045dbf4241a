using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>One moment in the words of two clocks: the reader's, and the other person's where it differs.</summary>
public static class PairTime
{
    /// <summary>"Thu 26 March, 10:00", by the reader's clock.</summary>
    public static string Here(DateTimeOffset at, string zone, DateOnly today) =>
        WallClock.Local(at, zone) is var (day, time) ? $"{NearDate.Short(day, today)}, {time:HH\\:mm}" : "";

    /// <summary>"09:00 for Teo", with the weekday when it is another day there; null when both clocks agree.</summary>
    public static string? There(DateTimeOffset at, string zone, PairPerson other)
    {
        var (here, there) = (WallClock.Local(at, zone), WallClock.Local(at, other.TimeZone));
        return here == there ? null
            : here.Day == there.Day ? $"{there.At:HH\\:mm} for {other.Called}"
            : $"{there.Day:ddd} {there.At:HH\\:mm} for {other.Called}";
    }

    /// <summary>"Weekly, 30 minutes, Thursdays at 10:00 in Berlin, 09:00 for you": a rhythm, and what its time is for whoever lives by another clock.</summary>
    public static string Said(Rhythm rhythm, string zone, PairPerson other, DateOnly today)
    {
        var at = WallClock.Instant(today.AddDays(((int)rhythm.Weekday - (int)today.DayOfWeek + 7) % 7), rhythm.At, rhythm.Zone);
        var (said, here, there) = (WallClock.Local(at, rhythm.Zone), WallClock.Local(at, zone), WallClock.Local(at, other.TimeZone));
        var beside = here == there
            ? Beside(here, "both of you")
            : Beside(here, "you") + Beside(there, other.Called);
        return rhythm.Sentence + beside;

        string Beside((DateOnly Day, TimeOnly At) local, string whom) =>
            local == said ? "" : local.Day == said.Day ? $", {local.At:HH\\:mm} for {whom}" : $", {local.Day:ddd} {local.At:HH\\:mm} for {whom}";
    }

    /// <summary>"from Mon 23 March to Sun 29 March", by the reader's clock; with times where a window does not begin at midnight there.</summary>
    public static string Window(DateTimeOffset from, DateTimeOffset to, string zone, DateOnly today)
    {
        var (first, last) = (WallClock.Local(from, zone), WallClock.Local(to.AddMinutes(-1), zone));
        var opens = first.At == TimeOnly.MinValue ? NearDate.Short(first.Day, today) : $"{NearDate.Short(first.Day, today)}, {first.At:HH\\:mm}";
        var closes = last.At == new TimeOnly(23, 59) ? NearDate.Short(last.Day, today) : Here(to, zone, today);
        return $"from {opens} to {closes}";
    }
}
