using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Takes days away back: all of them if they lie ahead, the rest of them if they have begun. What is past excused what it excused.</summary>
public sealed class RemoveLeave(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Leave> id, Viewer viewer, CancellationToken stop)
    {
        var leave = await db.SeenBy(viewer).Leave.FirstOrDefaultAsync(leave => leave.Id == id && leave.PersonId == viewer.PersonId, stop);
        if (leave is null)
            return;

        var today = viewer.Today(clock.GetUtcNow());
        if (leave.FirstDay >= today)
            db.Remove(leave);
        else
            leave.EndBefore(today);
        await db.SaveChangesAsync(stop);
    }
}
