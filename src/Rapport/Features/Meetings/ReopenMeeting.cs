using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Opens a record again, for both to see: it says from then on who did and when.</summary>
public sealed class ReopenMeeting(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Meeting> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            if (hand.Meeting.IsReopened)
                return;

            db.AddRange(hand.Meeting.Reopen(viewer.PersonId, hand.Now), new AuditEvent(AuditKind.ReopenedMeeting, viewer.PersonId, hand.Now, series: hand.Meeting.SeriesId));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
