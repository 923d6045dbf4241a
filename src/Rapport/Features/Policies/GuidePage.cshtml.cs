using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>One guide, to be edited or added by administrators.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class GuideModel(PolicyQueries policies, RevisePolicies revise, Viewer viewer) : FormPage
{
    public sealed record Typed(
        Guid Id, string? Name, string? Role, OneOnOnes.Cadence? Cadence, OneOnOnes.Cadence? Rarest, int? Minutes, int? MinutesFrom, int? MinutesTo, string? Topics, string? Documents, uint Version);

    /// <summary>Without it, a new one.</summary>
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid? GuideId { get; set; }

    [BindProperty]
    public Typed Input { get; set; } = null!;

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () =>
        {
            var request = new RevisePolicies.Guide(
                Input.Name, Input.Role, new(Input.Cadence, Input.Rarest, Input.Minutes, Input.MinutesFrom, Input.MinutesTo, Input.Version), Input.Topics, Input.Documents);
            return GuideId is { } id
                ? revise.Revise(new Id<RoleGuide>(id), request, viewer, stop)
                : revise.Add(new(Input.Id), request, viewer, stop);
        },
        "/administration/policies", stop);

    public static IEnumerable<SelectListItem> Roles() => PersonRole.All.Select(role => new SelectListItem(PoliciesModel.Role(role), role));

    protected override async Task Load(CancellationToken stop)
    {
        if (Input is not null)
            return;

        if (GuideId is not { } id)
        {
            Input = new Typed(default, null, PersonRole.Engineer, null, null, null, 30, 60, null, null, 0);
            return;
        }

        var book = await policies.Book(viewer, stop);
        var guide = book.Guides.Find(guide => guide.Id.Value == id);
        Refusal.Missing(guide is null);
        Input = new Typed(
            id, guide.Name, guide.Role, guide.Cadence, guide.Rarest, guide.Minutes, guide.MinutesFrom, guide.MinutesTo,
            string.Join('\n', guide.Topics), string.Join('\n', guide.Documents), book.Versions.Guides[guide.Id]);
    }
}
