using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Enters days on which one is away oneself. They excuse meetings; the people one meets see that, and not why.</summary>
public sealed class AddLeave(RapportDb db)
{
    public sealed record Request(Id<Leave> Id, DateOnly? First, DateOnly? Last);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Invalid(request.First is null, "Choose the first day.");
        var first = request.First.Value;
        Refusal.Invalid(first.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        var last = request.Last ?? first;
        var isThere = await db.SeenBy(viewer).Leave.AnyAsync(
            leave => leave.PersonId == viewer.PersonId && (leave.Id == request.Id || (leave.FirstDay <= first && leave.LastDay >= last)), stop);
        if (isThere)
            return;

        db.Add(new Leave(viewer.PersonId, first, last) { Id = request.Id });
        await db.SaveNew(stop);
    }
}
