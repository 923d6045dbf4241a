using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Reads a line that was written into a shared text as a proposal of a promise, a decision or a point. It changes nothing:
/// what it understood is shown to whoever wrote the line, and saved only as they confirm it.
/// </summary>
public sealed class UnderstandLine(MeetingQueries queries, NextDate nextDate, TimeProvider clock)
{
    public sealed record Result(MeetingPage Page, SaidLine Said);

    public async Task<Result> Run(Id<Meeting> id, string? line, Viewer viewer, CancellationToken stop)
    {
        var page = await queries.Page(id, viewer, stop);
        viewer.RefuseUnlessWritingIn(page.Series, clock.GetUtcNow());
        page.Meeting.RefuseIfNotWritable();

        var next = await nextDate.After(page, viewer, stop);
        var (writer, other) = (page.Of(viewer.PersonId), page.Of(page.Series.Other(viewer.PersonId)));
        var said = SaidLine.Read(line, new(
            writer.Id, writer.Name, other.Id, other.Name, clock.GetUtcNow(), viewer.TimeZone,
            next is null ? null : WallClock.Local(next.StartsAt, viewer.TimeZone).Day));
        Refusal.Invalid(said is null, "This line proposes nothing. Begin it with [], /loop, /decision or /point.");
        return new(page, said);
    }
}
