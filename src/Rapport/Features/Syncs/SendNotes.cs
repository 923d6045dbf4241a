using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Sends the notes of a sync to everybody who belongs to it, and its decisions and escalations to the channel. Once, however often it is pressed.</summary>
public sealed class SendNotes(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            Refusal.Forbidden(!viewer.MayFacilitate(hand.Sync) && hand.Meeting.EndedBy != viewer.PersonId, "Whoever facilitates this sync sends its notes, or stands in.");
            if (!hand.Meeting.SendNotes(viewer.PersonId, hand.Now))
                return;
            var seen = hand.Seen;
            var channel = await seen.ChannelNames.FirstOrDefaultAsync(known => known.Id == hand.Sync.ChannelId, stop);
            db.AddRange(await new SyncReaders(seen.SyncRecords, seen.SyncMeetings, seen.SyncMembers, seen.People).AfterTheEnd(
                hand.Sync, hand.Meeting, channel is null ? null : (channel.Id, channel.Name), viewer.Today(hand.Now), hand.Now, stop));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
