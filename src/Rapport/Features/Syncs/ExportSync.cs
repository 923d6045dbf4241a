using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>The notes of a sync as a Markdown file, for whoever may read them.</summary>
public sealed class ExportSync(RapportDb db, SyncQueries queries, TimeProvider clock)
{
    public async Task<(string Name, string Text)> Run(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop)
    {
        var notes = await queries.Notes(id, viewer, stop);
        Refusal.Missing(notes.Record is null || !notes.Meeting.IsOver);
        db.Add(new AuditEvent(AuditKind.ExportedSync, viewer.PersonId, clock.GetUtcNow()));
        await db.SaveChangesAsync(stop);
        return ($"sync-{WallClock.Local(notes.Meeting.StartedAt!.Value, viewer.TimeZone).Day:yyyy-MM-dd}.md", SyncFile.Write(new(notes.Meeting, notes.Record, notes.Before, viewer.TimeZone)));
    }
}
