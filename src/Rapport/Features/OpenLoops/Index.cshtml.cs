using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>All promises of the viewer and to them: open ones, late first, or how others ended.</summary>
public sealed class LoopsModel(OpenLoopQueries queries, SyncQueries syncQueries, Viewer viewer, TimeProvider clock) : PageModel
{
    /// <summary>Only those with this person.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? With { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    /// <summary>Which page of the viewer's own, or of the ended ones.</summary>
    [BindProperty(SupportsGet = true)]
    public int At { get; set; } = 1;

    /// <summary>Which page of what was promised to the viewer.</summary>
    [BindProperty(SupportsGet = true)]
    public int Theirs { get; set; } = 1;

    /// <summary>The promise that the viewer has just ended or moved: asks for a word on why.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Why { get; set; }

    public DateTimeOffset Now { get; private set; }
    public DateOnly Today { get; private set; }
    public LoopPage Mine { get; private set; } = LoopPage.Empty;
    public LoopPage ToMe { get; private set; } = LoopPage.Empty;

    /// <summary>What the viewer took on in syncs; with one person there is none.</summary>
    public IReadOnlyList<PressingInSync> InSyncs { get; private set; } = [];
    public LoopPage Past { get; private set; } = LoopPage.Empty;
    public LoopRow? JustChanged { get; private set; }
    public FollowThrough Share { get; private set; } = null!;
    public IReadOnlyList<(Id<Person> Id, string Name)> People { get; private set; } = [];
    public bool IsShut => viewer.IsShut;

    public (Id<Person> Id, string Name)? Filter => With is { } id && People.FirstOrDefault(person => person.Id.Value == id) is { Name: not null } person ? person : null;

    public async Task OnGet(CancellationToken stop)
    {
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        People = await queries.People(viewer, stop);
        Id<Person>? with = With is { } id ? new(id) : null;
        if (Ended)
        {
            Past = await queries.Ended(with, At, viewer, stop);
        }
        else
        {
            Mine = await queries.Mine(with, At, viewer, stop);
            ToMe = await queries.ToMe(with, Theirs, viewer, stop);
            if (with is null)
                InSyncs = await syncQueries.OwnActions(viewer, stop);
        }

        Share = await queries.Own(viewer, stop);
        if (Why is { } changed)
            JustChanged = await queries.Mine(new Id<OpenLoop>(changed), viewer, stop);
    }

    public string EndedOn(LoopRow row) => LoopWords.OnDay(viewer.Today(row.EndedAt!.Value), Today);

    public bool IsMine(LoopRow row) => row.IsMine(viewer);

    /// <summary>This page with one thing changed; what is null falls away.</summary>
    public string Link(Guid? with = null, bool ended = false, int at = 1, int theirs = 1)
    {
        var query = new List<string>();
        if (with is not null)
            query.Add("with=" + with);
        if (ended)
            query.Add("ended=true");
        if (at > 1)
            query.Add("at=" + at);
        if (theirs > 1)
            query.Add("theirs=" + theirs);
        return query.Count == 0 ? "/open-loops" : "/open-loops?" + string.Join('&', query);
    }

    /// <summary>Where an act on a row leads back to.</summary>
    public string Here => Link(With, Ended, At, Theirs);
}
