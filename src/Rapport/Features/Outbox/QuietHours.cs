using Rapport.Features.Absences;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>When a message that is not urgent lets somebody be: in the evening and at night, at weekends, on public holidays, each as their own clock shows it.</summary>
public sealed class QuietHours(IReadOnlyCollection<PublicHoliday> holidays)
{
    private const int FarthestDay = 40;

    private static readonly TimeOnly Morning = new(7, 0);
    private static readonly TimeOnly Evening = new(20, 0);

    /// <summary>The first moment from <paramref name="at"/> on at which somebody may be written to; that moment itself when they may now.</summary>
    public DateTimeOffset Open(DateTimeOffset at, string zone)
    {
        var (today, time) = WallClock.Local(at, zone);
        if (IsWorkday(today, zone) && time >= Morning && time < Evening)
            return at;

        var first = time < Morning ? today : today.AddDays(1);
        for (var day = first; day < first.AddDays(FarthestDay); day = day.AddDays(1))
        {
            if (IsWorkday(day, zone))
                return WallClock.Instant(day, Morning, zone);
        }

        return at;
    }

    private bool IsWorkday(DateOnly day, string zone) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Any(holiday => holiday.IsFor(zone, day));
}
