using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Answers a proposal with another one, which now waits for the first person's yes.</summary>
public sealed class AnswerWithAnother(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<RhythmProposal> id, RhythmRequest request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var asked = await db.SeenBy(viewer).RhythmProposals.AsNoTracking().One(proposal => proposal.Id == id, stop);
            var hand = await SeriesInHand.Take(db, asked.SeriesId, viewer, clock.GetUtcNow(), stop);
            await db.ProposeOnce(
                hand, request, viewer,
                first: () =>
                {
                    var answered = hand.Proposals.Find(proposal => proposal.Id == id);
                    Refusal.Conflict(answered is not { IsOpen: true }, "This proposal has been answered or withdrawn meanwhile.");
                    Refusal.Forbidden(answered.ProposedBy == viewer.PersonId, "The other person answers a proposal, not the one who made it.");
                    answered.Counter(viewer.PersonId, hand.Now);
                },
                stop);
        },
        stop);
}
