using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Who reports to whom, all of it on one page.</summary>
public sealed class ChartModel(PersonQueries queries, Viewer viewer) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>The person to be shown where they stand.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? At { get; set; }

    public OrganisationChart Chart { get; private set; } = null!;
    public IReadOnlyList<ChartRow> Found { get; private set; } = [];
    public bool IsSearch => !string.IsNullOrWhiteSpace(Q);
    public Guid Me => viewer.PersonId.Value;
    public bool MayAdminister => viewer.MayAdminister();

    public async Task OnGet(CancellationToken stop)
    {
        var people = await queries.Chart(viewer, stop);
        HashSet<Id<Person>> found = IsSearch ? [.. await queries.Found(Q!, viewer, stop)] : At is { } at ? [new(at)] : [];
        found.IntersectWith(people.Select(person => person.Id));
        Found = IsSearch ? [.. people.Where(person => found.Contains(person.Id))] : [];
        Chart = new(people, found);
    }
}
