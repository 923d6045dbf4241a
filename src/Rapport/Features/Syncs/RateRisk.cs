using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Rates a risk red, yellow or green. What was red once comes back to every sync until it is closed.</summary>
public sealed class RateRisk(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Rating Rating, string? Word);

    public Task Run(Id<Risk> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, risk) = await SyncInHand.TakeRisk(db, id, viewer, clock.GetUtcNow(), stop);
            if (risk.Rate(request.Rating, request.Word, viewer.PersonId, hand.Meeting.IsRunning ? hand.Meeting.Id : null, hand.Now) is not { } line)
                return;
            db.Add(line);
            await db.SaveChangesAsync(stop);
            if (hand.Meeting.IsRunning && hand.Meeting.Item == SyncItem.Of(risk).ToString())
                await hand.TurnTo(SyncSection.Risks, risk.Rating == Rating.Green ? null : SyncItem.Of(risk), risk.Rating == Rating.Green ? null : risk.Rating, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
