using Rapport.Access;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Reads a meeting that is past as a Markdown file. Whoever may read the record may take it along.</summary>
public sealed class ExportMeeting(MeetingQueries queries, OpenLoopQueries loops, NextDate nextDate)
{
    public async Task<(string Name, string Text)> Run(Id<Meeting> id, Viewer viewer, CancellationToken stop)
    {
        var page = await queries.Page(id, viewer, stop);
        Refusal.Missing(page.Meeting.StartedAt is null);

        var next = viewer.MayWriteIn(page.Series) ? await nextDate.After(page, viewer, stop) : null;
        var content = new MeetingFile.Content(
            page,
            await queries.Recorded(page, viewer, stop),
            await queries.Decisions(id, viewer, stop),
            await loops.BeforeMeeting(page.Meeting, viewer, stop),
            await loops.OfMeeting(id, viewer, stop),
            next is null ? null : Local(next.StartsAt, viewer),
            viewer.TimeZone);
        return ($"meeting-{WallClock.Local(page.Meeting.StartedAt!.Value, viewer.TimeZone).Day:yyyy-MM-dd}.md", MeetingFile.Write(content));
    }

    private static DateTime Local(DateTimeOffset at, Viewer viewer) =>
        viewer.Local(at);
}
