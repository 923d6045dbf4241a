using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Says what is normal for a team's figure from now on. What held before stays on record.</summary>
public sealed class SetRange(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<MetricRow> Row, Id<MetricColumn> Column, decimal? Low, decimal? High);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            var row = await hand.Seen.MetricRows.One(row => row.Id == request.Row && row.SyncId == id, stop);
            _ = await hand.Seen.MetricColumns.One(column => column.Id == request.Column && column.SyncId == id, stop);
            Refusal.Forbidden(!viewer.MayFill(row) && !viewer.MayFacilitate(hand.Sync), "What is normal for a team is said by whoever fills its row, or facilitates.");
            var before = await hand.Seen.MetricRanges.Where(range => range.RowId == row.Id && range.ColumnId == request.Column)
                .OrderByDescending(range => range.SetAt).AsNoTracking().FirstOrDefaultAsync(stop);
            var asked = new NormalRange(request.Low, request.High);
            if ((before?.Range ?? NormalRange.Any) == asked)
                return;
            db.Add(new MetricRange(row.Id, request.Column, asked, viewer.PersonId, hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
