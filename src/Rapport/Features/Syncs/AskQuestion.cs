using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Puts a question to a sync.</summary>
public sealed class AskQuestion(RapportDb db, TimeProvider clock)
{
    /// <param name="CameFrom">The sync that passes it on; null when it is asked here first.</param>
    public sealed record Request(Id<OpenQuestion> Id, string? Text, Id<Sync>? CameFrom = null);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            if (request.CameFrom is { } origin)
                await hand.Seen.Syncs.One(sync => sync.Id == origin, stop);
            await Resent.Once(
                () => hand.Seen.OpenQuestions.Where(known => known.Id == request.Id).Select(known => (string?)known.Text).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Text, OpenQuestion.LongestText),
                () =>
                {
                    db.Add(new OpenQuestion(id, request.Text, viewer.PersonId, request.CameFrom, hand.Now) { Id = request.Id });
                    return db.SaveNew(stop);
                });
        },
        stop);
}
