using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Closes a risk with a word on how it was settled: it leaves the running order and stays in the register.</summary>
public sealed class CloseRisk(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Risk> id, string? because, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, risk) = await SyncInHand.TakeRisk(db, id, viewer, clock.GetUtcNow(), stop);
            risk.Close(because, viewer.PersonId, hand.Now);
            await db.SaveChangesAsync(stop);
            if (hand.Meeting.IsRunning && hand.Meeting.Item == SyncItem.Of(risk).ToString())
                await hand.TurnTo(SyncSection.Risks, null, null, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
