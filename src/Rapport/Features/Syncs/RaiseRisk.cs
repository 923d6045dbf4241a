using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Enters a risk, a debt or a failed control into the register of a sync. The same form again enters it once.</summary>
public sealed class RaiseRisk(RapportDb db, TimeProvider clock)
{
    /// <param name="Owner">Nobody: whoever raises it.</param>
    public sealed record Request(
        Id<Risk> Id, RiskKind Kind, string? Summary, string? FailureMode, string? Mitigation, Id<Person>? Owner, DateOnly? TargetOn, Rating Rating);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            var asked = TypedText.Line(request.Summary, Risk.LongestSummary);
            await Resent.Once(
                () => hand.Seen.Risks.Where(risk => risk.Id == request.Id).Select(risk => (string?)risk.Summary).FirstOrDefaultAsync(stop), asked, () => Add(hand, request, viewer, stop));
        },
        stop);

    private async Task<bool> Add(SyncInHand hand, Request request, Viewer viewer, CancellationToken stop)
    {
        var owner = request.Owner ?? viewer.PersonId;
        await hand.RefuseUnlessBelongs(owner, stop);
        var risk = new Risk(hand.Sync.Id, request.Kind, request.Summary, owner, request.Rating, viewer.PersonId, hand.Now) { Id = request.Id };
        risk.Describe(request.Kind, request.Summary, request.FailureMode, request.Mitigation, owner, request.TargetOn);
        db.AddRange(risk, new RiskRating(risk.Id, request.Rating, null, viewer.PersonId, hand.Now, hand.Meeting.IsRunning ? hand.Meeting.Id : null));
        return await db.SaveNew(stop);
    }
}
