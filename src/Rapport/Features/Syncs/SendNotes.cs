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
            var records = await (from record in seen.SyncRecords
                                 join of in seen.SyncMeetings on record.MeetingId equals of.Id
                                 where of.SyncId == hand.Sync.Id && of.PlannedStart <= hand.Meeting.PlannedStart
                                 orderby of.PlannedStart descending
                                 select record).AsNoTracking().Take(2).ToListAsync(stop);
            var readers = await (from member in seen.SyncMembers
                                 where member.SyncId == hand.Sync.Id && member.LeftAt == null
                                 join person in seen.People on member.PersonId equals person.Id
                                 select person).ToListAsync(stop);
            var today = viewer.Today(hand.Now);
            var channel = await seen.ChannelNames.FirstOrDefaultAsync(known => known.Id == hand.Sync.ChannelId, stop);
            db.AddRange(SyncMessages.AfterTheEnd(
                hand.Sync, hand.Meeting, records[0].Read(), records.ElementAtOrDefault(1)?.Read(), readers.Where(person => !person.HasLeft(today)), channel is null ? null : (channel.Id, channel.Name), hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
