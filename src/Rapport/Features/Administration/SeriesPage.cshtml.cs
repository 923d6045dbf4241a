using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Administration;

/// <summary>Every series of the installation by its two people and its dates.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class SeriesPage(ShowSeries show, Viewer viewer) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int At { get; set; } = 1;

    public SeriesDatesQueries.Page Found { get; private set; } = null!;

    public async Task OnGet(CancellationToken stop) => Found = await show.Run(At, viewer, stop);

    public static string Date(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public string Date(DateTimeOffset at) => Date(WallClock.Local(at, viewer.TimeZone).Day);
}
