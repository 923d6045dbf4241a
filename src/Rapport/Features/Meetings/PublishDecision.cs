using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Says yes to giving a decision's text to the organisation's log, or takes one's yes back while the other's is missing.
/// The second yes publishes it; nothing of the pair goes with it.
/// </summary>
public sealed class PublishDecision(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Decision> id, bool agrees, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var decision = await db.SeenBy(viewer).Decisions.One(decision => decision.Id == id, stop);
            var series = await db.SeenBy(viewer).ReadableSeries.One(series => series.Id == decision.SeriesId, stop);
            Refusal.Forbidden(!viewer.MayWriteIn(series), "Only the two who took a decision publish it.");
            var now = clock.GetUtcNow();
            series.RefuseIfEnded(viewer.Today(now));

            if (agrees)
                decision.AgreeToPublish(viewer.IsManagerIn(series), now);
            else
                decision.TakeBackYes(viewer.IsManagerIn(series));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
