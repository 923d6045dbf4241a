using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>What an administrator writes down about somebody. A team that does not exist yet comes into being by its name.</summary>
public sealed record PersonDetails(
    string? Name, string? Email, string? Zone, string? Title, string? Level, string? Team, DateOnly? StartDate, IReadOnlyCollection<string> Roles)
{
    internal async Task ApplyTo(Person person, RapportDb db, Viewer viewer, CancellationToken stop)
    {
        person.Rename(Name ?? "");
        person.ChangeEmail(Email ?? "");
        person.MoveTo(Zone ?? "");
        person.Hold(Roles);
        var email = person.Email;
        Refusal.Conflict(
            await db.SeenBy(viewer).People.AnyAsync(other => other.Email == email && other.Id != person.Id, stop),
            $"Somebody here has the e-mail address {email} already.");
        person.Describe(Title, Level, await TeamId(db, viewer, stop), StartDate);
    }

    private async Task<Id<Team>?> TeamId(RapportDb db, Viewer viewer, CancellationToken stop)
    {
        if (TypedText.LineOrNull(Team, People.Team.LongestName) is not { } name)
            return null;
        if (await db.SeenBy(viewer).Teams.FirstOrDefaultAsync(team => team.Name == name, stop) is { } known)
            return known.Id;

        var team = new Team(name);
        db.Add(team);
        return team.Id;
    }
}
