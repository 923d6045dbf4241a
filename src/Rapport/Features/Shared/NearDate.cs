using System.Globalization;

namespace Rapport.Features.Shared;

/// <summary>
/// Dates as people say them. Days and times are the reader's own: converting is for whoever asks. Near is said in words,
/// and what is further away than a day carries its weekday and date, so that nobody has to count.
/// </summary>
public static class NearDate
{
    /// <summary>"today", "tomorrow", "yesterday", "in 5 days, Tue 24 March", "3 days ago, Mon 16 March".</summary>
    public static string Day(DateOnly day, DateOnly today) => (day.DayNumber - today.DayNumber) switch
    {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        > 1 and <= 13 and var ahead => Words($"in {ahead} days, {Short(day, today)}"),
        < -1 and >= -13 and var behind => Words($"{-behind} days ago, {Short(day, today)}"),
        _ => Short(day, today),
    };

    /// <summary>A promise's date, while it is open: as <see cref="Day" />, but what has passed is "1 day late", "3 days late".</summary>
    public static string Due(DateOnly due, DateOnly today) => due < today ? Late(due, today) : Day(due, today);

    /// <summary>"1 day late", "3 days late", "5 weeks late".</summary>
    public static string Late(DateOnly due, DateOnly today) => (today.DayNumber - due.DayNumber) switch
    {
        1 => "1 day late",
        < 28 and var days => Words($"{days} days late"),
        var days => Words($"{days / 7} weeks late"),
    };

    /// <summary>"now", "in 25 min, 10:00", "in 4 h, 14:30", "tomorrow 09:30", "in 2 days, Sat 10:00", "25 min ago, 10:00".</summary>
    public static string Moment(DateTime at, DateTime now)
    {
        var (day, today, time) = (DateOnly.FromDateTime(at), DateOnly.FromDateTime(now), Time(at));
        var days = day.DayNumber - today.DayNumber;
        return days switch
        {
            0 => Hours(at, now) is "now" ? "now" : Words($"{Hours(at, now)}, {time}"),
            1 => Words($"tomorrow {time}"),
            -1 => Words($"yesterday {time}"),
            > 1 and < 7 => Words($"in {days} days, {at:ddd} {time}"),
            > 1 and <= 13 => Words($"in {days} days, {Short(day, today)}, {time}"),
            < -1 and >= -13 => Words($"{-days} days ago, {Short(day, today)}, {time}"),
            _ => Words($"{Short(day, today)}, {time}"),
        };
    }

    /// <summary>How far away within a day: "now", "in 25 min", "in 4 h", "25 min ago".</summary>
    public static string Hours(DateTime at, DateTime now)
    {
        var minutes = (int)Math.Round((at - now).TotalMinutes);
        return minutes switch
        {
            0 => "now",
            > 0 and < 90 => Words($"in {minutes} min"),
            >= 90 => Words($"in {(int)Math.Round(minutes / 60.0)} h"),
            > -90 => Words($"{-minutes} min ago"),
            _ => Words($"{(int)Math.Round(-minutes / 60.0)} h ago"),
        };
    }

    /// <summary>"Thu 19 March", with the year when it is another one than today's.</summary>
    public static string Short(DateOnly day, DateOnly? today = null) =>
        day.ToString(today is null || today.Value.Year == day.Year ? "ddd d MMMM" : "ddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"Thursday 19 March", for a page's title.</summary>
    public static string Title(DateOnly day) => day.ToString("dddd d MMMM", CultureInfo.InvariantCulture);

    /// <summary>"Thu 19 March 2026".</summary>
    public static string Exact(DateOnly day) => day.ToString("ddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"Thu 19 March 2026, 10:00".</summary>
    public static string Exact(DateTime at) => at.ToString("ddd d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"10:00".</summary>
    public static string Time(DateTime at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The margin beside a row, day above or time below: "10:00" over "in 25 min", "Tomorrow" over "09:30", "Mon 23" over "11:00".</summary>
    public static (string First, string Second) Fact(DateTime at, DateTime now)
    {
        var days = DateOnly.FromDateTime(at).DayNumber - DateOnly.FromDateTime(now).DayNumber;
        return days switch
        {
            0 => (Time(at), Hours(at, now)),
            1 => ("Tomorrow", Time(at)),
            > 1 and <= 13 => (Words($"{at:ddd d}"), Time(at)),
            _ => (Words($"{at:d MMM}"), Time(at)),
        };
    }

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
