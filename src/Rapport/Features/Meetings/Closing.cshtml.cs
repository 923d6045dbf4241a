using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// What both will do before next time, with dates, and the meeting is closed. Four inputs at most; everything else on the
/// page is known already.
/// </summary>
public sealed class ClosingModel(MeetingQueries queries, NextDate nextDate, CloseMeeting close, TakeOnPromise takeOn, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int UsualDaysToKeep = 7;

    /// <summary>What is typed for one of the two.</summary>
    public sealed record Typed(string? Promise, DateOnly? Due, string? Skipped, int BasedOn)
    {
        public CloseMeeting.Side Side => new(Promise, Due, Skipped, BasedOn);
    }

    /// <summary>One of the two as the page asks them.</summary>
    /// <param name="Field">How the fields are named.</param>
    /// <param name="Overtaken">What the other person wrote meanwhile, if that was faster.</param>
    public sealed record Asked(string Field, PairPerson Person, bool IsMe, SharedTextKind Kind, TextRow Text, CloseMeeting.Overtaken? Overtaken)
    {
        public string Question => IsMe ? "What will you do?" : $"What will {Person.Called} do?";

        public string ByWhen => IsMe ? "By when? You" : $"By when? {Person.Called}";
    }

    [FromRoute(Name = "id")]
    public Guid MeetingId { get; set; }

    [BindProperty]
    public Typed? Report { get; set; }

    [BindProperty]
    public Typed? Manager { get; set; }

    public MeetingPage Shown { get; private set; } = null!;
    public Series Series => Shown.Series;
    public PairPerson Other => Shown.Of(Series.Other(viewer.PersonId));
    public string OtherName => Other.Called;
    public bool MayWrite { get; private set; }
    public bool IsManager => viewer.IsManagerIn(Series);
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today { get; private set; }
    public MeetingFacts Facts { get; private set; } = null!;
    public List<DecisionRow> Decisions { get; private set; } = [];
    public UpcomingMeeting? Next { get; private set; }
    public IReadOnlyList<CloseMeeting.Overtaken> Overtaken { get; private set; } = [];

    /// <summary>What was typed here and is not on the record, which was closed before.</summary>
    public IReadOnlyList<CloseMeeting.LeftOver> LeftOver { get; private set; } = [];

    public string Here => $"/meetings/{MeetingId}";

    /// <summary>By when, unless somebody says otherwise: the next time they meet.</summary>
    public DateOnly UsualDue => Next is { } next ? Day(next.StartsAt) : Today.AddDays(UsualDaysToKeep);

    /// <summary>The other person first: they are asked before one answers for oneself.</summary>
    public IEnumerable<Asked> Sides() =>
        new[]
        {
            new Asked("Report", Shown.Report, !IsManager, SharedTextKind.ReportPromise, Shown.Text(SharedTextKind.ReportPromise), Late(SharedTextKind.ReportPromise)),
            new Asked("Manager", Shown.Manager, IsManager, SharedTextKind.ManagerPromise, Shown.Text(SharedTextKind.ManagerPromise), Late(SharedTextKind.ManagerPromise)),
        }.OrderBy(side => side.IsMe);

    public static readonly IReadOnlyList<string> ReasonsForNothing = ["Still on the last one", "Nothing came up", "We ran out of time", "It depends on somebody else"];

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        await Load(stop);
        return Shown.Meeting.IsOpenForWriting && MayWrite ? Page() : LocalRedirect(Here);
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        var nothing = new Typed(null, null, null, 0);
        CloseMeeting.Result? result = null;
        var answer = await Act(
            async () => result = await close.Run(new(MeetingId), new((Report ?? nothing).Side, (Manager ?? nothing).Side), viewer, stop), Here, stop);
        if (result is null or { Overtaken.Count: 0, LeftOver.Count: 0 })
            return answer;

        (Overtaken, LeftOver) = (result.Overtaken, result.LeftOver);
        Response.StatusCode = StatusCodes.Status409Conflict;
        await Load(stop);
        return Page();
    }

    public Task<IActionResult> OnPostAcceptance(int version, CancellationToken stop) =>
        Act(() => takeOn.Run(new(MeetingId), version, viewer, stop), $"{Here}/closing", stop);

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateOnly Day(DateTimeOffset at) => WallClock.Local(at, viewer.TimeZone).Day;

    public string? TimeThere(DateTimeOffset at)
    {
        var there = WallClock.Local(at, Other.TimeZone);
        return there == WallClock.Local(at, viewer.TimeZone) ? null : $"{there.At:HH\\:mm} for {OtherName}.";
    }

    public bool IsMe(Id<Person> person) => person == viewer.PersonId;

    /// <summary>Whose yes the words under a question need.</summary>
    public string Yes(Asked side) => side switch
    {
        { Text.Version: 0, IsMe: true } => $"{OtherName} and you read this.",
        { Text.Version: 0 } => $"{OtherName} and you read this. If you type it, it waits for {OtherName}’s yes.",
        { IsMe: true } when side.Text.WrittenBy == viewer.PersonId => $"{OtherName} and you read this.",
        { IsMe: true } => $"{OtherName} typed this for you. It waits for your yes.",
        _ when side.Text.WrittenBy == viewer.PersonId => $"{OtherName} and you read this. As you typed it, it waits for {OtherName}’s yes.",
        _ => $"{OtherName} typed this.",
    };

    public bool WaitsForMe(Asked side) => side is { IsMe: true, Text.Version: > 0 } && side.Text.Text.Length > 0 && side.Text.WrittenBy != viewer.PersonId;

    public string FollowedUp() => (Facts.LoopsDue, Facts.LoopsTouchedFirst, Shown.Meeting.Opening) switch
    {
        (0, _, _) => "Nothing was past its date",
        (var due, var touched, var opening) when touched >= due || opening == Opening.Loops => "Last time was followed up first",
        _ => "Last time was not followed up first",
    };

    public bool WasFollowedUp => FollowedUp() != "Last time was not followed up first";

    public string FromReport() => Facts.Points switch
    {
        0 => "No point was closed",
        1 when Facts.ReportPoints == 1 => $"The one point came from {(IsManager ? OtherName : "you")}",
        _ => $"{Facts.ReportPoints} of {Facts.Points} points came from {(IsManager ? OtherName : "you")}",
    };

    public string Kept()
    {
        var words = new List<string>();
        if (Facts.Kept > 0)
            words.Add(Facts.Kept == 1 ? "1 promise kept" : $"{Facts.Kept} promises kept");
        if (Facts.Postponed > 0)
            words.Add($"{Facts.Postponed} got a new date");
        return words.Count == 0 ? "No promise ended or moved" : string.Join(", ", words);
    }

    public IReadOnlyList<PartTime> Spent() =>
        [.. Enum.GetValues<Agendas.Part>().Select(part => new PartTime(part.ToString(), Shown.Times(Now).Run(part), Shown.Times(Now).Third))];

    protected override async Task Load(CancellationToken stop)
    {
        var id = new Id<Meeting>(MeetingId);
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        Shown = await queries.Page(id, viewer, stop);
        MayWrite = viewer.MayWriteIn(Series) && !Series.HasEnded(Today);
        if (!MayWrite)
            return;

        Facts = await queries.Facts(Shown, viewer, stop);
        Decisions = await queries.Decisions(id, viewer, stop);
        Next = await nextDate.After(Shown, viewer, stop);
    }

    private CloseMeeting.Overtaken? Late(SharedTextKind kind) => Overtaken.FirstOrDefault(late => late.Kind == kind);
}
