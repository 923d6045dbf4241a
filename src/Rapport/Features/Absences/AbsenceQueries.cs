using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;

namespace Rapport.Features.Absences;

/// <summary>Reads days away.</summary>
public sealed class AbsenceQueries(RapportDb db)
{
    /// <summary>One's own, the soonest first; those that ended longer ago than a day are left out.</summary>
    public Task<List<Leave>> Mine(DateOnly from, int atMost, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).Leave.AsNoTracking()
            .Where(leave => leave.PersonId == viewer.PersonId && leave.LastDay >= from)
            .OrderBy(leave => leave.FirstDay).Take(atMost).ToListAsync(stop);

    public Task<List<PublicHoliday>> Holidays(DateOnly from, int atMost, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).PublicHolidays.AsNoTracking()
            .Where(holiday => holiday.Day >= from)
            .OrderBy(holiday => holiday.Day).ThenBy(holiday => holiday.TimeZone).Take(atMost).ToListAsync(stop);
}
