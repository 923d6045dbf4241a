using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>The owner says that a promise will not be kept. In an ended series too.</summary>
public sealed class GiveUpLoop(RapportDb db, TimeProvider clock)
{
    /// <param name="Word">Why, if the owner wants to say.</param>
    public sealed record Request(string? Word);

    public Task Run(Id<OpenLoop> id, Request request, Viewer viewer, CancellationToken stop) =>
        db.ChangeOwn(id, viewer, loop => loop.EndedAs == LoopEnding.NotKept, loop => loop.GiveUp(request.Word, clock.GetUtcNow()), stop);
}
