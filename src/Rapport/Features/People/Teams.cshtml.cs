using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;

namespace Rapport.Features.People;

/// <summary>All teams; an administrator renames them.</summary>
public sealed class TeamsModel(PersonQueries queries, RenameTeam rename, Viewer viewer) : FormPage
{
    [BindProperty]
    public Guid Team { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<TeamRow> Teams { get; private set; } = [];
    public bool MayAdminister => viewer.MayAdminister();

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(() => rename.Run(new(Team), Name, viewer, stop), "/people/teams", stop);

    protected override async Task Load(CancellationToken stop) => Teams = await queries.Teams(viewer, stop);
}
