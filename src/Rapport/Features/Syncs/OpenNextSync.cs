using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Opens the pre-read of the next sync, unless one is open or runs: the next date of the rhythm gets its row.</summary>
public sealed class OpenNextSync(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Sync> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var sync = await seen.Syncs.AsNoTracking().One(sync => sync.Id == id, stop);
        if (sync.EndedAt is not null || await seen.SyncMeetings.AnyAsync(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null, stop))
            return;

        var last = await seen.SyncMeetings.Where(meeting => meeting.SyncId == id).MaxAsync(meeting => (DateTimeOffset?)meeting.PlannedStart, stop);
        var rhythms = await seen.SyncRhythms.AsNoTracking().Where(rhythm => rhythm.SyncId == id).ToListAsync(stop);
        if (Next(rhythms, last, id, clock.GetUtcNow()) is { } next)
        {
            db.Add(next);
            await db.SaveNew(stop, unless: "one_coming_sync");
        }
    }

    /// <summary>The next one after the last that had a row, and not in a window that has passed.</summary>
    public static SyncMeeting? Next(IEnumerable<SyncRhythm> rhythms, DateTimeOffset? last, Id<Sync> id, DateTimeOffset now)
    {
        var plan = SyncRhythm.Plan(rhythms);
        var justBefore = now.AddTicks(-1);
        var after = last is { } planned && planned > justBefore ? planned : justBefore;
        return plan.Next(after) is { } slot ? new(id, slot, now) : null;
    }
}
