using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>A risk that its owner changes, or whoever leads its sync; nobody else changes it until the transaction ends.</summary>
public static class RiskInHand
{
    public static async Task<(Risk Risk, SyncInHand Hand)> Take(RapportDb db, Id<Risk> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var where = await db.SeenBy(viewer).Risks.Where(risk => risk.Id == id).Select(risk => new { risk.SyncId }).One(_ => true, stop);
        var hand = (await SyncInHand.Take(db, where.SyncId, viewer, now, stop)).RefuseUnlessAttending();
        var risk = await hand.Seen.Risks.One(risk => risk.Id == id, stop);
        Refusal.Forbidden(
            risk.RaisedBy != viewer.PersonId && !viewer.MayKeep(risk.OwnerId, hand.Sync, hand.Meeting), "Its owner changes it, and whoever leads the sync.");
        return (risk, hand);
    }
}
