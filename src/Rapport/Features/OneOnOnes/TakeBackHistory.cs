using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Closes a carried-over history again, from the next click of its reader on.</summary>
public sealed class TakeBackHistory(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Series> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var series = await seen.Series.One(series => series.Id == id, stop);
        Refusal.Forbidden(viewer.IsShut, Permissions.ShutSentence);
        Refusal.Forbidden(series.ReportId != viewer.PersonId, "Only the report takes a history back.");
        var now = clock.GetUtcNow();
        foreach (var carry in await seen.CarryOvers.Where(carry => carry.SeriesId == id && carry.WithdrawnAt == null).ToListAsync(stop))
        {
            carry.Withdraw(now);
            db.Add(new AuditEvent(AuditKind.ClosedHistory, viewer.PersonId, now, carry.ReaderId));
        }

        await db.SaveChangesAsync(stop);
    }
}
