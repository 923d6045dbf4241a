using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Moves the coming sync to another time within its window, with a reason that everybody reads.</summary>
public sealed class MoveSync(RapportDb db, TimeProvider clock)
{
    public sealed record Request(DateOnly? Day, TimeOnly? At, string? Reason);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Invalid(request.Day is null || request.At is null, "Choose a day and a time.");
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating();
            hand.Meeting.Move(WallClock.Instant(request.Day.Value, request.At.Value, viewer.TimeZone), request.Reason, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
