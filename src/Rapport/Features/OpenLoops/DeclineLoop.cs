using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>The owner's no to a promise that the other person typed for them.</summary>
public sealed class DeclineLoop(RapportDb db, TimeProvider clock)
{
    /// <param name="Word">Why, if the owner wants to say.</param>
    public sealed record Request(string? Word);

    public Task Run(Id<OpenLoop> id, Request request, Viewer viewer, CancellationToken stop) =>
        db.ChangeOwn(id, viewer, loop => loop.EndedAs == LoopEnding.Declined, loop => loop.Decline(request.Word, clock.GetUtcNow()), stop);
}
