using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Fills a team's row for the coming sync. A figure that is left empty says that there was none, which is not zero.</summary>
public sealed class FillRow(RapportDb db, TimeProvider clock)
{
    /// <param name="Figures">By column; null: none.</param>
    public sealed record Request(Id<MetricRow> Row, IReadOnlyDictionary<Id<MetricColumn>, decimal?> Figures);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseIfOver();
            var row = await hand.Seen.MetricRows.One(row => row.Id == request.Row && row.SyncId == hand.Sync.Id && row.RetiredAt == null, stop);
            Refusal.Forbidden(!viewer.MayFill(row), "This row is filled by its owner or their deputy.");
            var columns = await hand.Seen.MetricColumns.Where(column => column.SyncId == hand.Sync.Id && column.RetiredAt == null).Select(column => column.Id).ToListAsync(stop);
            var before = await hand.Seen.MetricFigures.Where(figure => figure.MeetingId == id && figure.RowId == row.Id).ToListAsync(stop);
            foreach (var column in columns)
                Write(id, row.Id, column, request.Figures.GetValueOrDefault(column), before.Find(figure => figure.ColumnId == column));

            if (await hand.Seen.FilledRows.FirstOrDefaultAsync(filled => filled.MeetingId == id && filled.RowId == row.Id, stop) is { } filled)
                filled.Again(viewer.PersonId, hand.Now);
            else
                db.Add(new FilledRow(id, row.Id, viewer.PersonId, hand.Now));
            await db.SaveChangesAsync(stop);
        },
        stop);

    private void Write(Id<SyncMeeting> meeting, Id<MetricRow> row, Id<MetricColumn> column, decimal? value, MetricFigure? before)
    {
        switch (value, before)
        {
            case ({ } figure, { } known):
                known.Correct(figure);
                break;
            case ({ } figure, null):
                db.Add(new MetricFigure(meeting, row, column, figure));
                break;
            case (null, { } known):
                db.Remove(known);
                break;
        }
    }
}
