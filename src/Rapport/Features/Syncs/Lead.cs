using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Passes on who leads a running sync. Whoever leads gives it to somebody who attends; whoever stands in, or facilitates, asks
/// for it and gets it with the other's yes, or by themselves once the other has not been seen for a while.
/// </summary>
public sealed class Lead(RapportDb db, TimeProvider clock)
{
    /// <param name="To">Who leads from now on; null: whoever asks, for themselves.</param>
    public sealed record Request(Id<Person>? To);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseUnlessRunning();
            if (hand.Meeting.LeaderId == viewer.PersonId)
            {
                if (request.To is { } to && to != viewer.PersonId)
                    await HandOver(hand, to, stop);
            }
            else if (hand.Meeting.LeaderIsAway(hand.Now) && (viewer.MayFacilitate(hand.Sync) || await BothAreAway(hand, stop)))
            {
                hand.Meeting.HandOver(viewer.PersonId, hand.Now);
            }
            else
            {
                hand.Meeting.AskToLead(viewer.PersonId);
            }

            await db.SaveChangesAsync(stop);
        },
        stop);

    private static async Task HandOver(SyncInHand hand, Id<Person> to, CancellationToken stop)
    {
        var attends = await hand.Seen.SyncMembers.AnyAsync(member => member.SyncId == hand.Sync.Id && member.PersonId == to && member.LeftAt == null && member.Attends, stop);
        Refusal.Invalid(!attends, "Choose somebody who attends.");
        hand.Meeting.HandOver(to, hand.Now);
    }

    /// <summary>With neither of the two at the table, anybody who attends may go on.</summary>
    private static async Task<bool> BothAreAway(SyncInHand hand, CancellationToken stop) =>
        !await hand.Seen.Attendances.AnyAsync(
            there => there.MeetingId == hand.Meeting.Id && there.PersonId != hand.Meeting.LeaderId
                && (there.PersonId == hand.Sync.FacilitatorId || there.PersonId == hand.Sync.StandInId), stop);
}
