using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Asks every team for one more figure, or calls one otherwise.</summary>
public sealed class KeepColumn(RapportDb db, TimeProvider clock)
{
    public const int Most = 12;

    public sealed record Request(Id<MetricColumn> Id, string? Name, string? Unit);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating();
            var columns = await hand.Seen.MetricColumns.Where(column => column.SyncId == id).ToListAsync(stop);
            if (columns.Find(column => column.Id == request.Id) is { } known)
            {
                known.Rename(request.Name, request.Unit);
            }
            else
            {
                Refusal.Invalid(columns.Count(column => column.RetiredAt is null) >= Most, $"A row has at most {Most} figures.");
                db.Add(new MetricColumn(id, request.Name, request.Unit, columns.Count) { Id = request.Id });
            }

            await db.SaveChangesAsync(stop);
        },
        stop);
}
