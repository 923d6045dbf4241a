using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Saves what was said about an item. Whoever is based on an older version gets the newer one to see, and nothing is overwritten.</summary>
public sealed class WriteSyncNote(RapportDb db, TimeProvider clock)
{
    public sealed record Request(SyncItem Item, string? Text, int BasedOn);

    /// <param name="IsSaved">False: somebody else wrote meanwhile; the text is theirs.</param>
    public sealed record Result(bool IsSaved, string Text, int Version);

    public Task<Result> Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseUnlessRunning();
            var item = request.Item.ToString();
            var note = await hand.Seen.SyncNotes.FirstOrDefaultAsync(note => note.MeetingId == id && note.Item == item, stop);
            if (note is null)
                db.Add(note = new SyncNote(id, request.Item));
            var isSaved = note.Write(request.Text, request.BasedOn, viewer.PersonId, hand.Now);
            if (note.Version > 0)
                await db.SaveChangesAsync(stop);
            return new Result(isSaved, note.Text, note.Version);
        },
        stop);
}
