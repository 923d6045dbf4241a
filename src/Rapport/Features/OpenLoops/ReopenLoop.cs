using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>Takes an ending back that was a slip of the finger.</summary>
public sealed class ReopenLoop(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<OpenLoop> id, Viewer viewer, CancellationToken stop)
    {
        await db.RefuseIfSeriesEnded(id, viewer, clock.GetUtcNow(), stop);
        await db.ChangeOwn(id, viewer, loop => loop.IsOpen, loop => loop.Reopen(clock.GetUtcNow()), stop);
    }
}
