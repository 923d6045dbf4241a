using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>The organisation's log: decisions that both of their people have published, newest first.</summary>
public sealed class DecisionLogModel(MeetingQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;
    private const int MostPages = 1000;

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    public IReadOnlyList<PublishedDecision> Decisions { get; private set; } = [];
    public bool HasMore { get; private set; }
    public DateOnly Today { get; private set; }

    public async Task OnGet(CancellationToken stop)
    {
        Number = Math.Clamp(Number, 1, MostPages);
        Today = viewer.Today(clock.GetUtcNow());
        var found = await queries.Published((Number - 1) * PageSize, PageSize + 1, viewer, stop);
        (Decisions, HasMore) = ([.. found.Take(PageSize)], found.Count > PageSize);
    }

    public DateOnly Day(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day;
}
