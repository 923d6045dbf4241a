using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>The first page of the day.</summary>
public sealed class TodayModel(TodayQueries queries, OpenLoopQueries loopQueries, RecoveryQueries recoveries, Viewer viewer, TimeProvider clock) : PageModel
{
    // As far as a quarterly pair's next meeting may lie, with one excused in between.
    private const int FarthestDays = 200;

    /// <summary>The promise that the viewer has just ended or moved: asks for a word on why.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Why { get; set; }

    public Board Board { get; private set; } = null!;
    public IReadOnlyList<RecoveryQueries.Notice> Restored { get; private set; } = [];
    public FollowThrough? Share { get; private set; }
    public LoopRow? JustChanged { get; private set; }
    public IReadOnlyList<FirstPerson> FirstPeople { get; private set; } = [];
    public bool HasNobody { get; private set; }
    public bool IsShut => viewer.IsShut;
    public bool MayAdminister => viewer.MayAdminister();

    public async Task OnGet(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var today = viewer.Today(now);
        var pairs = await queries.Pairs(viewer, today, stop);
        var loops = await queries.Loops(viewer, stop);
        HasNobody = pairs.Count == 0;
        if (HasNobody || pairs[0].MayBeAsked)
            Restored = await recoveries.ToConfirm(viewer, stop);
        if (HasNobody)
        {
            Board = new Board(viewer, now, pairs, [], loops, []);
            FirstPeople = await queries.FirstPeople(viewer, today, stop);
        }
        else
        {
            var stored = await queries.Meetings(viewer, today, stop);
            var away = await queries.Away(pairs, viewer, today.AddDays(-30), today.AddDays(FarthestDays), stop);
            Board = new Board(viewer, now, pairs, stored, loops, away);
        }

        // One question more costs another one: whoever is asked something does not look at their share.
        if (!HasNobody && pairs[0].MayBeAsked)
            return;
        if (Why is { } changed)
            JustChanged = await loopQueries.Mine(new Id<OpenLoop>(changed), viewer, stop);
        else
            Share = await loopQueries.Own(viewer, stop);
    }
}
