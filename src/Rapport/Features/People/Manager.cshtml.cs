using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Says who somebody reports to, from a day on.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class ManagerModel(PersonQueries queries, ChangeManager change, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Manager { get; set; }

    [BindProperty]
    public DateOnly? From { get; set; }

    [BindProperty]
    public bool Nobody { get; set; }

    public PersonPage It { get; private set; } = null!;
    public IReadOnlyList<NamedPerson> Leads { get; private set; } = [];
    public string Called => PersonName.Called(It.Name);

    public async Task OnGet(CancellationToken stop)
    {
        From = viewer.Today(clock.GetUtcNow());
        await Load(stop);
    }

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Invalid(From is null, "Say from which day on.");
            var manager = Nobody ? null : await queries.Named(Manager, viewer, stop);
            Refusal.Invalid(manager is null && !Nobody, "Say who the new manager is, or tick that there is none for now.");
            await change.Run(new(PersonId), new(manager, From.Value), viewer, stop);
            return $"/people/{PersonId}";
        },
        stop);

    protected override async Task Load(CancellationToken stop)
    {
        It = await queries.Page(new Id<Person>(PersonId), viewer, stop);
        Leads = await queries.Leads(viewer, stop);
    }
}
