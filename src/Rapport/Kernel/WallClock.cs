using NodaTime;
using NodaTime.TimeZones;

namespace Rapport.Kernel;

/// <summary>
/// What clocks on walls show: turns planned local times into instants and back. A time that a change of the clocks
/// skips moves forward by as much as the clocks do; a time that comes twice means the first pass. Everything outside
/// speaks of UTC instants, days, times of day and IANA zone names.
/// </summary>
public static class WallClock
{
    private static readonly TzdbDateTimeZoneSource Source = TzdbDateTimeZoneSource.Default;

    private static readonly HashSet<string> Known = [.. Source.GetIds()];

    private static readonly string[] Listed =
        [.. Source.ZoneLocations!.Select(place => place.ZoneId).Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, string> ListedByCanonical = Listed
        .GroupBy(id => Source.CanonicalIdMap[id])
        .ToDictionary(same => same.Key, same => same.Contains(same.Key) ? same.Key : same.First());

    /// <summary>The release of the IANA zone data in use, such as 2026f. It comes with the program, not the machine.</summary>
    public static string ZoneData => Source.TzdbVersion;

    public static bool IsZone(string? zone) => zone is not null && Known.Contains(zone);

    /// <summary>
    /// The name under which the chooser lists a zone. Browsers still report names given up long ago (Asia/Calcutta).
    /// A valid zone that no place keeps (EST) is returned as it is.
    /// </summary>
    public static string Canonical(string zone)
    {
        Refusal.Invalid(!IsZone(zone), Unknown(zone));

        return Array.BinarySearch(Listed, zone, StringComparer.Ordinal) >= 0
            ? zone
            : ListedByCanonical.GetValueOrDefault(Source.CanonicalIdMap[zone], zone);
    }

    /// <summary>The zones to choose from, one for each place that keeps its own time, with the offset at an instant.</summary>
    public static IReadOnlyList<ZoneChoice> Zones(DateTimeOffset at) =>
        [.. Listed.Select(id => new ZoneChoice(id, Place(id), Offset(at, id)))];

    /// <summary>The place a zone is named after: "Buenos Aires" for America/Argentina/Buenos_Aires.</summary>
    public static string Place(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    public static DateTimeOffset Instant(DateOnly day, TimeOnly at, string zone) =>
        (LocalDate.FromDateOnly(day) + LocalTime.FromTimeOnly(at)).InZoneLeniently(Zone(zone)).ToInstant().ToDateTimeOffset();

    public static (DateOnly Day, TimeOnly At) Local(DateTimeOffset instant, string zone)
    {
        var local = NodaTime.Instant.FromDateTimeOffset(instant).InZone(Zone(zone));
        return (local.Date.ToDateOnly(), local.TimeOfDay.ToTimeOnly());
    }

    public static DateOnly Today(TimeProvider clock, string zone) => Local(clock.GetUtcNow(), zone).Day;

    /// <summary>The first instant of a day; where midnight itself is skipped, that is later than 00:00.</summary>
    public static DateTimeOffset StartOfDay(DateOnly day, string zone)
    {
        var midnight = Zone(zone).MapLocal(LocalDate.FromDateOnly(day).AtMidnight());
        var start = midnight.Count == 0 ? midnight.LateInterval.Start : midnight.First().ToInstant();
        return start.ToDateTimeOffset();
    }

    /// <summary>How far a zone is from UTC at an instant, for people: "UTC+1", "UTC+5:45", "UTC−3:30".</summary>
    public static string Offset(DateTimeOffset at, string zone)
    {
        var offset = Zone(zone).GetUtcOffset(NodaTime.Instant.FromDateTimeOffset(at)).ToTimeSpan();
        if (offset == TimeSpan.Zero)
            return "UTC";

        var sign = offset < TimeSpan.Zero ? '−' : '+';
        var size = offset.Duration();
        return size.Minutes == 0 ? $"UTC{sign}{size.Hours}" : $"UTC{sign}{size.Hours}:{size.Minutes:00}";
    }

    private static DateTimeZone Zone(string zone)
    {
        var found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone);
        Refusal.Invalid(found is null, Unknown(zone));

        return found;
    }

    private static string Unknown(string? zone) => $"There is no time zone “{zone}”. Choose one from the list.";
}

/// <summary>A time zone as the chooser shows it.</summary>
public sealed record ZoneChoice(string Id, string Place, string Offset)
{
    public string Label => Id == Offset ? Id : $"{Id.Replace('_', ' ')} ({Offset})";
}
