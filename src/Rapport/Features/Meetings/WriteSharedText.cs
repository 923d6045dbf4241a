using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Saves a text that both write. A save on an older version than the newest changes nothing and answers with the other
/// person's text, so that the later writer sees both. To those who have the text open and type in it, a save is one small
/// change like any of theirs.
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
            if (written is null && text.Length == 0 && request.Kind != SharedTextKind.Details)
                return new Result(true, text, 0, viewer.PersonId);

            var point = request.Kind == SharedTextKind.Details ? await Point(hand, request, viewer, stop) : null;
            written ??= await Begin(hand, request, point, viewer, stop);
            if (written.IsOvertaken(text, request.BasedOn))
                return new Result(false, written.Text, written.Version, written.WrittenBy);

            written.Write(text, request.BasedOn, viewer.PersonId, hand.Now);
            point?.Detail(written.Text);
            await db.SaveChangesAsync(stop);
            return new Result(true, written.Text, written.Version, written.WrittenBy);
        },
        stop);

    /// <summary>The point whose details these are: everything but a running meeting reads them from there.</summary>
    private async Task<AgendaPoint> Point(MeetingInHand hand, Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Conflict(!hand.Meeting.IsRunning, "The details of a point are written here while the meeting runs.");
        return await db.SeenBy(viewer).AgendaPoints.One(known => known.Id == request.Point && known.SeriesId == hand.Series.Id, stop);
    }

    private async Task<SharedText> Begin(MeetingInHand hand, Request request, AgendaPoint? details, Viewer viewer, CancellationToken stop)
    {
        if (request.Point is { } point && details is null)
            await db.SeenBy(viewer).AgendaPoints.AsNoTracking().One(known => known.Id == point && known.SeriesId == hand.Series.Id, stop);

        var text = details is null
            ? new SharedText(hand.Meeting.Id, request.Kind, request.Point)
            : SharedText.OfDetails(hand.Meeting.Id, details.Id, details.AuthorId, details.Details, hand.Now);
        db.Add(text);
        return text;
    }
}
