using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>All earlier meetings of a series, a page at a time.</summary>
public sealed class EarlierModel(SeriesQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    private const int PageSize = 40;

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    /// <summary>The planned start of the last meeting on the page before.</summary>
    [BindProperty(SupportsGet = true)]
    public DateTimeOffset? Before { get; set; }

    public SeriesPage Pair { get; private set; } = null!;
    public List<PastMeeting> Meetings { get; private set; } = [];
    public DateTimeOffset? Next { get; private set; }
    public DateOnly Today { get; private set; }

    public string Heading => viewer.PersonId == Pair.Manager.Id || viewer.PersonId == Pair.Report.Id
        ? $"{Pair.OtherThan(viewer.PersonId).Name} and you"
        : $"{Pair.Report.Name} and {Pair.Manager.Name}";

    public async Task OnGet(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Today = viewer.Today(now);
        Pair = await queries.Page(new(SeriesId), viewer, stop);
        var found = await queries.Meetings(new(SeriesId), Before?.ToUniversalTime(), PageSize + 1, viewer, stop);
        Meetings = [.. found.Take(PageSize).Where(meeting => meeting.IsPast)];
        Next = found.Count > PageSize ? found[PageSize - 1].Date.PlannedStart : null;
    }

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);
}
