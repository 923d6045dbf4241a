using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// The other person's yes. A first agreement holds from today, a change from next Monday at the earliest, so that what
/// stands this week stands. Meetings moved ahead of time on days that the new rhythm does not know fall away.
/// </summary>
public sealed class AgreeToRhythm(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<RhythmProposal> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var asked = await db.SeenBy(viewer).RhythmProposals.AsNoTracking().One(proposal => proposal.Id == id, stop);
            var hand = await SeriesInHand.Take(db, asked.SeriesId, viewer, clock.GetUtcNow(), stop);
            var proposal = hand.Proposals.Find(proposal => proposal.Id == id);
            Refusal.Conflict(proposal is null, "This proposal has been answered or withdrawn meanwhile.");
            if (proposal.AnsweredBy == viewer.PersonId)
                return;

            var open = await hand.Open(stop);
            var isFirst = hand.Agreements.Agreed.Count == 0;
            var earliest = isFirst
                ? WallClock.Local(hand.Now, proposal.TimeZone).Day
                : hand.Agreements.EarliestChange(proposal.TimeZone, open, hand.Now);
            proposal.Agree(viewer.PersonId, earliest, hand.Now);
            if (isFirst)
                hand.Series.SettleUntil(hand.Now);
            await hand.Refit(open, stop);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
