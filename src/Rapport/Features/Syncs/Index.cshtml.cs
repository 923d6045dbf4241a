using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>The leadership syncs that the viewer belongs to; for administrators, that others exist.</summary>
public sealed class IndexModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    public List<SyncLine> Syncs { get; private set; } = [];

    public List<SyncDates> Existing { get; private set; } = [];

    public bool MayStart { get; private set; }

    public DateTime Now => Local(clock.GetUtcNow());

    public DateOnly Today => DateOnly.FromDateTime(Now);

    public async Task OnGet(CancellationToken stop)
    {
        Syncs = await queries.Mine(viewer, stop);
        Existing = viewer.IsAdministrator ? await queries.Existing(viewer, stop) : [];
        MayStart = await queries.MayStart(viewer, stop);
    }

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));
}
