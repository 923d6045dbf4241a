using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Register;

/// <summary>The register of all syncs that the viewer belongs to, filtered and paged.</summary>
public sealed class IndexModel(RegisterQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Words { get; set; }

    [BindProperty(SupportsGet = true)]
    public Rating? Rating { get; set; }

    [BindProperty(SupportsGet = true)]
    public RiskKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Closed { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    [BindProperty(SupportsGet = true)]
    public int At { get; set; }

    public List<RegisterRow> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public DateOnly Today => viewer.Today(clock.GetUtcNow());

    public bool IsFiltered => Closed || Mine || Rating is not null || Kind is not null || !string.IsNullOrWhiteSpace(Words);

    public async Task OnGet(CancellationToken stop)
    {
        At = Math.Clamp(At, 0, 1_000_000);
        (Rows, Total) = await queries.List(new(Rating, Kind, Closed, Mine, Words), At, RegisterQueries.PageSize, viewer, stop);
    }

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(viewer.Local(at));

    public IEnumerable<SelectListItem> Ratings() =>
        Enum.GetValues<Rating>().Select(rating => new SelectListItem(rating.ToString(), rating.ToString(), rating == Rating)).Prepend(new("Any colour", ""));

    public IEnumerable<SelectListItem> Kinds() =>
        Enum.GetValues<RiskKind>().Select(kind => new SelectListItem(SyncWords.Of(kind), kind.ToString(), kind == Kind)).Prepend(new("Any kind", ""));

    public string Link(int at) => "/register" + QueryString.Create(
        new Dictionary<string, string?>
        {
            ["words"] = Words, ["rating"] = Rating?.ToString(), ["kind"] = Kind?.ToString(), ["mine"] = Mine ? "true" : null, ["closed"] = Closed ? "true" : null,
            ["at"] = at.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
