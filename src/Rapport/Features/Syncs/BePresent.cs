using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Says that somebody has a running sync open: they were there, and if they lead it, they still do. Their page says it every few
/// seconds; only the first time changes what others see.
/// </summary>
public sealed class BePresent(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop)
    {
        var (seen, now) = (db.SeenBy(viewer), clock.GetUtcNow());
        var meeting = await seen.SyncMeetings.One(meeting => meeting.Id == id, stop);
        if (!meeting.IsRunning)
            return;

        // Nobody reads the page anew because of it.
        if (meeting.LeaderId == viewer.PersonId)
            await seen.SyncMeetings.Where(known => known.Id == id && known.LeaderId == viewer.PersonId).ExecuteUpdateAsync(known => known.SetProperty(it => it.LeaderSeenAt, now), stop);
        var attends = await seen.SyncMembers.AnyAsync(member => member.SyncId == meeting.SyncId && member.PersonId == viewer.PersonId && member.LeftAt == null && member.Attends, stop);
        if (!attends || await seen.Attendances.AnyAsync(there => there.MeetingId == id && there.PersonId == viewer.PersonId, stop))
            return;
        db.Add(new Attendance(id, viewer.PersonId, now));
        await db.SaveNew(stop);
    }
}
