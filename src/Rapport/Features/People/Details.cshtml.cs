using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Corrects what is written down about somebody.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class PersonDetailsModel(PersonQueries queries, RevisePerson revise, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid PersonId { get; set; }

    [BindProperty]
    public PersonForm Input { get; set; } = new();

    public PersonPage It { get; private set; } = null!;
    public PersonFields Fields { get; private set; } = null!;
    public bool HasJustProved => viewer.HasJustProved(clock.GetUtcNow());

    public async Task OnGet(CancellationToken stop)
    {
        await Load(stop);
        var career = It.Career!;
        Input = new()
        {
            Name = It.Name, Email = career.Email, Title = It.Title, Team = It.Team, Level = career.Level, StartDate = career.StartDate,
            Zone = It.TimeZone, Roles = [.. career.Roles], Version = career.Version,
        };
        Fields = Fields with { Form = Input };
    }

    public Task<IActionResult> OnPost(CancellationToken stop) =>
        Act(() => revise.Run(new(PersonId), new(Input.Details, Input.Version), viewer, stop), $"/people/{PersonId}", stop);

    protected override async Task Load(CancellationToken stop)
    {
        It = await queries.Page(new Id<Person>(PersonId), viewer, stop);
        Fields = new(Input, await queries.Teams(viewer, stop), clock.GetUtcNow());
    }
}
