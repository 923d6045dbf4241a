using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Takes back one's own proposal while nobody has answered it.</summary>
public sealed class WithdrawProposal(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<RhythmProposal> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var asked = await db.SeenBy(viewer).RhythmProposals.AsNoTracking().One(proposal => proposal.Id == id, stop);
            if (asked.Answer == RhythmAnswer.Withdrawn && asked.ProposedBy == viewer.PersonId)
                return;

            var hand = await SeriesInHand.Take(db, asked.SeriesId, viewer, clock.GetUtcNow(), stop);
            var proposal = hand.Proposals.Find(proposal => proposal.Id == id);
            Refusal.Conflict(proposal is null, "This proposal has been answered meanwhile.");
            proposal.Withdraw(viewer.PersonId, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
