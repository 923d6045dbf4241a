using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Suggests when the two meet, for the first time or anew; it counts once the other agrees. One's own proposal that still
/// waits gives way to the new one. The other's does not: it is answered.
/// </summary>
public sealed class ProposeRhythm(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, RhythmRequest request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            await db.ProposeOnce(
                hand, request, viewer,
                first: () =>
                {
                    var waiting = hand.Agreements.Waiting;
                    Refusal.Conflict(waiting is not null && waiting.ProposedBy != viewer.PersonId, "The other person has proposed a rhythm meanwhile. Agree to it, or answer with another.");
                    waiting?.Withdraw(viewer.PersonId, hand.Now);
                },
                stop);
        },
        stop);
}
