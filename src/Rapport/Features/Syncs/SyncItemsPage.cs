using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// What the pre-read and the running order share: they show the same items, and each act on an item is a form of its own.
/// </summary>
public abstract class SyncItemsPage(Viewer viewer, TimeProvider clock) : FormPage
{
    private const int UsualDays = 7;

    public SyncOrder Order { get; protected set; } = null!;

    /// <summary>The address of this page.</summary>
    public abstract string Here { get; }

    public Viewer Viewer => viewer;
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today { get; private set; }
    public DateOnly UsualDue => Today.AddDays(UsualDays);

    /// <summary>What was typed and could not be saved; it is shown so that nothing is lost.</summary>
    public IReadOnlyList<string> Unsaved { get; protected set; } = [];

    public OrderSync Sync => Order.Sync;
    public OrderMeeting Meeting => Order.Meeting;
    public bool MayWrite => Order.Attends && Sync.EndedAt is null;
    public bool IsFacilitator => Sync.FacilitatorId == viewer.PersonId || Sync.StandInId == viewer.PersonId;

    /// <summary>Leads now, or will.</summary>
    public bool Leads => Meeting.IsRunning ? Meeting.LeaderId == viewer.PersonId : IsFacilitator;

    protected abstract Task<Id<Sync>> SyncId(CancellationToken stop);

    protected abstract Task<Id<SyncMeeting>> MeetingId(CancellationToken stop);

    /// <summary>The row's figures come in fields named after their columns.</summary>
    public Task<IActionResult> OnPostRows(Guid row, [FromServices] FillRow fill, CancellationToken stop)
    {
        var typed = Request.Form.Where(field => Guid.TryParse(field.Key, out _)).ToDictionary(field => new Id<MetricColumn>(Guid.Parse(field.Key)), field => field.Value.ToString());
        return Do(
            async () => await fill.Run(await MeetingId(stop), new(new(row), typed.ToDictionary(field => field.Key, field => Figure(field.Value))), viewer, stop),
            stop, typed.Values);
    }

    public Task<IActionResult> OnPostRanges(Guid row, Guid column, string? low, string? high, [FromServices] SetRange set, CancellationToken stop) => Do(
        async () => await set.Run(await SyncId(stop), new(new(row), new(column), Figure(low), Figure(high)), viewer, stop), stop, low, high);

    public Task<IActionResult> OnPostRisks(
        Guid newRisk, RiskKind kind, string? summary, string? failureMode, string? mitigation, Guid? owner, DateOnly? targetOn, Rating rating, [FromServices] RaiseRisk raise,
        CancellationToken stop) => Do(
            async () => await raise.Run(await SyncId(stop), new(new(newRisk), kind, summary, failureMode, mitigation, IdOrNull<Person>(owner), targetOn, rating), viewer, stop),
            stop, summary, failureMode, mitigation);

    public Task<IActionResult> OnPostRevisions(
        Guid risk, RiskKind kind, string? summary, string? failureMode, string? mitigation, Guid owner, DateOnly? targetOn, uint version, [FromServices] ReviseRisk revise,
        CancellationToken stop) => Do(
            () => revise.Run(new(risk), new(kind, summary, failureMode, mitigation, new(owner), targetOn, version), viewer, stop), stop, summary, failureMode, mitigation);

    public Task<IActionResult> OnPostRatings(Guid risk, Rating rating, string? word, [FromServices] RateRisk rate, CancellationToken stop) =>
        Do(() => rate.Run(new(risk), new(rating, word), viewer, stop), stop, word);

    public Task<IActionResult> OnPostClosings(Guid risk, string? because, [FromServices] CloseRisk close, CancellationToken stop) =>
        Do(() => close.Run(new(risk), because, viewer, stop), stop, because);

    public Task<IActionResult> OnPostInitiatives(Guid initiative, string? name, Guid? owner, string? quarter, uint? version, [FromServices] KeepInitiative keep, CancellationToken stop) =>
        Do(async () => await keep.Run(await SyncId(stop), new(new(initiative), name, IdOrNull<Person>(owner), quarter, version), viewer, stop), stop, name);

    public Task<IActionResult> OnPostReports(
        Guid initiative, Rating rating, string? target, string? actual, string? blockers, string? changed, InitiativeEnding? ending, uint version, [FromServices] ReportInitiative report,
        CancellationToken stop) =>
        Do(() => report.Run(new(initiative), new(rating, target, actual, blockers, changed, ending, version), viewer, stop), stop, target, actual, blockers, changed);

    public Task<IActionResult> OnPostStaffing(
        Guid position, Guid team, string? role, StaffingStage stage, string? backfillOf, DateOnly? startsOn, DateOnly? targetOn, string? word, bool isOver, uint? version,
        [FromServices] KeepStaffing keep, CancellationToken stop) => Do(
            async () => await keep.Run(await SyncId(stop), new(new(position), new(team), role, stage, backfillOf, startsOn, targetOn, word, isOver, version), viewer, stop), stop, role, backfillOf, word);

    public Task<IActionResult> OnPostEscalations(
        Guid newEscalation, EscalationKind kind, string? text, string? needed, Guid? asked, DateOnly? byDay, [FromServices] RaiseEscalation raise, CancellationToken stop) =>
        Do(async () => await raise.Run(await SyncId(stop), new(new(newEscalation), kind, text, needed, IdOrNull<Person>(asked), byDay), viewer, stop), stop, text, needed);

    /// <param name="answer">Nothing: it is acknowledged only.</param>
    public Task<IActionResult> OnPostAnswers(Guid escalation, string? answer, bool isAnswer, [FromServices] AnswerEscalation reply, CancellationToken stop) =>
        Do(() => reply.Run(new(escalation), isAnswer ? answer ?? "" : null, viewer, stop), stop, answer);

    public Task<IActionResult> OnPostSettled(Guid escalation, [FromServices] CloseEscalation close, CancellationToken stop) => Do(() => close.Run(new(escalation), viewer, stop), stop);

    public Task<IActionResult> OnPostQuestions(Guid newQuestion, string? question, [FromServices] AskQuestion ask, CancellationToken stop) =>
        Do(async () => await ask.Run(await SyncId(stop), new(new(newQuestion), question), viewer, stop), stop, question);

    public Task<IActionResult> OnPostSettlements(Guid question, string? answer, [FromServices] SettleQuestion settle, CancellationToken stop) =>
        Do(() => settle.Run(new(question), answer, viewer, stop), stop, answer);

    public Task<IActionResult> OnPostMarks(SyncItem? item, Treatment treatment, [FromServices] MarkItem mark, CancellationToken stop) =>
        Do(async () => await mark.Run(await MeetingId(stop), new(Known(item), treatment), viewer, stop), stop);

    public Task<IActionResult> OnPostActions(
        Guid newAction, Guid? owner, string? promise, DateOnly? due, Guid? risk, bool isParked, [FromServices] MakeAction make, CancellationToken stop) => Do(
            async () => await make.Run(await MeetingId(stop), new(new(newAction), IdOrNull<Person>(owner), promise, due, IdOrNull<Risk>(risk), isParked), viewer, stop),
            stop, promise);

    public Task<IActionResult> OnPostEndings(Guid action, bool? kept, DateOnly? due, string? word, [FromServices] AnswerAction answer, CancellationToken stop) =>
        Do(() => answer.Run(new(action), new(kept, due, word), viewer, stop), stop, word);

    public Task<IActionResult> OnPostMatters(Guid newMatter, Guid owner, DateOnly? due, Guid[] people, [FromServices] NoteMatter note, CancellationToken stop) =>
        Do(async () => await note.Run(await SyncId(stop), new(new(newMatter), new(owner), due, [.. people.Select(person => new Id<Person>(person))]), viewer, stop), stop);

    public Task<IActionResult> OnPostSettledMatters(Guid matter, [FromServices] NoteMatter note, CancellationToken stop) => Do(() => note.End(new(matter), viewer, stop), stop);

    public string Name(Id<Person> person) => person == viewer.PersonId ? "you" : Order.NameOf(person);

    public bool IsMe(Id<Person> person) => person == viewer.PersonId;

    /// <summary>
    /// What is done with an item is done where it stands: before the sync on any of them, and while it runs on the one that is talked about,
    /// so that nothing distracts from that one and the page stays light, however long the lists are.
    /// </summary>
    public bool IsAtHand(SyncItem item) => !Meeting.IsRunning || Meeting.Item == item.ToString();

    /// <summary>Its owner, whoever raised it, and whoever leads.</summary>
    public bool MayKeep(Id<Person> owner) => MayWrite && (IsMe(owner) || IsFacilitator || Leads);

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateTime LocalNow => viewer.Local(Now);

    /// <summary>Who belongs, to choose an owner from; oneself first.</summary>
    public IEnumerable<SelectListItem> Owners(Id<Person>? chosen = null) =>
        (choosable ??= Choosable()).Select(member => new SelectListItem(member.Name, member.Id, member.Person == (chosen ?? viewer.PersonId)));

    // Put in order once: each red offers all of them.
    private List<(Id<Person> Person, string Id, string Name)>? choosable;

    private List<(Id<Person> Person, string Id, string Name)> Choosable() =>
    [
        .. Order.Belonging.OrderByDescending(member => IsMe(member.PersonId)).ThenBy(member => member.Name, StringComparer.InvariantCultureIgnoreCase)
            .Select(member => (member.PersonId, member.PersonId.ToString(), IsMe(member.PersonId) ? $"{member.Name} (you)" : member.Name)),
    ];

    public IEnumerable<SelectListItem> TeamChoices(Id<Team>? chosen = null) => Order.Teams.Select(team => new SelectListItem(team.Name, team.Id.ToString(), team.Id == chosen));

    public static IEnumerable<SelectListItem> Ratings(Rating chosen) =>
        Enum.GetValues<Rating>().Select(rating => new SelectListItem(rating switch { Rating.Red => "Red: an action this week", Rating.Yellow => "Yellow: watch", _ => "Green: resolved or on track" }, rating.ToString(), rating == chosen));

    public static IEnumerable<SelectListItem> Kinds(RiskKind chosen) =>
        Enum.GetValues<RiskKind>().Select(kind => new SelectListItem(SyncWords.Of(kind), kind.ToString(), kind == chosen));

    public static IEnumerable<SelectListItem> Stages(StaffingStage chosen) =>
        Enum.GetValues<StaffingStage>().Select(stage => new SelectListItem(stage.Words(), stage.ToString(), stage == chosen));

    /// <summary>The quarter before this one and the next six, and the one that is chosen.</summary>
    public IEnumerable<SelectListItem> Quarters(string? chosen = null)
    {
        var quarters = new List<Quarter> { Quarter.Of(Today).Before };
        while (quarters.Count < 8)
            quarters.Add(quarters[^1].Next);
        if (chosen is not null && !quarters.Contains(Quarter.Parse(chosen)))
            quarters.Insert(0, Quarter.Parse(chosen));
        var current = chosen ?? Quarter.Of(Today).ToString();
        return quarters.Select(quarter => new SelectListItem(quarter.Words, quarter.ToString(), quarter.ToString() == current));
    }

    protected void LookAt(SyncOrder order)
    {
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        (Order, choosable) = (order, null);
    }

    protected async Task<IActionResult> Do(Func<Task> act, CancellationToken stop, params IEnumerable<string?> typed)
    {
        var answer = await Act(act, Here, stop);
        if (Refused is not null)
        {
            // Forms of this page share names, and what was typed into one must not appear in another.
            ModelState.Clear();
            Unsaved = [.. typed.OfType<string>().Where(words => !string.IsNullOrWhiteSpace(words))];
        }

        return answer;
    }

    /// <summary>A figure as people write it: "84", "18,5", "1 200"; nothing typed is nothing.</summary>
    private static decimal? Figure(string? typed)
    {
        var text = (typed ?? "").Trim().Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal).Replace(',', '.');
        if (text.Length == 0)
            return null;
        var isFigure = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var figure);
        Refusal.Invalid(!isFigure, $"“{(text.Length > 40 ? text[..40] + "…" : text)}” is no figure. Write one such as 84 or 18.5, or leave it empty if there was none.");
        return figure;
    }

    /// <exception cref="Refusal">Missing, for what names no item.</exception>
    protected static SyncItem Known(SyncItem? item)
    {
        Refusal.Missing(item is null);
        return item;
    }

    protected static Id<T>? IdOrNull<T>(Guid? id) => id is { } given ? new Id<T>(given) : null;
}
