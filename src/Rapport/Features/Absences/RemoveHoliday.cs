using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Strikes a public holiday that still lies ahead.</summary>
public sealed class RemoveHoliday(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<PublicHoliday> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var holiday = await db.SeenBy(viewer).PublicHolidays.FirstOrDefaultAsync(holiday => holiday.Id == id, stop);
        if (holiday is null)
            return;

        var now = clock.GetUtcNow();
        Refusal.Conflict(holiday.Day < viewer.Today(now), "This day is past and stays as it was.");
        db.Remove(holiday);
        db.Add(new AuditEvent(AuditKind.RevisedHolidays, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }
}
