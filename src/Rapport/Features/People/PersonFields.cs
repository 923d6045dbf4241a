using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>What the fields of a person need around them.</summary>
public sealed record PersonFields(PersonForm Form, IReadOnlyList<TeamRow> Teams, DateTimeOffset Now)
{
    public IEnumerable<SelectListItem> Zones
    {
        get
        {
            var listed = WallClock.Zones(Now);
            var chosen = WallClock.IsZone(Form.Zone) ? WallClock.Canonical(Form.Zone!) : Form.Zone;
            return listed.Select(zone => new SelectListItem(zone.Label, zone.Id, zone.Id == chosen))
                .Concat(chosen is null || listed.Any(zone => zone.Id == chosen) ? [] : [new SelectListItem(chosen, chosen, true)]);
        }
    }

    public static string Word(string role) => role switch
    {
        PersonRole.Cto => "CTO",
        PersonRole.Head => "Head of engineering",
        PersonRole.Manager => "Manager",
        _ => "Engineer",
    };
}
