using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Marks an item for discussion, which turns a running sync to it at once, or as merely to be seen. What is green is acknowledged by
/// itself and cannot be discussed; what is red cannot be merely acknowledged.
/// </summary>
public sealed class MarkItem(RapportDb db, TimeProvider clock)
{
    public sealed record Request(SyncItem Item, Treatment Treatment);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessLeading();
            hand.Meeting.RefuseIfOver();
            var colour = await hand.Colour(request.Item, stop);
            Refusal.Conflict(colour == Rating.Green && request.Treatment == Treatment.Discuss, "Green takes no airtime. Rate it anew if it needs some.");
            Refusal.Conflict(colour == Rating.Red && request.Treatment == Treatment.Acknowledge, "Red takes airtime and an action. Rate it anew if it is not red any more.");
            var item = request.Item.ToString();
            if (await hand.Seen.Triages.FirstOrDefaultAsync(known => known.MeetingId == id && known.Item == item, stop) is { } triage)
                triage.Mark(request.Treatment, viewer.PersonId, hand.Now);
            else
                db.Add(new Triage(id, request.Item, request.Treatment, viewer.PersonId, hand.Now));
            await db.SaveChangesAsync(stop);
            await Turn(hand, request, colour, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);

    private static async Task Turn(SyncInHand hand, Request request, Rating? colour, CancellationToken stop)
    {
        var isOn = hand.Meeting.Item == request.Item.ToString();
        if (!hand.Meeting.IsRunning || isOn == (request.Treatment == Treatment.Discuss))
            return;
        await (isOn ? hand.TurnTo(request.Item.Section, null, null, stop) : hand.TurnTo(request.Item.Section, request.Item, colour, stop));
    }
}
