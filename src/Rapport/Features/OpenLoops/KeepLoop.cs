using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>Done, says the owner: kept until its day, late after it. In an ended series too.</summary>
public sealed class KeepLoop(RapportDb db, TimeProvider clock)
{
    public sealed record Request(string? Word);

    public Task Run(Id<OpenLoop> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return db.ChangeOwn(id, viewer, loop => loop.EndedAs is LoopEnding.Kept or LoopEnding.Late, loop => loop.Keep(request.Word, viewer.Today(now), now), stop);
    }
}
