using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>When a pair meets: what is agreed and since when, what is proposed, the dates ahead, and by which guides they talk.</summary>
public sealed class RhythmModel(
    SeriesQueries seriesQueries, PolicyQueries policies, PairQueries pairs, ProposeRhythm proposeRhythm, AgreeToRhythm agreeToRhythm, AnswerWithAnother answerWithAnother,
    WithdrawProposal withdrawProposal, ChooseGuides chooseGuides, DivideTime divideTime, MarkStatus markStatus, EndOnboarding endOnboarding, EndSeries endSeries,
    Viewer viewer, TimeProvider clock) : FormPage
{
    private const int MostStored = 60;

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    [BindProperty]
    public RhythmInput? Input { get; set; }

    /// <summary>The proposal that this page's answer is to.</summary>
    [BindProperty]
    public Guid? Proposal { get; set; }

    [BindProperty]
    public List<Guid> Guides { get; set; } = [];

    public PairRow Pair { get; private set; } = null!;
    public PairPerson Other { get; private set; } = null!;
    public RhythmFields Fields { get; private set; } = null!;
    public List<RoleGuide> AllGuides { get; private set; } = [];
    public HashSet<Guid> Followed { get; private set; } = [];
    public List<UpcomingMeeting> Ahead { get; private set; } = [];
    public int HorizonWeeks { get; private set; }
    public DateOnly Today { get; private set; }
    public DateTimeOffset Now { get; private set; }

    /// <summary>The report's onboarding is over and what is agreed is from before: the report proposes anew.</summary>
    public bool IsReopened { get; private set; }
    public bool IsOnboarding { get; private set; }

    public bool IsReport => Pair.Series.ReportId == viewer.PersonId;

    public bool IsSkipLevel => Pair.Series.Kind == SeriesKind.SkipLevel;

    public bool WaitsForViewer => Pair.Agreements.Waiting is { } waiting && waiting.ProposedBy != viewer.PersonId;

    public string Here => $"/one-on-ones/{SeriesId}/rhythm";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Missing(Input is null);
            await (Proposal is { } answered
                ? answerWithAnother.Run(new(answered), Input.Request(), viewer, stop)
                : proposeRhythm.Run(new(SeriesId), Input.Request(), viewer, stop));
        },
        $"/one-on-ones/{SeriesId}", stop);

    public async Task<IActionResult> OnPostCost(CancellationToken stop)
    {
        await Load(stop);
        return Page();
    }

    public Task<IActionResult> OnPostAgree(CancellationToken stop) => Act(() => agreeToRhythm.Run(new(Proposal ?? default), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostWithdraw(CancellationToken stop) => Act(() => withdrawProposal.Run(new(Proposal ?? default), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostGuides(CancellationToken stop) => Act(
        () => chooseGuides.Run(new(SeriesId), [.. Guides.Select(guide => new Id<RoleGuide>(guide))], viewer, stop), Here, stop);

    public Task<IActionResult> OnPostParts(bool divide, CancellationToken stop) => Act(() => divideTime.Run(new(SeriesId), divide, viewer, stop), Here, stop);

    public Task<IActionResult> OnPostMarks(bool mark, CancellationToken stop) => Act(() => markStatus.Run(new(SeriesId), mark, viewer, stop), Here, stop);

    public Task<IActionResult> OnPostOnboarded(CancellationToken stop) => Act(() => endOnboarding.Run(new(SeriesId), viewer, stop), Here, stop);

    public Task<IActionResult> OnPostEnd(CancellationToken stop) => Act(() => endSeries.Run(new(SeriesId), viewer, stop), $"/one-on-ones/{SeriesId}", stop);

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public string ViewerZone => viewer.TimeZone;

    public string Said(Rhythm rhythm) => PairTime.Said(rhythm, viewer.TimeZone, Other, Today);

    public string? There(DateTimeOffset at) => PairTime.There(at, viewer.TimeZone, Other);

    /// <summary>What is particular about a date ahead: "09:00 for Teo. Falls away: leave."</summary>
    public string Marks(UpcomingMeeting meeting) => string.Join(". ", new[]
    {
        There(meeting.StartsAt),
        meeting.IsRunning ? "Running now" : null,
        meeting.Excused is null ? null : $"Falls away: {meeting.Excused}",
        meeting.IsMoved ? $"Moved from {PairTime.Here(meeting.PlannedStart, viewer.TimeZone, Today)}" : null,
    }.OfType<string>());

    public string Who(Id<Person> person) => person == viewer.PersonId ? "you" : Other.Called;

    protected override async Task Load(CancellationToken stop)
    {
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        // One's running series all at once: this one, and what the others cost.
        var running = await pairs.Running(Today, viewer, stop);
        Pair = running.Find(pair => pair.Series.Id.Value == SeriesId) ?? throw new Refusal(RefusalKind.Missing, "There is nothing here.");
        Refusal.Forbidden(viewer.IsShut, Permissions.ShutSentence);
        Other = Pair.OtherThan(viewer.PersonId);

        var book = await policies.Book(viewer, stop);
        var following = await policies.Following(new(SeriesId), Pair.Report.Id, Today, viewer, stop);
        (AllGuides, HorizonWeeks) = (book.Guides, book.Organisation.HorizonWeeks);
        Followed = [.. following.Guides.Select(guide => guide.Value)];
        var advice = book.Advise(Pair.Series.Kind, following.Report, following.Guides, Today);
        IsOnboarding = !IsSkipLevel && following.Report.IsOnboarding(Today, book.Organisation.OnboardingDays);
        IsReopened = !IsSkipLevel && Pair.Agreements.IsReopened(following.Report.OnboardingEnds(book.Organisation.OnboardingDays), Today);

        var from = (Pair.Agreements.Waiting ?? Pair.Agreements.InForce(Now))?.Rhythm;
        Input ??= new RhythmInput(
            default, from?.Cadence ?? advice.Cadence, from?.Weekday ?? DayOfWeek.Thursday, from?.At ?? new TimeOnly(10, 0),
            WallClock.Canonical(from?.Zone ?? viewer.TimeZone), from?.Minutes ?? advice.Minutes, Begin(), null);
        var others = IsReport ? null : IndexModel.Cost(running, viewer, Now, except: Pair.Series.Id);
        Fields = new RhythmFields(Input, advice, others, Now);

        if (Pair.Agreements.Agreed.Count > 0)
            await LoadDates(stop);
    }

    /// <summary>Next Monday, or the proposal's own day if that comes later.</summary>
    private DateOnly Begin() =>
        Rhythm.MondayOf(Today).AddDays(7) is var monday && Pair.Agreements.Waiting is { } waiting && waiting.FromDay > monday ? waiting.FromDay : monday;

    private async Task LoadDates(CancellationToken stop)
    {
        var stored = await seriesQueries.Open(Pair.Series.Id, Now, MostStored, viewer, stop);
        var away = await pairs.Away(Today.AddDays(-14), viewer, stop);
        var until = Now.AddDays(7 * HorizonWeeks);
        Ahead = [.. Pair.Calendar(stored, away).From(Now).TakeWhile(meeting => meeting.PlannedStart < until)];
    }
}
