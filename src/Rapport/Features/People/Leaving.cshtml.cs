using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Says that somebody leaves, when, and who takes over their reports.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class LeavingModel(PersonQueries queries, RecordLeaving record, Viewer viewer) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid PersonId { get; set; }

    [BindProperty]
    public DateOnly? LastDay { get; set; }

    [BindProperty]
    public string? ReportsTo { get; set; }

    public PersonPage It { get; private set; } = null!;
    public IReadOnlyList<NamedPerson> Reports { get; private set; } = [];
    public IReadOnlyList<NamedPerson> Leads { get; private set; } = [];
    public string Called => PersonName.Called(It.Name);

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Invalid(LastDay is null, "Say which day is the last.");
            await record.Run(new(PersonId), new(LastDay.Value, await queries.Named(ReportsTo, viewer, stop)), viewer, stop);
            return $"/people/{PersonId}";
        },
        stop);

    protected override async Task Load(CancellationToken stop)
    {
        It = await queries.Page(new Id<Person>(PersonId), viewer, stop);
        Reports = await queries.Reports(It.Id, viewer, stop);
        if (Reports.Count > 0)
            Leads = await queries.Leads(viewer, stop);
    }
}
