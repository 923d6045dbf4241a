using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Brings something before a sync: for all to know, or for one to decide by a day, who hears of it at once.</summary>
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
                () => Add(hand, request, viewer, stop));
        },
        stop);

    private async Task<bool> Add(SyncInHand hand, Request request, Viewer viewer, CancellationToken stop)
    {
        var escalation = new Escalation(hand.Sync.Id, request.Kind, request.Text, request.Needed, request.Asked, request.ByDay, viewer.PersonId, hand.Now) { Id = request.Id };
        db.Add(escalation);
        if (escalation.AskedId is { } asked && asked != viewer.PersonId)
            db.Add(SyncMessages.Asked(hand.Sync, escalation, viewer.Name, await hand.Seen.People.One(person => person.Id == asked, stop), hand.Now));
        return await db.SaveNew(stop);
    }
}
