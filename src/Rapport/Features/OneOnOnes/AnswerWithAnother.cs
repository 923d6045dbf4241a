using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Answers a proposal with another one, which now waits for the first person's yes.</summary>
public sealed class AnswerWithAnother(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<RhythmProposal> id, RhythmRequest request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var seen = db.SeenBy(viewer);
            var asked = await seen.RhythmProposals.AsNoTracking().One(proposal => proposal.Id == id, stop);
            var hand = await SeriesInHand.Take(db, asked.SeriesId, viewer, clock.GetUtcNow(), stop);
            if (await seen.RhythmProposals.AnyAsync(proposal => proposal.Id == request.Id, stop))
                return;

            var answered = hand.Proposals.Find(proposal => proposal.Id == id);
            Refusal.Conflict(answered is not { IsOpen: true }, "This proposal has been answered or withdrawn meanwhile.");
            Refusal.Forbidden(answered.ProposedBy == viewer.PersonId, "The other person answers a proposal, not the one who made it.");
            answered.Counter(viewer.PersonId, hand.Now);
            db.Add(await db.Propose(hand.Series, request, await new PolicyQueries(db).GuidesOf(asked.SeriesId, viewer, stop), viewer, hand.Now, stop));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
