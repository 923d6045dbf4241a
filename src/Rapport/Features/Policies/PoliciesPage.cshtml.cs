using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>The organisation's policies, for administrators: numbers, relationships, guides, and whether an incident is on.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class PoliciesModel(PolicyQueries policies, TemplateQueries templates, RevisePolicies revise, Viewer viewer) : FormPage
{
    private const string Place = "/administration/policies";

    [BindProperty]
    public RevisePolicies.Numbers? Numbers { get; set; }

    [BindProperty]
    public RevisePolicies.Usual? Usual { get; set; }

    public PolicyBook Book { get; private set; } = null!;

    public List<AgendaTemplate> Templates { get; private set; } = [];

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(() => revise.Adopt(Numbers ?? new(null, null, null, null, 0), viewer, stop), Place, stop);

    public Task<IActionResult> OnPostIncident(bool on, CancellationToken stop) => Act(() => revise.MarkIncident(on, viewer, stop), Place, stop);

    public Task<IActionResult> OnPostPrivatenotes(bool on, CancellationToken stop) => Act(() => revise.SwitchPrivateNotes(on, viewer, stop), Place, stop);

    public Task<IActionResult> OnPostPasskeys(bool on, CancellationToken stop) => Act(() => revise.DemandPasskeys(on, viewer, stop), Place, stop);

    public Task<IActionResult> OnPostRelationship(Relationship key, CancellationToken stop)
    {
        Changed = key;
        return Act(() => revise.Revise(key, Usual ?? new(null, null, null, null, null, 0), viewer, stop), Place, stop);
    }

    /// <summary>The relationship whose form was just refused: what was typed stands in it, and in no other.</summary>
    public Relationship? Changed { get; private set; }

    /// <summary>What stands in the fields of a relationship.</summary>
    public RevisePolicies.Usual Shown(RelationshipPolicy policy) => Changed == policy.Key && Usual is { } typed
        ? typed
        : new(policy.Cadence, policy.Rarest, policy.Minutes, policy.MinutesFrom, policy.MinutesTo, Book.Versions.Relationships[policy.Key]);

    public static IEnumerable<SelectListItem> Cadences(Cadence? chosen, string? none = null)
    {
        var all = Enum.GetValues<Cadence>().Select(cadence => new SelectListItem(cadence.Title(), cadence.ToString(), cadence == chosen));
        return none is null ? all : all.Prepend(new SelectListItem(none, "", chosen is null));
    }

    /// <summary>For whom a guide is: "CTO", "Head".</summary>
    public static string Role(string role) => role == PersonRole.Cto ? "CTO" : char.ToUpperInvariant(role[0]) + role[1..];

    /// <summary>"Weekly, 45 minutes; 30 to 60 minutes and no rarer than every two weeks."</summary>
    public static string Words(RoleGuide guide) =>
        guide.Cadence is { } cadence
            ? $"{cadence.Title()}{(guide.Minutes is { } minutes ? $", {minutes} minutes" : "")}; {guide.MinutesFrom} to {guide.MinutesTo} minutes{(guide.Rarest is { } rarest ? $" and no rarer than {rarest.Word()}" : "")}."
            : $"Leaves the cadence to the relationship; {guide.MinutesFrom} to {guide.MinutesTo} minutes.";

    protected override async Task Load(CancellationToken stop)
    {
        Book = await policies.Book(viewer, stop);
        Templates = await templates.All(viewer, stop);
        // Five forms have fields of the same names.
        foreach (var name in ModelState.Keys.Where(name => name.StartsWith("Usual.", StringComparison.Ordinal)).ToList())
            ModelState.Remove(name);
    }
}
