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
        var leave = new Leave(viewer.PersonId, first, last) { Id = request.Id };
        await Resent.Once(() => Made(request.Id, viewer, stop), Words(leave), () => Add(leave, viewer, stop));
    }

    /// <summary>Days that are entered already are not entered again.</summary>
    private async Task<bool> Add(Leave leave, Viewer viewer, CancellationToken stop)
    {
        var isCovered = await db.SeenBy(viewer).Leave.AnyAsync(
            other => other.PersonId == viewer.PersonId && other.FirstDay <= leave.FirstDay && other.LastDay >= leave.LastDay, stop);
        if (isCovered)
            return true;

        db.Add(leave);
        return await db.SaveNew(stop);
    }

    private async Task<string?> Made(Id<Leave> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).Leave.AsNoTracking().FirstOrDefaultAsync(leave => leave.PersonId == viewer.PersonId && leave.Id == id, stop) is { } leave ? Words(leave) : null;

    private static string Words(Leave leave) => $"{leave.FirstDay:O} {leave.LastDay:O}";
}
