using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Register;

/// <summary>One entry of the register: what it says, how it was rated over time, what was done about it.</summary>
public sealed class RiskModel(RegisterQueries queries, Viewer viewer, TimeProvider clock) : FormPage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    public RiskPage Shown { get; private set; } = null!;

    public DateOnly Today => viewer.Today(clock.GetUtcNow());

    public bool MayKeep => Shown.Sync.EndedAt is null && Shown.Members.Any(member => member.Id == viewer.PersonId && member is { Attends: true, Belongs: true })
        && (Shown.Risk.RaisedBy == viewer.PersonId || viewer.MayKeep(Shown.Risk.OwnerId, Shown.Sync, Shown.Coming));

    private string Here => $"/register/{Id}";

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPostWords(
        RiskKind kind, string? summary, string? failureMode, string? mitigation, Guid owner, DateOnly? targetOn, uint version, [FromServices] ReviseRisk revise, CancellationToken stop) =>
        Act(() => revise.Run(new(Id), new(kind, summary, failureMode, mitigation, new(owner), targetOn, version), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostRatings(Rating rating, string? word, [FromServices] RateRisk rate, CancellationToken stop) =>
        Act(() => rate.Run(new(Id), new(rating, word), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostClosing(string? because, [FromServices] CloseRisk close, CancellationToken stop) => Act(() => close.Run(new(Id), because, viewer, stop), Here, stop);

    public Task<IActionResult> OnPostReopening([FromServices] ReopenRisk reopen, CancellationToken stop) => Act(() => reopen.Run(new(Id), viewer, stop), Here, stop);

    public string Name(Id<Person> person) => person == viewer.PersonId ? "you" : Shown.NameOf(person);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(viewer.Local(at));

    public string Age() => Shown switch
    {
        { Meetings: { } meetings, Risk: { IsOpen: true, RedSince: { } since } } =>
            $"First red on {NearDate.Exact(Day(since))}; the next sync is its {Ordinal.Word(meetings + 1)} with it.",
        _ => "",
    };

    public IEnumerable<SelectListItem> Owners() => Shown.Members.Where(member => member.Belongs || member.Id == Shown.Risk.OwnerId)
        .Select(member => new SelectListItem(member.Name, member.Id.ToString(), member.Id == Shown.Risk.OwnerId));

    protected override async Task Load(CancellationToken stop) => Shown = await queries.Page(new(Id), viewer, stop);
}
