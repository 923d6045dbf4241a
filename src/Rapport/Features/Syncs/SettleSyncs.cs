using Microsoft.EntityFrameworkCore;
using Rapport.Jobs;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Keeps every sync going by itself: one whose time passed is missed, and the next pre-read is always open.</summary>
public sealed class SettleSyncs(JobsDb db, TimeProvider clock)
{
    // A sync that somebody left running does not run for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    public async Task Run(CancellationToken stop)
    {
        foreach (var id in await db.Syncs.Where(sync => sync.EndedAt == null).Select(sync => sync.Id).ToListAsync(stop))
            await db.AsOne(() => Settle(id, stop), stop);
    }

    private async Task Settle(Id<Sync> id, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var sync = await db.SyncInTurn(id, stop);
        var coming = await db.SyncMeetings.FirstOrDefaultAsync(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null, stop);
        if (coming is { IsComing: true } && coming.WindowTo <= now)
        {
            coming.Miss(now);
            await db.Save(stop);
            coming = null;
        }

        if (coming is { IsRunning: true, LeaderId: { } leader } && now - coming.StartedAt > Longest && await db.SyncOrder(coming.Id, leader, now, stop) is { } order)
        {
            db.Add(new SyncRecord(coming.Id, Recording.Of(order, leader), now));
            (await db.SyncTimes.FirstOrDefaultAsync(time => time.MeetingId == coming.Id && time.ToAt == null, stop))?.End(now);
            coming.End(leader, now);
            await db.Save(stop);
            coming = null;
        }

        if (sync.EndedAt is null && coming is null)
            await Open(id, now, stop);
    }

    private async Task Open(Id<Sync> id, DateTimeOffset now, CancellationToken stop)
    {
        var last = await db.SyncMeetings.Where(meeting => meeting.SyncId == id).MaxAsync(meeting => (DateTimeOffset?)meeting.PlannedStart, stop);
        var rhythms = await db.SyncRhythms.AsNoTracking().Where(rhythm => rhythm.SyncId == id).ToListAsync(stop);
        if (OpenNextSync.Next(rhythms, last, id, now) is { } next)
            db.Add(next);
    }
}
