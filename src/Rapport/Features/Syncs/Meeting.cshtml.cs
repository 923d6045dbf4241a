using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// The page of one sync: the running order that all follow while it runs, and its notes once it has ended. Every act is a form
/// of its own, so that it works without scripts; the island sends the same forms and keeps the page where it is.
/// </summary>
public sealed class MeetingModel(SyncQueries queries, Viewer viewer, TimeProvider clock) : SyncItemsPage(viewer, clock)
{
    /// <summary>Two versions of what was said about one item, of which the viewer's came too late.</summary>
    public sealed record NoteConflict(SyncItem Item, string Mine, string Theirs, int Version);

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    /// <summary>Once it has ended.</summary>
    public SyncNotes? Notes { get; private set; }

    public NoteConflict? Conflict { get; private set; }

    public string Title => IsLive ? Order.Sync.Name : Notes!.Sync.Name;

    public override string Here => $"/leadership-sync/meetings/{Id}";

    public bool IsLive => Notes is null;

    public SyncSection? Next => Order.Meeting.Section!.Value.After();

    /// <summary>What comes to be talked about behind what is on, or first from this section on; nothing when all of it was.</summary>
    public SyncItem? NextToDiscuss
    {
        get
        {
            var items = Order.Flagged.Select(one => one.Item).Concat(Order.Airtime.Select(risk => risk.Item))
                .Concat(Order.AirtimeInitiatives.Select(one => one.Item)).ToList();
            var on = items.FindIndex(item => item.ToString() == Meeting.Item);
            return on < 0 ? items.Find(item => item.Section >= Meeting.Section) : items.ElementAtOrDefault(on + 1);
        }
    }

    /// <summary>Who leads is gone, and the viewer may go on in their place.</summary>
    public bool MayTakeOver => Order.Meeting.LeaderIsAway(Now) && IsFacilitator;

    /// <summary>Facilitates, stands in, or has ended it.</summary>
    public bool MaySend => Notes is { Meeting: { IsOver: true, NotesSentAt: null } meeting } && (IsFacilitator || meeting.EndedBy == Viewer.PersonId);

    protected override Task<Id<Sync>> SyncId(CancellationToken stop) => queries.SyncOf(new(Id), Viewer, stop);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        await Load(stop);
        return IsLive && Meeting.IsComing ? LocalRedirect($"/leadership-sync/{Order.Sync.Id}/pre-read") : Page();
    }

    public Task<IActionResult> OnPostStart([FromServices] StartSync start, CancellationToken stop) => Do(() => start.Run(new(Id), Viewer, stop), stop);

    /// <summary>The page itself says every few seconds that somebody has it open.</summary>
    public async Task<IActionResult> OnPostPresence([FromServices] BePresent present, CancellationToken stop)
    {
        await present.Run(new(Id), Viewer, stop);
        return new NoContentResult();
    }

    public Task<IActionResult> OnPostSection(SyncSection section, SyncSection? from, [FromServices] TurnTo turn, CancellationToken stop) =>
        Do(() => turn.Run(new(Id), new(section, null, from), Viewer, stop), stop);

    public Task<IActionResult> OnPostCurrent(SyncItem? item, [FromServices] TurnTo turn, CancellationToken stop) =>
        Do(() => turn.Run(new(Id), new(Known(item).Section, item), Viewer, stop), stop);

    public async Task<IActionResult> OnPostNotes(SyncItem? item, string? text, int basedOn, [FromServices] WriteSyncNote write, CancellationToken stop)
    {
        var about = Known(item);
        WriteSyncNote.Result? result = null;
        if (Request.Headers.Accept == "application/json")
        {
            result = await write.Run(new(Id), new(about, text, basedOn), Viewer, stop);
            return new JsonResult(new { result.Text, result.Version }) { StatusCode = result.IsSaved ? StatusCodes.Status200OK : StatusCodes.Status409Conflict };
        }

        var answer = await Do(async () => result = await write.Run(new(Id), new(about, text, basedOn), Viewer, stop), stop, text);
        if (result is null or { IsSaved: true })
            return answer;

        ModelState.Clear();
        Conflict = new(about, text ?? "", result.Text, result.Version);
        Response.StatusCode = StatusCodes.Status409Conflict;
        await Load(stop);
        return Page();
    }

    /// <param name="to">Nobody: the viewer, for themselves.</param>
    public Task<IActionResult> OnPostLead(Guid? to, [FromServices] Lead lead, CancellationToken stop) => Do(() => lead.Run(new(Id), new(IdOrNull<Person>(to)), Viewer, stop), stop);

    public Task<IActionResult> OnPostAcceptances(Guid risk, string? word, [FromServices] AcceptRed accept, CancellationToken stop) =>
        Do(() => accept.Run(new(Id), new(new(risk), word), Viewer, stop), stop, word);

    public Task<IActionResult> OnPostDecisions(
        Guid newDecision, string? text, string? why, string? condition, Guid? executor, DateOnly? due, Guid? supersedes, [FromServices] TakeSyncDecision take, CancellationToken stop) => Do(
            () => take.Run(new(Id), new(new(newDecision), text, why, condition, IdOrNull<Person>(executor), due, IdOrNull<SyncDecision>(supersedes)), Viewer, stop), stop, text, why, condition);

    public Task<IActionResult> OnPostEnding([FromServices] EndSync end, CancellationToken stop) => Do(() => end.Run(new(Id), Viewer, stop), stop);

    public Task<IActionResult> OnPostSending([FromServices] SendNotes send, CancellationToken stop) => Do(() => send.Run(new(Id), Viewer, stop), stop);

    public Task<IActionResult> OnPostVotes(int mark, string? word, [FromServices] RateSync rate, CancellationToken stop) => Do(() => rate.Run(new(Id), new(mark, word), Viewer, stop), stop, word);

    /// <summary>Seconds spent on a section so far.</summary>
    public double Spent(SyncSection section) => Order.Times.Where(time => time.Section == section).Sum(time => time.Seconds);

    public double Spent(Rating colour) => Order.Times.Where(time => time.Colour == colour).Sum(time => time.Seconds);

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));

    public IEnumerable<SelectListItem> EarlierDecisions() => Order.Earlier
        .Select(decision => new SelectListItem(decision.Text.Length > 90 ? decision.Text[..90] + "…" : decision.Text, decision.Id.ToString())).Prepend(new("None: it is new", ""));

    protected override Task<Id<SyncMeeting>> MeetingId(CancellationToken stop) => Task.FromResult(new Id<SyncMeeting>(Id));

    protected override async Task Load(CancellationToken stop)
    {
        LookAt(await queries.Order(new(Id), Viewer, stop));
        if (Meeting.EndedAt is not null || Meeting.MissedAt is not null)
        {
            Notes = await queries.Notes(new(Id), Viewer, stop);
            return;
        }

        Notes = null;
    }
}
