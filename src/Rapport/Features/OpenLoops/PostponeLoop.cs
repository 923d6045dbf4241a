using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>Gives a promise a later date. Both people of the series see how often that happened.</summary>
public sealed class PostponeLoop(RapportDb db, TimeProvider clock)
{
    /// <param name="Word">Why, if the owner wants to say.</param>
    public sealed record Request(DateOnly Due, string? Word);

    public async Task Run(Id<OpenLoop> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await db.RefuseIfSeriesEnded(id, viewer, now, stop);
        await db.ChangeOwn(
            id, viewer,
            loop => loop.IsOpen && loop.Due == request.Due && loop.Postponements > 0,
            loop =>
            {
                loop.Postpone(request.Due, request.Word, now);
                loop.RefuseIfPast(viewer.Today(now));
            },
            stop);
    }
}
