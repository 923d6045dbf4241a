using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;

namespace Rapport.Features.People;

/// <summary>Adds somebody to the directory.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class NewPersonModel(PersonQueries queries, AddPerson add, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty]
    public PersonForm Input { get; set; } = new();

    public PersonFields Fields { get; private set; } = null!;
    public IReadOnlyList<NamedPerson> Leads { get; private set; } = [];

    public Task OnGet(CancellationToken stop)
    {
        Input.Zone = viewer.TimeZone;
        return Load(stop);
    }

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            var manager = await queries.Named(Input.Manager, viewer, stop);
            await add.Run(new(new(Input.Id), Input.Details, manager), viewer, stop);
            return $"/people/{Input.Id}";
        },
        stop);

    protected override async Task Load(CancellationToken stop)
    {
        Fields = new(Input, await queries.Teams(viewer, stop), clock.GetUtcNow());
        Leads = await queries.Leads(viewer, stop);
    }
}
