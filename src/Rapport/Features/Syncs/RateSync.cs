using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Says what a sync was worth, from 1 to 10, with a word on why; anybody who attends, until the next one begins.</summary>
public sealed class RateSync(RapportDb db, TimeProvider clock)
{
    public sealed record Request(int Mark, string? Word);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            Refusal.Conflict(hand.Meeting.StartedAt is null, "This sync has not begun.");
            if (await hand.Seen.SyncVotes.FirstOrDefaultAsync(vote => vote.MeetingId == id && vote.PersonId == viewer.PersonId, stop) is { } vote)
                vote.Say(request.Mark, request.Word, hand.Now);
            else
                db.Add(new SyncVote(id, viewer.PersonId, request.Mark, request.Word, hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
