using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>The report opens a series that has ended to the manager they have now, to read. Nobody else can do it for them.</summary>
public sealed class CarryOverHistory(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Series> id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var today = viewer.Today(now);
        var seen = db.SeenBy(viewer);
        var series = await seen.Series.One(series => series.Id == id, stop);
        Refusal.Forbidden(viewer.IsShut, Permissions.ShutSentence);
        Refusal.Forbidden(series.ReportId != viewer.PersonId, "Only the report carries a history over.");
        Refusal.Conflict(!series.HasEnded(today), "This series still runs. It can be carried over once it has ended.");
        var line = await seen.ReportingLines(today).FirstOrDefaultAsync(line => line.ReportId == viewer.PersonId, stop);
        Refusal.Conflict(line is null, "Nobody manages you at present, so there is nobody to carry this over to.");
        Refusal.Conflict(line.ManagerId == series.ManagerId, "Your manager was half of this series and reads it already.");
        if (await seen.CarryOvers.AnyAsync(carry => carry.SeriesId == id && carry.ReaderId == line.ManagerId && carry.WithdrawnAt == null, stop))
            return;

        db.AddRange(new CarryOver(id, viewer.PersonId, line.ManagerId, now), new AuditEvent(AuditKind.OpenedHistory, viewer.PersonId, now, line.ManagerId));
        await db.SaveNew(stop, unless: "carry_over_once");
    }
}
