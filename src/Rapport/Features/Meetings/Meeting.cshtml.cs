using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// The page of one meeting: live while it runs or is reopened, a record once it is closed. Every act is a form of its own,
/// so that it works without scripts; the island sends the same forms and keeps the page where it is.
/// </summary>
public sealed class MeetingModel(MeetingQueries queries, OpenLoopQueries loopQueries, Presence presence, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int UsualDaysToKeep = 7;

    /// <summary>Two versions of one text, of which the viewer's came too late.</summary>
    public sealed record TextConflict(SharedTextKind Kind, Guid? Point, string Mine, string Theirs, int Version);

    /// <summary>How a text stands on the server, for the island.</summary>
    public sealed record SavedText(string Text, int Version, bool ByMe);

    [FromRoute(Name = "id")]
    public Guid MeetingId { get; set; }

    public MeetingPage Shown { get; private set; } = null!;
    public Meeting Meeting => Shown.Meeting;
    public Series Series => Shown.Series;

    /// <summary>The viewer is one of the two, and the series goes on.</summary>
    public bool MayWrite { get; private set; }
    public bool IsOfPair => Series.IsPair(viewer.PersonId);
    public bool IsManager => viewer.IsManagerIn(Series);
    public PairPerson Other => IsOfPair ? Shown.Of(Series.Other(viewer.PersonId)) : Shown.Report;
    public string OtherName => Other.Called;
    public PairPerson Me => Shown.Of(viewer.PersonId);
    public string ReportName => IsManager || !IsOfPair ? Shown.Report.Called : "you";
    public bool IsLive => Meeting.IsOpenForWriting && MayWrite;
    public bool OtherIsHere { get; private set; }
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today { get; private set; }
    public DateOnly UsualDue => Today.AddDays(UsualDaysToKeep);
    public List<MeetingPoint> Points { get; private set; } = [];
    public List<LoopRow> Loops { get; private set; } = [];
    public List<DecisionRow> Decisions { get; private set; } = [];
    public List<MeetingHappening> Happenings { get; private set; } = [];

    /// <summary>The promises, decisions and points that the texts of this page name, as they are now.</summary>
    public NamedThings Things { get; private set; } = null!;
    public TextConflict? Conflict { get; private set; }

    /// <summary>What a written line was understood as, and the point under which it was written.</summary>
    public SaidLine? Said { get; private set; }
    public Guid? SaidUnder { get; private set; }

    /// <summary>What was typed and could not be saved; it is shown so that nothing is lost.</summary>
    public IReadOnlyList<string> Unsaved { get; private set; } = [];

    public string Here => $"/meetings/{MeetingId}";
    public MeetingPoint? Current => Points.Find(point => point.Id == Meeting.CurrentPointId);
    public MeetingPoint? JustClosed => Shown.JustClosed(Points);
    public IEnumerable<MeetingPoint> ReportPoints => Points.Where(point => point.AuthorId == Shown.Report.Id);
    public IEnumerable<MeetingPoint> ManagerPoints => Points.Where(point => point.AuthorId == Shown.Manager.Id);
    public int OpenPoints => Points.Count(point => point.IsOpen);
    public bool ReportBroughtNothing => !ReportPoints.Any();
    public PartTimes Times => Shown.Times(Now);

    /// <summary>Nothing has been chosen to begin with, and nothing written that belongs to the end.</summary>
    public bool IsBeginning => Meeting is { IsRunning: true, Opening: null, CurrentPointId: null }
        && Shown.Text(SharedTextKind.Concern).Version + Shown.Text(SharedTextKind.LastWords).Version == 0;

    /// <summary>The loops come first and nobody has turned to a point yet.</summary>
    public bool InDepth => Meeting is { IsRunning: true, Opening: Opening.Loops, CurrentPointId: null } && !HasSpent;

    public IEnumerable<LoopRow> PastTheirDate => Loops.Where(loop => loop.DaysLate(Now) > 0 && !loop.IsProposed).OrderByDescending(loop => loop.IsMine(viewer));

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        await Load(stop);
        return Meeting.StartedAt is null && Meeting.Outcome is null ? LocalRedirect($"/one-on-ones/{Series.Id}") : Page();
    }

    public async Task<IActionResult> OnPostTexts(
        SharedTextKind kind, Guid? point, string? text, int basedOn, [FromServices] WriteSharedText write, CancellationToken stop)
    {
        var request = new WriteSharedText.Request(kind, IdOrNull<AgendaPoint>(point), text, basedOn);
        if (Request.Headers.Accept == "application/json")
        {
            var saved = await write.Run(new(MeetingId), request, viewer, stop);
            return new JsonResult(new SavedText(saved.Text, saved.Version, saved.WrittenBy == viewer.PersonId))
            {
                StatusCode = saved.IsSaved ? StatusCodes.Status200OK : StatusCodes.Status409Conflict,
            };
        }

        WriteSharedText.Result? result = null;
        var answer = await Do(async () => result = await write.Run(new(MeetingId), request, viewer, stop), stop, typed: text);
        if (result is null or { IsSaved: true })
            return answer;

        ModelState.Clear();
        Conflict = new(kind, point, text ?? "", result.Text, result.Version);
        Response.StatusCode = StatusCodes.Status409Conflict;
        await Load(stop);
        return Page();
    }

    /// <summary>Reads a line as a proposal and answers with the form that confirms it; nothing is made yet.</summary>
    /// <param name="point">The point under which the line was written.</param>
    public async Task<IActionResult> OnPostLines(string? line, Guid? point, [FromServices] UnderstandLine understand, CancellationToken stop)
    {
        (Shown, Said) = await understand.Run(new(MeetingId), line, viewer, stop);
        SaidUnder = point;
        Today = viewer.Today(clock.GetUtcNow());
        ModelState.Clear();
        return Partial("/Features/Meetings/_Said.cshtml", this);
    }

    public Task<IActionResult> OnPostOpening(Opening first, [FromServices] ChooseOpening choose, CancellationToken stop) =>
        Do(() => choose.Run(new(MeetingId), first, viewer, stop), stop);

    public Task<IActionResult> OnPostCurrent(Guid point, [FromServices] DiscussPoint discuss, CancellationToken stop) =>
        Do(() => discuss.Run(new(MeetingId), new(point), viewer, stop), stop);

    public Task<IActionResult> OnPostNext(Guid from, PointClosing? ending, string? word, [FromServices] MoveOn moveOn, CancellationToken stop) =>
        Do(() => moveOn.Run(new(MeetingId), new(new(from), ending, word), viewer, stop), stop, typed: word);

    public Task<IActionResult> OnPostBack(Guid point, [FromServices] PutBack putBack, CancellationToken stop) =>
        Do(() => putBack.Run(new(MeetingId), new(point), viewer, stop), stop);

    /// <param name="turn">Whether the new point is turned to at once.</param>
    public Task<IActionResult> OnPostPoints(
        Guid newPoint, string? title, PointKind kind, Part? part, bool turn, [FromServices] AddPoint add, [FromServices] DiscussPoint discuss, CancellationToken stop) => Do(
            async () =>
            {
                var page = await queries.Page(new(MeetingId), viewer, stop);
                await add.Run(page.Series.Id, new(new(newPoint), kind, null, part, title, null), viewer, stop);
                if (turn)
                    await discuss.Run(page.Meeting.Id, new(newPoint), viewer, stop);
            },
            stop, typed: title);

    public Task<IActionResult> OnPostPromises(
        Guid newLoop, Guid owner, string? promise, DateOnly? promiseDue, Guid? point, [FromServices] ProposeLoop propose, CancellationToken stop) => Do(
            async () =>
            {
                Refusal.Invalid(promiseDue is null, "Say by when.");
                var page = await queries.Page(new(MeetingId), viewer, stop);
                Id<Meeting>? meeting = page.Meeting.IsOpenForWriting ? page.Meeting.Id : null;
                await propose.Run(page.Series.Id, new(new(newLoop), new(owner), promise, promiseDue.Value, IdOrNull<AgendaPoint>(point), meeting), viewer, stop);
            },
            stop, typed: [promise, Text(promiseDue)]);

    public Task<IActionResult> OnPostDecisions(
        Guid newDecision, Guid? point, string? decision, string? failureMode, DateOnly? reviewOn, string? back, [FromServices] TakeDecision take,
        CancellationToken stop) => Do(
            () => take.Run(new(MeetingId), new(new(newDecision), IdOrNull<AgendaPoint>(point), decision, failureMode, reviewOn), viewer, stop),
            stop, Back(back), decision, failureMode, Text(reviewOn));

    public Task<IActionResult> OnPostRevisions(
        Guid of, string? revised, string? revisedFailureMode, DateOnly? revisedReviewOn, uint version, string? back, [FromServices] ReviseDecision revise, CancellationToken stop) =>
        Do(
            () => revise.Run(new(MeetingId), new(of), new(revised, revisedFailureMode, revisedReviewOn, version), viewer, stop),
            stop, Back(back), revised, revisedFailureMode, Text(revisedReviewOn));

    /// <summary>Answers for one promise: the button, or the form, carries which and how.</summary>
    public Task<IActionResult> OnPostLoops(
        Guid? accept, Guid? decline, Guid? keep, Guid? postpone, Guid? giveUp, DateOnly? due, string? word, [FromServices] LoopAnswers answers,
        CancellationToken stop) => Do(
            () => (accept, decline, keep, postpone, giveUp) switch
            {
                ({ } loop, _, _, _, _) => answers.Accept.Run(new(loop), viewer, stop),
                (_, { } loop, _, _, _) => answers.Decline.Run(new(loop), new(word), viewer, stop),
                (_, _, { } loop, _, _) => answers.Keep.Run(new(loop), new(word), viewer, stop),
                (_, _, _, { } loop, _) => answers.Postpone.Run(new(loop), new(due ?? throw new Refusal(RefusalKind.Invalid, "Say by when."), word), viewer, stop),
                (_, _, _, _, { } loop) => answers.GiveUp.Run(new(loop), new(word), viewer, stop),
                _ => throw new Refusal(RefusalKind.Invalid, "Say how it ended."),
            },
            stop, typed: [word, Text(due)]);

    public Task<IActionResult> OnPostReopening([FromServices] ReopenMeeting reopen, CancellationToken stop) =>
        Do(() => reopen.Run(new(MeetingId), viewer, stop), stop);

    public Task<IActionResult> OnPostPublication(Guid decision, bool agrees, [FromServices] PublishDecision publish, CancellationToken stop) =>
        Do(() => publish.Run(new(decision), agrees, viewer, stop), stop);

    public bool IsMine(LoopRow loop) => loop.IsMine(viewer);

    public bool IsMine(MeetingPoint point) => point.AuthorId == viewer.PersonId;

    public bool IsMe(Id<Person> person) => person == viewer.PersonId;

    public string Name(Id<Person>? person) => person is not { } who ? "" : IsMe(who) ? "you" : Shown.Of(who).Called;

    /// <summary>"Your points", "Teo’s points".</summary>
    public string Whose(PairPerson person, string what) => IsMe(person.Id) ? $"Your {what}" : $"{person.Called}’s {what}";

    public LoopLook Look(LoopRow loop) => loop switch
    {
        { IsProposed: true } => LoopLook.Proposed,
        { EndedAs: LoopEnding.Kept or LoopEnding.Late } => LoopLook.Kept,
        { IsOpen: false } => LoopLook.Dropped,
        _ => loop.DaysLate(Now) > 0 ? LoopLook.Late : LoopLook.Open,
    };

    /// <summary>A moment as the viewer's clock shows it.</summary>
    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateOnly Day(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day;

    /// <summary>How long it has been running: "12:40".</summary>
    public string Elapsed() =>
        Meeting.StartedAt is { } started && Now > started
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)(Now - started).TotalMinutes}:{(Now - started).Seconds:00}")
            : "0:00";

    public IReadOnlyList<PartTime> PartTimes(bool running) =>
    [
        .. Enum.GetValues<Part>().Select(part => new PartTime(
            part.ToString(), Times.Run(part), running ? Times.Given(part) : Times.Third, running && Shown.TalkingOf == part ? Shown.Left(Now) : null)),
    ];

    /// <summary>"Blocker, organisational. From Teo, waiting for its third meeting. People."</summary>
    public string About(MeetingPoint point)
    {
        var kind = point.SubKind is { } sub ? $"{point.Kind.Word()}, {sub.ToString().ToLowerInvariant()}" : point.Kind.Word();
        var from = IsMine(point) ? "From you" : $"From {Shown.Of(point.AuthorId).Called}";
        var waiting = Meeting.IsRunning && point.Waited > 0 ? $", waiting for its {Ordinal.Word(point.Waited + 1)} meeting" : "";
        return $"{kind}. {from}{waiting}." + (Series.HasParts ? $" {point.Part}." : "");
    }

    public bool HasSpent => Enum.GetValues<Part>().Any(part => Times.Run(part) > TimeSpan.Zero);

    /// <summary>"10:02 to 10:31, 29 minutes, planned for 30."</summary>
    public string When()
    {
        if (Meeting.StartedAt is not { } started)
            return Meeting.Outcome switch
            {
                MeetingOutcome.Missed => "It did not take place.",
                MeetingOutcome.Excused => $"It did not take place: {Meeting.ExcusedBecause}.",
                _ => "You both said that you met. Nothing was written down.",
            };

        var from = NearDate.Time(Local(started));
        if (Meeting.FirstClosedAt is not { } closed)
            return Meeting.IsUnfinished ? $"Began at {from} and was closed by neither of you: held, unfinished." : $"Began at {from}, still running.";

        var minutes = Math.Max(1, (int)Math.Round((closed - started).TotalMinutes));
        var planned = Meeting.IsUnplanned ? "unplanned" : $"planned for {Meeting.Minutes}";
        return Day(started) == Day(closed)
            ? $"{from} to {NearDate.Time(Local(closed))}, {(minutes == 1 ? "1 minute" : $"{minutes} minutes")}, {planned}."
            : $"From {from}, closed on {NearDate.Exact(Local(closed))}.";
    }

    public string Ending(MeetingPoint point) => point switch
    {
        { IsClosedHere: true } => $"{point.ClosedAs}.",
        { IsOpen: true } => "Still open.",
        _ => $"Left open here, {point.ClosedAs!.ToString()!.ToLowerInvariant()} later.",
    };

    public string Standing(LoopRow loop) => loop switch
    {
        { IsProposed: true } => $"{NearDate.Short(loop.Due, Today)}. Waits for {(IsMine(loop) ? "your" : $"{Name(loop.OwnerId)}’s")} yes.",
        { EndedAs: LoopEnding.Kept } => "Kept.",
        { EndedAs: LoopEnding.Late } => "Kept, late.",
        { EndedAs: LoopEnding.NotKept } => "Not kept.",
        { EndedAs: LoopEnding.Declined } => "Declined.",
        { EndedAs: LoopEnding.Left } => "Ended when its owner left.",
        _ => loop.DaysLate(Now) > 0 ? $"{NearDate.Late(loop.Due, Today)}, was {NearDate.Short(loop.Due, Today)}." : $"Until {NearDate.Short(loop.Due, Today)}.",
    };

    public string Publishing(DecisionRow decision) => decision switch
    {
        { PublishedAt: { } at } => $"In the organisation’s log since {NearDate.Short(Day(at), Today)}: its text, nothing else.",
        { ManagerPublishes: false, ReportPublishes: false } => "Only the two of you read this.",
        _ when decision.Publishes(IsManager) && IsOfPair => $"You would publish it; {OtherName} has not said yes.",
        _ => $"{Name(decision.ManagerPublishes ? Shown.Manager.Id : Shown.Report.Id)} would publish it.",
    };

    /// <summary>Promises that were being typed when the meeting was left open.</summary>
    public IEnumerable<(Id<Person> Person, string Text)> TypedPromises() =>
        new[]
        {
            (Shown.Report.Id, Shown.Text(SharedTextKind.ReportPromise).Text),
            (Shown.Manager.Id, Shown.Text(SharedTextKind.ManagerPromise).Text),
        }.Where(typed => typed.Text.Length > 0);

    /// <summary>Who did what to it and when, one line each.</summary>
    public IEnumerable<string> History()
    {
        if (Meeting.IsUnplanned)
            yield return "No slot asked for it.";
        foreach (var happening in Happenings.Where(happening => happening.From is not null))
            yield return $"Moved by {Name(happening.By)} from {NearDate.Exact(Local(happening.From!.Value))} to {NearDate.Exact(Local(happening.To!.Value))}: {happening.Reason}";
        if (Meeting.StartedAt is { } started)
            yield return $"Begun by {Name(Meeting.StartedBy)}, {NearDate.Exact(Local(started))}.";
        if (Meeting.FirstClosedAt is { } first && first != Meeting.ClosedAt)
            yield return $"Closed first on {NearDate.Exact(Local(first))}.";
        foreach (var happening in Happenings.Where(happening => happening.From is null))
            yield return $"Reopened by {Name(happening.By)}, {NearDate.Exact(Local(happening.At))}.";
        if (Meeting is { ClosedAt: { } closed, ClosedBy: { } closer })
            yield return $"Closed by {Name(closer)}, {NearDate.Exact(Local(closed))}.";
    }

    protected override async Task Load(CancellationToken stop)
    {
        var id = new Id<Meeting>(MeetingId);
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        Shown = await queries.Page(id, viewer, stop);
        MayWrite = viewer.MayWriteIn(Series) && !Series.HasEnded(Today);
        OtherIsHere = IsOfPair && presence.IsHere(Series.Id, Other.Id);
        Decisions = await queries.Decisions(id, viewer, stop);
        if (IsLive)
        {
            Points = await (Meeting.IsRunning ? queries.RunningOrder(Shown, viewer, stop) : queries.Recorded(Shown, viewer, stop));
            Loops = await loopQueries.OfSeries(Series.Id, viewer, stop);
            Things = await Named(Points.Where(point => point.Waited == 0 || !point.IsOpen), stop);
            return;
        }

        Points = await queries.Recorded(Shown, viewer, stop);
        Loops = await loopQueries.OfMeeting(id, viewer, stop);
        Happenings = Meeting.HasHappenings ? await queries.Happenings(id, viewer, stop) : [];
        Things = await Named(Points, stop);
    }

    /// <param name="points">Those of which a text of this meeting may well speak: whoever writes about others has them asked for.</param>
    private Task<NamedThings> Named(IEnumerable<MeetingPoint> points, CancellationToken stop)
    {
        var texts = Shown.Texts.Select(text => text.Text).Concat(Points.SelectMany(point => new[] { point.Details, point.Note }));
        List<NamedThing> given =
        [
            .. Loops.Select(NamedThing.Of), .. Decisions.Select(decision => NamedThing.Of(decision, Meeting)),
            .. points.Select(point => NamedThing.Of(point, Series.Id)),
        ];
        return queries.Named(Series.Id, texts, given, viewer, Now, stop);
    }

    private async Task<IActionResult> Do(Func<Task> act, CancellationToken stop, string? to = null, params IEnumerable<string?> typed)
    {
        var answer = await Act(act, to ?? Here, stop);
        if (Refused is not null)
        {
            // Forms of this page share names, and what was typed into one must not appear in another.
            ModelState.Clear();
            Unsaved = [.. typed.OfType<string>().Where(words => !string.IsNullOrWhiteSpace(words))];
        }

        return answer;
    }

    private string Back(string? to) => to == "closing" ? $"{Here}/closing" : Here;

    private static string? Text(DateOnly? day) => day is { } chosen ? NearDate.Exact(chosen) : null;

    private static Id<T>? IdOrNull<T>(Guid? id) => id is { } given ? new Id<T>(given) : null;
}
