using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>What all syncs of the viewer decided, the newest first, searched by words.</summary>
public sealed class DecisionLogModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    public const int AtOnce = 50;

    [BindProperty(SupportsGet = true)]
    public string? Words { get; set; }

    [BindProperty(SupportsGet = true)]
    public int At { get; set; }

    public List<DecisionOfSync> Decisions { get; private set; } = [];

    public bool HasMore { get; private set; }

    public DateOnly Today => viewer.Today(clock.GetUtcNow());

    public async Task OnGet(CancellationToken stop)
    {
        At = Math.Clamp(At, 0, 1_000_000);
        var found = await queries.Decisions(Words, At, AtOnce + 1, viewer, stop);
        HasMore = found.Count > AtOnce;
        Decisions = [.. found.Take(AtOnce)];
    }

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(viewer.Local(at));

    public string Link(int at) => "/leadership-sync/decisions" + QueryString.Create(
        new Dictionary<string, string?> { ["words"] = Words, ["at"] = at.ToString(CultureInfo.InvariantCulture) }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
