using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Sets when a sync meets from a day on. The one that is coming is planned anew, unless it runs.</summary>
public sealed class SetSyncRhythm(RapportDb db, OpenNextSync openNext, TimeProvider clock)
{
    public async Task Run(Id<Sync> id, RhythmOfSync request, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await db.AsOne(
            async () =>
            {
                var sync = await db.SeenBy(viewer).SyncInTurn(id).One(sync => sync.Id == id, stop);
                Refusal.Forbidden(!viewer.MayFacilitate(sync), "Whoever facilitates this sync says when it meets.");
                sync.RefuseIfEnded();
                db.Add(new SyncRhythm(id, request.Rhythm(viewer.Today(now)), viewer.PersonId, now));
                await db.SaveChangesAsync(stop);
                await Replan(id, viewer, now, stop);
            },
            stop);
        await openNext.Run(id, viewer, stop);
    }

    /// <summary>A pre-read that has been begun keeps its row, and with it all that was filled in; only its time changes.</summary>
    private async Task Replan(Id<Sync> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var coming = await seen.SyncMeetings.FirstOrDefaultAsync(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null, stop);
        if (coming is not { IsComing: true })
            return;
        var rhythms = await seen.SyncRhythms.AsNoTracking().Where(rhythm => rhythm.SyncId == id).ToListAsync(stop);
        var last = await seen.SyncMeetings.Where(meeting => meeting.SyncId == id && meeting.Id != coming.Id).MaxAsync(meeting => (DateTimeOffset?)meeting.PlannedStart, stop);
        if (OpenNextSync.Next(rhythms, last, id, now) is { } next)
            coming.Replan(next);
        await db.SaveChangesAsync(stop);
    }
}
