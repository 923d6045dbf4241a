using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>One action of a sync: its owner says how it went. Lists and mails lead here, and lists get the reader back.</summary>
public sealed class ActionModel(SyncQueries queries, AnswerAction answer, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int UsualDays = 7;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    /// <summary>The page of ours that the reader came from.</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty]
    public DateOnly? Due { get; set; }

    [BindProperty]
    public string? Word { get; set; }

    public ActionOfSync Shown { get; private set; } = null!;
    public DateOnly Today { get; private set; }
    public bool IsMine => Shown.Action.OwnerId == viewer.PersonId;
    public DateOnly UsualDue => (Shown.Action.Due > Today ? Shown.Action.Due : Today).AddDays(UsualDays);
    public string Back => Url.Own(From, "/open-loops");

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPostKeep(CancellationToken stop) => Act(() => answer.Run(new(Id), new(true, null, Word), viewer, stop), Back, stop);

    public Task<IActionResult> OnPostGiveUp(CancellationToken stop) => Act(() => answer.Run(new(Id), new(false, null, Word), viewer, stop), Back, stop);

    public Task<IActionResult> OnPostPostpone(CancellationToken stop) => Act(() => answer.Run(new(Id), new(null, Due, Word), viewer, stop), Back, stop);

    public DateOnly Day(DateTimeOffset at) => viewer.Today(at);

    protected override async Task Load(CancellationToken stop)
    {
        Today = viewer.Today(clock.GetUtcNow());
        Shown = await queries.Action(new(Id), viewer, stop);
    }
}
