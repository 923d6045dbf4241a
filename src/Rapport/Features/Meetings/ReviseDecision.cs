using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Rewords a decision while its meeting is open. Either of the two may; a changed text needs both yeses to publish anew.</summary>
public sealed class ReviseDecision(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">What the writer has seen; another one means that the other person was faster.</param>
    public sealed record Request(string? Text, string? FailureMode, DateOnly? ReviewOn, uint Version);

    public Task Run(Id<Meeting> id, Id<Decision> decisionId, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Meeting.RefuseIfNotWritable();
            var decision = await db.SeenBy(viewer).Decisions.One(decision => decision.Id == decisionId && decision.MeetingId == id, stop);
            var isSeen = await db.SeenBy(viewer).Decisions.AnyAsync(
                decision => decision.Id == decisionId && EF.Property<uint>(decision, "Version") == request.Version, stop);
            Refusal.Conflict(!isSeen, "The other person has changed this decision meanwhile. Read it again, then change it.");

            decision.Revise(request.Text ?? "", request.FailureMode, request.ReviewOn);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
