using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Ends a sync: every red leaves with an action for the week, or somebody has taken it on themselves; what it showed becomes its
/// record; and the next pre-read opens.
/// </summary>
public sealed class EndSync(RapportDb db, OpenNextSync openNext, TimeProvider clock)
{
    public async Task Run(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop)
    {
        var sync = await db.AsOne(
            async () =>
            {
                var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
                if (!hand.Meeting.IsOver)
                    await End(hand.RefuseUnlessLeading(), viewer, stop);
                return hand.Sync.Id;
            },
            stop);
        await openNext.Run(sync, viewer, stop);
    }

    private async Task End(SyncInHand hand, Viewer viewer, CancellationToken stop)
    {
        var order = (await db.Answer(viewer, questions => new VisibleSync(questions, viewer).Order(hand.Meeting.Id, hand.Now), stop))[0];
        var unanswered = order.Unanswered(viewer.Today(hand.Now)).ToList();
        Refusal.Conflict(unanswered.Count > 0, Unanswered(unanswered));
        hand.Meeting.End(viewer.PersonId, hand.Now);
        await hand.EndTime(stop);
        db.Add(new SyncRecord(hand.Meeting.Id, Recording.Of(order, viewer.PersonId), hand.Now));
        await db.SaveChangesAsync(stop);
    }

    private static string Unanswered(List<OrderRisk> risks) => risks.Count == 1
        ? $"“{risks[0].Summary}” is red and leaves without an action for this week. Give it one, or say who takes that on."
        : $"{risks.Count} reds leave without an action for this week. Give each of them one, or say who takes that on.";
}
