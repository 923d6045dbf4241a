using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Begins a sync: whoever begins it leads. Anybody who comes later joins.</summary>
public sealed class StartSync(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            if (hand.Meeting.IsRunning)
                return;
            Refusal.Forbidden(!viewer.MayFacilitate(hand.Sync), "Whoever facilitates this sync begins it, or stands in.");
            hand.Meeting.Start(viewer.PersonId, hand.Now);
            db.AddRange(new SyncTime(id, SyncSection.Metrics, null, null, hand.Now), new Attendance(id, viewer.PersonId, hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
