using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Changes what a risk says: what it is, what happens if nothing is done, what is done, whose it is and until when.</summary>
public sealed class ReviseRisk(RapportDb db, TimeProvider clock)
{
    public sealed record Request(RiskKind Kind, string? Summary, string? FailureMode, string? Mitigation, Id<Person> Owner, DateOnly? TargetOn, uint Version);

    public Task Run(Id<Risk> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var (hand, risk) = await SyncInHand.TakeRisk(db, id, viewer, clock.GetUtcNow(), stop);
            if (request.Owner != risk.OwnerId)
                await hand.RefuseUnlessBelongs(request.Owner, stop);
            db.Expect(risk, request.Version);
            risk.Describe(request.Kind, request.Summary, request.FailureMode, request.Mitigation, request.Owner, request.TargetOn);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
