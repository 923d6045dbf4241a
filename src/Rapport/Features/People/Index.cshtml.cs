using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;

namespace Rapport.Features.People;

/// <summary>The directory: everybody who works here, found by name, team or title.</summary>
public sealed class PeopleModel(PersonQueries queries, Viewer viewer, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Team { get; set; }

    /// <summary>Those who have left as well.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Left { get; set; }

    [BindProperty(SupportsGet = true)]
    public int At { get; set; } = 1;

    public DirectoryPage Found { get; private set; } = null!;
    public IReadOnlyList<TeamRow> Teams { get; private set; } = [];
    public DateOnly Today { get; private set; }
    public bool MayAdminister => viewer.MayAdminister();
    public bool IsNarrowed => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrWhiteSpace(Team);

    public async Task OnGet(CancellationToken stop)
    {
        Today = viewer.Today(clock.GetUtcNow());
        Found = await queries.Directory(Q, Team, Left, At, viewer, stop);
        Teams = await queries.Teams(viewer, stop);
    }

    public LocalTime Local(string zone) => LocalTime.Of(zone, Today, clock.GetUtcNow());

    public string Count() => (Found.Total, IsNarrowed) switch
    {
        (1, false) => "One person.",
        (var all, false) => $"{all:N0} people.",
        (0, true) => "Nobody.",
        (1, true) => "One person found.",
        (var some, true) => $"{some:N0} people found.",
    };

    /// <summary>This page with one thing changed.</summary>
    public string Link(string? team, int at = 1, bool? left = null)
    {
        var query = new List<string>();
        if (!string.IsNullOrWhiteSpace(Q))
            query.Add("q=" + Uri.EscapeDataString(Q));
        if (!string.IsNullOrWhiteSpace(team))
            query.Add("team=" + Uri.EscapeDataString(team));
        if (left ?? Left)
            query.Add("left=true");
        if (at > 1)
            query.Add("at=" + at);
        return query.Count == 0 ? "/people" : "/people?" + string.Join('&', query);
    }
}
