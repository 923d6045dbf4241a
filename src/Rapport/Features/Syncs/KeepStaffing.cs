using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Enters a position that is being filled, or says how far it is.</summary>
public sealed class KeepStaffing(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">Null for a new one.</param>
    /// <param name="IsOver">It is filled, or given up: it leaves the running order.</param>
    public sealed record Request(
        Id<StaffingUpdate> Id, Id<Team> Team, string? Role, StaffingStage Stage, string? BackfillOf, DateOnly? StartsOn, DateOnly? TargetOn, string? Word, bool IsOver, uint? Version);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            Refusal.Invalid(!await hand.Seen.Teams.AnyAsync(team => team.Id == request.Team, stop), "Choose a team.");
            if (request.Version is { } version)
            {
                var update = await hand.Seen.StaffingUpdates.One(known => known.Id == request.Id && known.SyncId == id, stop);
                Refusal.Forbidden(!viewer.MayKeep(update.OwnerId, hand.Sync, hand.Meeting), "Whoever entered it changes it, and whoever leads the sync.");
                db.Expect(update, version);
                Describe(update, request, hand.Now);
                await db.SaveChangesAsync(stop);
                return;
            }

            await Resent.Once(
                () => hand.Seen.StaffingUpdates.Where(known => known.Id == request.Id).Select(known => (string?)known.Role).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Role, 200),
                () =>
                {
                    var update = new StaffingUpdate(id, viewer.PersonId, hand.Now) { Id = request.Id };
                    Describe(update, request, hand.Now);
                    db.Add(update);
                    return db.SaveNew(stop);
                });
        },
        stop);

    private static void Describe(StaffingUpdate update, Request request, DateTimeOffset now)
    {
        update.Describe(request.Team, request.Role, request.Stage, request.BackfillOf, request.StartsOn, request.TargetOn, request.Word, now);
        if (request.IsOver)
            update.Close(now);
    }
}
