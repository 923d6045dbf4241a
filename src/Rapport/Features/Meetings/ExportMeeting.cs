using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Reads a meeting that is past as a Markdown file. Whoever may read the record may take it along.</summary>
public sealed class ExportMeeting(RapportDb db, MeetingQueries queries, OpenLoopQueries loops, NextDate nextDate, TimeProvider clock)
{
    public async Task<(string Name, string Text)> Run(Id<Meeting> id, Viewer viewer, CancellationToken stop)
    {
        var page = await queries.Page(id, viewer, stop);
        Refusal.Missing(page.Meeting.StartedAt is null);

        var next = viewer.MayWriteIn(page.Series) ? await nextDate.After(page, viewer, stop) : null;
        var points = await queries.Recorded(page, viewer, stop);
        var texts = page.Texts.Select(text => text.Text).Concat(points.SelectMany(point => new[] { point.Details, point.Note }));
        var content = new MeetingFile.Content(
            page,
            points,
            await queries.Decisions(id, viewer, stop),
            await loops.BeforeMeeting(page.Meeting, viewer, stop),
            await loops.OfMeeting(id, viewer, stop),
            next is null ? null : Local(next.StartsAt, viewer),
            viewer.TimeZone,
            await queries.Named(page.Series.Id, texts, [], viewer, clock.GetUtcNow(), stop));
        db.Add(new AuditEvent(AuditKind.ExportedMeeting, viewer.PersonId, clock.GetUtcNow(), series: page.Series.Id));
        await db.SaveChangesAsync(stop);
        return ($"meeting-{WallClock.Local(page.Meeting.StartedAt!.Value, viewer.TimeZone).Day:yyyy-MM-dd}.md", MeetingFile.Write(content));
    }

    private static DateTime Local(DateTimeOffset at, Viewer viewer) =>
        viewer.Local(at);
}
