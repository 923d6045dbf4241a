using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Opens a closed risk again, with all of its history.</summary>
public sealed class ReopenRisk(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Risk> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, risk) = await SyncInHand.TakeRisk(db, id, viewer, clock.GetUtcNow(), stop);
            risk.Reopen(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
