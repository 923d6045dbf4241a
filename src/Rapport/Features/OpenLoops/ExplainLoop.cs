using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>Adds the word on why to the ending or the new date that was saved just before. In an ended series too.</summary>
public sealed class ExplainLoop(RapportDb db)
{
    public sealed record Request(string? Word);

    public async Task Run(Id<OpenLoop> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var loop = await seen.OpenLoops.One(loop => loop.Id == id, stop);
        viewer.RefuseUnlessOwner(loop);

        var last = await seen.OpenLoopEvents.Where(item => item.LoopId == id)
            .OrderByDescending(item => item.At).ThenByDescending(item => item.Id)
            .FirstAsync(stop);
        loop.Explain(last, request.Word);
        await db.SaveChangesAsync(stop);
    }
}
