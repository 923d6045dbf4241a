using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OpenLoops;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// The standing page of one pair: the next meeting, the points that are open, what both promised, and what was. Whoever
/// reads carried-over history sees the same page and changes nothing on it.
/// </summary>
public sealed class SeriesModel(
    SeriesQueries queries, AddPoint addPoint, PlacePoint placePoint,
    AgreeToRhythm agreeToRhythm, SayWhetherMet sayWhetherMet, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int Dotted = 26;
    private const int Told = 6;
    private const int PointsAtFirst = 60;

    /// <summary>How long the page goes on asking about a meeting; the facts stay what they are then.</summary>
    private const int DaysToSay = 35;

    /// <summary>What is typed for a new point.</summary>
    public sealed record NewPoint(Guid Id, string? Title, PointKind Kind, PointSubKind? SubKind, Part? Part, string? Details);

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    /// <summary>Show every open point, however many.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    [BindProperty]
    public NewPoint? Input { get; set; }

    public SeriesPage Pair { get; private set; } = null!;
    public PairPerson Other { get; private set; } = null!;
    public string OtherName => Other.Called;
    public bool MayWrite { get; private set; }
    public bool HasEnded { get; private set; }
    public bool IsShut => viewer.IsShut;

    /// <summary>The viewer is one of the two; otherwise they read history that was carried over to them.</summary>
    public bool IsOfPair { get; private set; }

    public bool IsManager => Pair.Manager.Id == viewer.PersonId;
    public DateTime Now { get; private set; }
    public DateOnly Today => DateOnly.FromDateTime(Now);
    public UpcomingMeeting? Next { get; private set; }

    /// <summary>Why the next meeting was moved, in the words of whoever moved it.</summary>
    public string? MovedBecause { get; private set; }
    public int Ahead { get; private set; }
    public List<CadenceDot> Dots { get; private set; } = [];
    public List<PastMeeting> Past { get; private set; } = [];
    public bool HasMorePast { get; private set; }

    /// <summary>Meetings of the last weeks that nobody has recorded, or that count as missed: did you meet?</summary>
    public List<PastMeeting> Unsaid { get; private set; } = [];
    public List<PointRow> ReportPoints { get; private set; } = [];
    public List<PointRow> ManagerPoints { get; private set; } = [];
    public int HiddenPoints { get; private set; }
    public List<LoopRow> Loops { get; private set; } = [];

    /// <summary>Nobody has met yet: the page offers what first meetings are for.</summary>
    public bool IsNew => Pair.Series.MeetingsHeld == 0;

    /// <summary>Whether what the viewer types here is looked at, in their browser, for whether it reads like a status report.</summary>
    public bool Marks => MayWrite && !IsShut && Pair.Series.HasStatusMarks;

    /// <summary>
    /// Whether the page follows what the other person does. One that says why something was refused stays as it is, with what
    /// was typed.
    /// </summary>
    public bool Follows => MayWrite && !IsShut && Refused is null && ModelState.IsValid;

    private string BackTo(string? from) => Url.Own(from, Here);

    private string Here => $"/one-on-ones/{SeriesId}";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPostPoint(CancellationToken stop) => Act(
        () => addPoint.Run(
            new(SeriesId),
            new(new(Input!.Id), Input.Kind, Input.SubKind, Input.Part, Input.Title, Input.Details),
            viewer, stop),
        Here, stop);

    public Task<IActionResult> OnPostPlace(Guid? up, Guid? down, CancellationToken stop) => Act(
        () => placePoint.Run(new(up ?? down ?? default), new(Up: up is not null), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostAgree(Guid proposal, string? from, CancellationToken stop) => Act(
        () => agreeToRhythm.Run(new(proposal), viewer, stop), BackTo(from), stop);

    /// <param name="plannedStart">Which meeting; without it the one whose window is open.</param>
    /// <param name="met">Without it, yes.</param>
    /// <param name="from">The page of ours that asked, if it was another one.</param>
    public Task<IActionResult> OnPostMet(DateTimeOffset? plannedStart, bool? met, string? from, CancellationToken stop) => Act(
        () => sayWhetherMet.Run(new(SeriesId), new(plannedStart, met ?? true), viewer, stop), BackTo(from), stop);

    /// <summary>"Your points", "Teo's points".</summary>
    public string Whose(PairPerson person, string what) => person.Id == viewer.PersonId ? $"Your {what}" : $"{person.Called}’s {what}";

    public bool IsMine(PointRow point) => point.AuthorId == viewer.PersonId;

    /// <summary>Loops of the viewer first, or the manager's for a reader.</summary>
    public IEnumerable<(PairPerson Person, List<LoopRow> Loops)> LoopsBySide() =>
        new[] { Pair.Manager, Pair.Report }
            .OrderByDescending(person => person.Id == viewer.PersonId)
            .Select(person => (person, Loops.Where(loop => loop.OwnerId == person.Id).ToList()));

    public LoopLook Look(LoopRow loop) =>
        loop.IsProposed ? LoopLook.Proposed : loop.DaysLate(clock.GetUtcNow()) > 0 ? LoopLook.Late : LoopLook.Open;

    public IReadOnlyList<PointRow> PointsOf(PairPerson person) => person.Id == Pair.Report.Id ? ReportPoints : ManagerPoints;

    /// <summary>A moment as the viewer's clock shows it.</summary>
    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    /// <summary>What the two have said so far about a meeting that nobody recorded.</summary>
    public string Said(PastMeeting meeting)
    {
        var (mine, theirs) = IsManager ? (meeting.ManagerSaysMet, meeting.ReportSaysMet) : (meeting.ReportSaysMet, meeting.ManagerSaysMet);
        return (mine, theirs) switch
        {
            (true, _) => $"You say you did; {OtherName} has not said so yet.",
            (_, true) => $"{OtherName} says you did.",
            (false, _) or (_, false) => "You two did not, so far.",
            _ => "Nobody has recorded it.",
        };
    }

    /// <summary>What the pair agreed on, in the words of both clocks.</summary>
    public string Agreement()
    {
        if (Pair.InForce(clock.GetUtcNow()) is not { } agreed)
            return "You two have not agreed on a rhythm yet.";

        return $"{Said(agreed.Rhythm)}. Agreed by both on {Local(agreed.AnsweredAt!.Value):d MMMM yyyy}.";
    }

    /// <summary>A rhythm in the words of both clocks.</summary>
    public string Said(Rhythm rhythm) => PairTime.Said(rhythm, viewer.TimeZone, Other, Today);

    /// <summary>The window of the next meeting is open, so that it may have taken place.</summary>
    public bool MayHaveMet => Next is { IsRunning: false } next && next.WindowFrom <= clock.GetUtcNow();

    /// <summary>"2nd time" from the second meeting on.</summary>
    public static string? Waiting(PointRow point) => point.Waited switch
    {
        0 => null,
        1 => "2nd time",
        2 => "3rd time",
        var waited => $"{waited + 1}th time",
    };

    protected override async Task Load(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var read = await queries.Standing(new(SeriesId), Dotted + 1, Told, viewer, stop);
        Pair = read.Pair;
        IsOfPair = Pair.Series.IsPair(viewer.PersonId);
        Other = IsOfPair ? Pair.OtherThan(viewer.PersonId) : Pair.Report;
        Now = Local(now);
        HasEnded = Pair.Series.HasEnded(Today);
        MayWrite = viewer.MayWriteIn(Pair.Series) && !HasEnded;
        if (IsShut)
            return;

        var meetings = read.Meetings;
        if (!HasEnded)
        {
            var calendar = Pair.Calendar([.. meetings.Select(meeting => meeting.Date).Where(date => date.WindowTo > now || date.IsRunning)], read.Away);
            Next = calendar.Next(now);
            MovedBecause = meetings.Find(meeting => meeting.Date.PlannedStart == Next?.PlannedStart)?.MoveReason;
        }

        var past = meetings.Where(meeting => meeting.IsPast).ToList();
        Dots = [.. past.Take(Dotted).Reverse().Select(Dot)];
        if (Next is { } next)
            Dots.Add(new(WallClock.Local(next.StartsAt, viewer.TimeZone).Day, CadenceState.Next));
        Past = [.. past.Where(meeting => meeting.Date.Outcome != MeetingOutcome.Excused).Take(Told)];
        if (MayWrite)
            Unsaid = [.. meetings.Where(meeting => meeting.CanBeSaid(now) && meeting.Date.PlannedStart > now.AddDays(-DaysToSay))];
        HasMorePast = past.Count > Past.Count;

        HiddenPoints = All ? 0 : Math.Max(0, read.Points.Count - PointsAtFirst);
        Loops = read.Loops;
        foreach (var point in read.Points.Take(read.Points.Count - HiddenPoints))
            (point.AuthorId == Pair.Report.Id ? ReportPoints : ManagerPoints).Add(point);
    }

    private CadenceDot Dot(PastMeeting meeting)
    {
        var date = meeting.Date;
        var day = WallClock.Local(date.PlannedStart, viewer.TimeZone).Day;
        return date.Outcome switch
        {
            MeetingOutcome.Missed => new(day, CadenceState.Missed),
            MeetingOutcome.Excused => new(day, CadenceState.Excused, date.ExcusedBecause),
            _ when meeting.IsUnfinished => new(day, CadenceState.Unfinished),
            _ when meeting.Moves > 0 => new(day, CadenceState.Moved, $"moved to {Local(date.StartsAt):ddd d MMMM}"),
            _ => new(day, CadenceState.Held),
        };
    }
}
