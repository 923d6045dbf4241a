using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Brings something before a sync: for all to know, or for one to decide by a day.</summary>
public sealed class RaiseEscalation(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Escalation> Id, EscalationKind Kind, string? Text, string? Needed, Id<Person>? Asked, DateOnly? ByDay);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            if (request is { Kind: EscalationKind.Decision, Asked: { } asked })
                await hand.RefuseUnlessBelongs(asked, stop);
            await Resent.Once(
                () => hand.Seen.Escalations.Where(known => known.Id == request.Id).Select(known => (string?)known.Text).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Text, Escalation.LongestText),
                () =>
                {
                    db.Add(new Escalation(id, request.Kind, request.Text, request.Needed, request.Asked, request.ByDay, viewer.PersonId, hand.Now) { Id = request.Id });
                    return db.SaveNew(stop);
                });
        },
        stop);
}
