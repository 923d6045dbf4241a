using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.OpenLoops;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>The first page of the day.</summary>
public sealed class TodayModel(TodayQueries queries, OpenLoopQueries loopQueries, RecoveryQueries recoveries, Viewer viewer, TimeProvider clock) : PageModel
{
    /// <summary>The promise that the viewer has just ended or moved: asks for a word on why.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Why { get; set; }

    public Board Board { get; private set; } = null!;
    public IReadOnlyList<RecoveryQueries.Notice> Restored { get; private set; } = [];
    public FollowThrough? Share { get; private set; }
    public LoopRow? JustChanged { get; private set; }
    public IReadOnlyList<FirstPerson> FirstPeople { get; private set; } = [];
    public bool HasNobody { get; private set; }
    /// <summary>What runs, comes or waits for the viewer in the syncs that they belong to.</summary>
    public IReadOnlyList<PressingInSync> Syncs { get; private set; } = [];

    /// <summary>What they took on there and is due.</summary>
    public IReadOnlyList<PressingInSync> TakenOn { get; private set; } = [];
    public bool IsShut => viewer.IsShut;
    public bool MayAdminister => viewer.MayAdminister();

    public async Task OnGet(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var day = await queries.Day(viewer, stop);
        Board = new Board(viewer, now, day.Pairs, day.Meetings, day.Loops, day.Away);
        Syncs = [.. day.Syncs.Where(one => one.Kind != PressingKind.Action)];
        TakenOn = [.. day.Syncs.Where(one => one.Kind == PressingKind.Action)];
        HasNobody = day.Pairs.Count == 0;
        if (HasNobody)
            FirstPeople = await queries.FirstPeople(viewer, Board.Today, stop);

        // Whoever is asked something is not told about themselves meanwhile.
        if (day.MayBeAsked)
            Restored = await recoveries.ToConfirm(viewer, stop);
        else if (Why is { } changed)
            JustChanged = await loopQueries.Mine(new Id<OpenLoop>(changed), viewer, stop);
        else
            Share = day.Share;
    }
}
