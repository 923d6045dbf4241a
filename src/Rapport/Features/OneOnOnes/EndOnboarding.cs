using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>The pair ends the report's onboarding, before or after the organisation's number of days; the report proposes a rhythm then.</summary>
public sealed class EndOnboarding(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Series> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await SeriesInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            Refusal.Conflict(hand.Series.Kind != SeriesKind.Direct, "Onboarding is ended with one's own manager.");
            var report = await db.SeenBy(viewer).People.One(person => person.Id == hand.Series.ReportId, stop);
            report.EndOnboarding(viewer.Today(hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
