using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>The owner's yes to a promise that the other person typed for them.</summary>
public sealed class AcceptLoop(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<OpenLoop> id, Viewer viewer, CancellationToken stop)
    {
        await db.RefuseIfSeriesEnded(id, viewer, clock.GetUtcNow(), stop);
        await db.ChangeOwn(id, viewer, loop => loop.IsOpen && loop.AcceptedAt is not null, loop => loop.Accept(clock.GetUtcNow()), stop);
    }
}
