using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Enters a public holiday, for everyone or for the people of one time zone.</summary>
public sealed class AddHoliday(RapportDb db, TimeProvider clock)
{
    /// <param name="Zone">Empty: for everyone.</param>
    public sealed record Request(Id<PublicHoliday> Id, DateOnly? Day, string? Name, string? Zone);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        Refusal.Invalid(request.Day is null, "Choose the day.");
        Refusal.Invalid(request.Day.Value.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        var zone = string.IsNullOrWhiteSpace(request.Zone) ? null : request.Zone;
        var holiday = new PublicHoliday(request.Day.Value, request.Name ?? "", zone) { Id = request.Id };
        await Resent.Once(() => Made(holiday.Id, viewer, stop), Words(holiday), () => Add(holiday, viewer, stop));
    }

    private async Task<bool> Add(PublicHoliday holiday, Viewer viewer, CancellationToken stop)
    {
        Refusal.Conflict(await IsTaken(holiday, viewer, stop), "That day is a holiday there already.");
        db.AddRange(holiday, new AuditEvent(AuditKind.RevisedHolidays, viewer.PersonId, clock.GetUtcNow()));
        var isSaved = await db.SaveNew(stop, unless: "public_holiday_day_time_zone_key");
        Refusal.Conflict(!isSaved && await IsTaken(holiday, viewer, stop), "That day is a holiday there already.");
        return isSaved;
    }

    private Task<bool> IsTaken(PublicHoliday holiday, Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).PublicHolidays.AnyAsync(
        other => other.Id != holiday.Id && other.Day == holiday.Day && other.TimeZone == holiday.TimeZone, stop);

    private async Task<string?> Made(Id<PublicHoliday> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).PublicHolidays.AsNoTracking().FirstOrDefaultAsync(holiday => holiday.Id == id, stop) is { } holiday ? Words(holiday) : null;

    private static string Words(PublicHoliday holiday) => $"{holiday.Day:O} {holiday.TimeZone}\n{holiday.Name}";
}
