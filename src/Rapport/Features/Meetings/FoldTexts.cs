using Microsoft.EntityFrameworkCore;
using Rapport.Jobs;

namespace Rapport.Features.Meetings;

/// <summary>
/// Deletes what texts took letter by letter, once nobody can be behind it any more: soon after a meeting closed, and in one
/// that goes on what is older than an hour of a very long history. The text, its version and who wrote what stay.
/// </summary>
public sealed class FoldTexts(JobsDb db, TimeProvider clock)
{
    public const int LongHistory = 3_000;
    public static readonly TimeSpan AfterClosing = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Old = TimeSpan.FromHours(1);

    public async Task Run(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (closed, old) = (now - AfterClosing, now - Old);
        await db.TextChanges
            .Where(change => db.SharedTexts.Any(text => text.Id == change.TextId && db.Meetings.Any(meeting => meeting.Id == text.MeetingId && meeting.ClosedAt < closed)))
            .ExecuteDeleteAsync(stop);

        // Closed by nobody, or opened again and left open.
        await db.TextChanges
            .Where(change => change.WrittenAt < old
                && db.SharedTexts.Any(text => text.Id == change.TextId && db.Meetings.Any(meeting => meeting.Id == text.MeetingId && meeting.Outcome != null)))
            .ExecuteDeleteAsync(stop);

        var several = await db.TextChanges.GroupBy(change => change.TextId).Where(text => text.Count() > LongHistory).Select(text => text.Key).ToListAsync(stop);
        await db.TextChanges.Where(change => several.Contains(change.TextId) && change.WrittenAt < old).ExecuteDeleteAsync(stop);
    }
}
