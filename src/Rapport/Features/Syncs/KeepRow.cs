using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Gives a team its row, or an existing row to other people.</summary>
public sealed class KeepRow(RapportDb db, TimeProvider clock)
{
    public const int Most = 100;

    public sealed record Request(Id<Team> Team, Id<Person> Owner, Id<Person>? Deputy);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessFacilitating();
            Refusal.Invalid(!await hand.Seen.Teams.AnyAsync(team => team.Id == request.Team, stop), "Choose a team.");
            await hand.RefuseUnlessBelongs(request.Owner, stop);
            if (request.Deputy is { } deputy)
                await hand.RefuseUnlessBelongs(deputy, stop);
            var rows = await hand.Seen.MetricRows.Where(row => row.SyncId == id && row.RetiredAt == null).ToListAsync(stop);
            if (rows.Find(row => row.TeamId == request.Team) is { } row)
            {
                row.Entrust(request.Owner, request.Deputy);
            }
            else
            {
                Refusal.Invalid(rows.Count >= Most, $"A sync has at most {Most} rows.");
                db.Add(new MetricRow(id, request.Team, request.Owner, request.Deputy, rows.Count == 0 ? 0 : rows.Max(known => known.Position) + 1));
            }

            await db.SaveChangesAsync(stop);
        },
        stop);
}
