using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>What the clock shows where somebody is, as their colleagues elsewhere want to know it.</summary>
/// <param name="Beside">"tomorrow" or "yesterday", where it is another day there than for the reader.</param>
public sealed record LocalTime(string Time, string Place, string? Beside)
{
    public static LocalTime Of(string zone, DateOnly readersDay, DateTimeOffset now)
    {
        var (day, at) = WallClock.Local(now, zone);
        return new(NearDate.Time(day.ToDateTime(at)), WallClock.Place(zone), day > readersDay ? "tomorrow" : day < readersDay ? "yesterday" : null);
    }
}
