using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Leads all who follow to a section, or to one item of the running order. Green takes no airtime.</summary>
public sealed class TurnTo(RapportDb db, TimeProvider clock)
{
    /// <param name="From">Where the one who leads saw themselves: the same press twice goes on once. Null: from anywhere.</param>
    public sealed record Request(SyncSection Section, SyncItem? Item, SyncSection? From = null);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Invalid(!Enum.IsDefined(request.Section), "Choose a section.");
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessLeading();
            hand.Meeting.RefuseUnlessRunning();
            if (request.From is { } from && from != hand.Meeting.Section)
                return;
            if ((hand.Meeting.Section, hand.Meeting.Item) == (request.Section, request.Item?.ToString()))
                return;
            var colour = request.Item is { } item ? await hand.Colour(item, stop) : null;
            await hand.TurnTo(request.Item?.Section ?? request.Section, request.Item, colour, stop);
            hand.Meeting.SeeLeader(hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
