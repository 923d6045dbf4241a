using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Takes it on oneself that a red leaves this sync without an action. It stands in the notes, and the red comes first next time.</summary>
public sealed class AcceptRed(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Risk> Risk, string? Word);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseUnlessRunning();
            var risk = await hand.Seen.Risks.One(risk => risk.Id == request.Risk && risk.SyncId == hand.Sync.Id, stop);
            Refusal.Conflict(risk is not { IsOpen: true, Rating: Rating.Red }, "This is not red.");
            if (await hand.Seen.RedAcceptances.AnyAsync(known => known.MeetingId == id && known.RiskId == risk.Id, stop))
                return;
            db.Add(new RedAcceptance(id, risk.Id, viewer.PersonId, request.Word, hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
