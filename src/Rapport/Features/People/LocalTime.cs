using System.Globalization;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>What the clock shows where somebody is, as their colleagues elsewhere want to know it.</summary>
/// <param name="Time">With the weekday where it is another day there than for the reader: "Fri 20:23".</param>
public sealed record LocalTime(string Time, string Place)
{
    public static LocalTime Of(string zone, DateOnly readersDay, DateTimeOffset now)
    {
        var (day, at) = WallClock.Local(now, zone);
        var time = NearDate.Time(day.ToDateTime(at));
        return new(day == readersDay ? time : $"{day.ToString("ddd", CultureInfo.InvariantCulture)} {time}", WallClock.Place(zone));
    }
}
