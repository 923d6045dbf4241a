using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Saves a text that both write. A save on an older version than the newest changes nothing and answers with the other
/// person's text, so that the later writer sees both.
/// </summary>
public sealed class WriteSharedText(RapportDb db, TimeProvider clock)
{
    public sealed record Request(SharedTextKind Kind, Id<AgendaPoint>? Point, string? Text, int BasedOn);

    /// <summary>What stands there now; if it was not saved, that is the other person's.</summary>
    public sealed record Result(bool IsSaved, string Text, int Version, Id<Person> WrittenBy);

    public Task<Result> Run(Id<Meeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Meeting.RefuseIfNotWritable();
            var written = await db.SeenBy(viewer).SharedTexts.FirstOrDefaultAsync(
                text => text.MeetingId == id && text.Kind == request.Kind && text.PointId == request.Point, stop);
            var text = SharedText.Clean(request.Kind, request.Text);
            if (written is null && text.Length == 0)
                return new Result(true, text, 0, viewer.PersonId);

            written ??= await Begin(hand, request, viewer, stop);
            if (written.IsOvertaken(text, request.BasedOn))
                return new Result(false, written.Text, written.Version, written.WrittenBy);

            written.Write(text, request.BasedOn, viewer.PersonId, hand.Now);
            await db.SaveChangesAsync(stop);
            return new Result(true, written.Text, written.Version, written.WrittenBy);
        },
        stop);

    private async Task<SharedText> Begin(MeetingInHand hand, Request request, Viewer viewer, CancellationToken stop)
    {
        if (request.Point is { } point)
            await db.SeenBy(viewer).AgendaPoints.AsNoTracking().One(known => known.Id == point && known.SeriesId == hand.Series.Id, stop);

        var text = new SharedText(hand.Meeting.Id, request.Kind, request.Point);
        db.Add(text);
        return text;
    }
}
