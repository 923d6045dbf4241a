using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Enters a public holiday, for everyone or for the people of one time zone.</summary>
public sealed class AddHoliday(RapportDb db)
{
    /// <param name="Zone">Empty: for everyone.</param>
    public sealed record Request(Id<PublicHoliday> Id, DateOnly? Day, string? Name, string? Zone);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        Refusal.Invalid(request.Day is null, "Choose the day.");
        Refusal.Invalid(request.Day.Value.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        var zone = string.IsNullOrWhiteSpace(request.Zone) ? null : request.Zone;
        if (await db.SeenBy(viewer).PublicHolidays.AnyAsync(holiday => holiday.Id == request.Id, stop))
            return;

        var isTaken = await db.SeenBy(viewer).PublicHolidays.AnyAsync(holiday => holiday.Day == request.Day && holiday.TimeZone == zone, stop);
        Refusal.Conflict(isTaken, "That day is a holiday there already.");
        db.Add(new PublicHoliday(request.Day.Value, request.Name ?? "", zone) { Id = request.Id });
        await db.SaveNew(stop, unless: "public_holiday_day_time_zone_key");
    }
}
