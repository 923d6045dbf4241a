using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Says how an initiative stands: its colour, what was aimed at and reached, what is in its way, what changed; or that it is over.</summary>
public sealed class ReportInitiative(RapportDb db, TimeProvider clock)
{
    /// <param name="Ending">Null: it goes on.</param>
    public sealed record Request(Rating Rating, string? Target, string? Actual, string? Blockers, string? Changed, InitiativeEnding? Ending, uint Version);

    public Task Run(Id<Initiative> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, initiative) = await SyncInHand.Take(db, id, seen => seen.Initiatives, viewer, clock.GetUtcNow(), stop);
            hand.RefuseUnlessAttending();
            Refusal.Forbidden(!viewer.MayKeep(initiative.OwnerId, hand.Sync, hand.Meeting), "Its owner says how it stands, and whoever leads the sync.");
            db.Expect(initiative, request.Version);
            initiative.Report(request.Rating, request.Target, request.Actual, request.Blockers, request.Changed, hand.Now);
            if (request.Ending is { } ending)
                initiative.Close(ending, hand.Now);
            await db.SaveChangesAsync(stop);
            var item = SyncItem.Of(initiative);
            var stays = initiative is { IsOpen: true, Rating: not Rating.Green };
            if (hand.Meeting.IsRunning && hand.Meeting.Item == item.ToString())
                await hand.TurnTo(SyncSection.Initiatives, stays ? item : null, stays ? initiative.Rating : null, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
