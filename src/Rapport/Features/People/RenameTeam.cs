using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Gives a team another name; its people stay in it.</summary>
public sealed class RenameTeam(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Team> id, string? name, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Forbidden(!viewer.MayAdminister(), "Only an administrator renames a team.");
            await db.OrganisationInTurn(stop);
            var teams = db.SeenBy(viewer).Teams;
            var team = await teams.One(team => team.Id == id, stop);
            team.Rename(name ?? "");
            var wanted = team.Name;
            Refusal.Conflict(await teams.AnyAsync(other => other.Name == wanted && other.Id != id, stop), $"There is a team {wanted} already.");
            db.Add(new AuditEvent(AuditKind.RenamedTeam, viewer.PersonId, clock.GetUtcNow()));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
