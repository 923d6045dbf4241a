using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>One promise and everything that happened to it. Lists send their acts here and get the reader back.</summary>
public sealed class LoopModel(
    OpenLoopQueries queries, SeriesQueries seriesQueries, AcceptLoop acceptLoop, DeclineLoop declineLoop, KeepLoop keepLoop, PostponeLoop postponeLoop,
    GiveUpLoop giveUpLoop, ExplainLoop explainLoop, ReopenLoop reopenLoop, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid LoopId { get; set; }

    /// <summary>The page of ours that the reader came from.</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty]
    public DateOnly? Due { get; set; }

    [BindProperty]
    public string? Word { get; set; }

    /// <summary>Asks for a word on what was just saved.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Why { get; set; }

    public LoopRow Loop { get; private set; } = null!;
    public List<LoopEventRow> History { get; private set; } = [];
    public bool IsMine => Loop.IsMine(viewer);
    public bool AsksWhy => Why == LoopId && IsMine && (!Loop.IsOpen || Loop.Postponements > 0);
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today { get; private set; }
    public bool HasSeriesEnded { get; private set; }

    /// <summary>Days to choose with one tap, each with its name.</summary>
    public List<(string Label, DateOnly Day)> Suggested { get; } = [];

    private Id<OpenLoop> Id => new(LoopId);

    public string Back => Url.Own(From, "/open-loops");

    private string Here => $"/open-loops/{LoopId}";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPostAccept(CancellationToken stop) => Act(() => acceptLoop.Run(Id, viewer, stop), Back, stop);

    public Task<IActionResult> OnPostDecline(CancellationToken stop) => Act(() => declineLoop.Run(Id, new(Word), viewer, stop), AskWhy(), stop);

    public Task<IActionResult> OnPostKeep(CancellationToken stop) => Act(
        async () =>
        {
            await keepLoop.Run(Id, new(Word), viewer, stop);
            var kept = await queries.One(Id, viewer, stop);
            return kept.EndedAs == LoopEnding.Late ? AskWhy() : Back;
        },
        stop);

    public Task<IActionResult> OnPostGiveUp(CancellationToken stop) => Act(() => giveUpLoop.Run(Id, new(Word), viewer, stop), AskWhy(), stop);

    public Task<IActionResult> OnPostPostpone(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Invalid(Due is null, "Choose the new day.");
            await postponeLoop.Run(Id, new(Due.Value, Word), viewer, stop);
            return Word is null ? AskWhy() : Back;
        },
        stop);

    public Task<IActionResult> OnPostExplain(CancellationToken stop) => Act(() => explainLoop.Run(Id, new(Word), viewer, stop), Back, stop);

    public Task<IActionResult> OnPostReopen(CancellationToken stop) => Act(() => reopenLoop.Run(Id, viewer, stop), Back, stop);

    /// <summary>One line of the history, in words; the date stands beside it.</summary>
    public string Tell(LoopEventRow item, bool isLast)
    {
        var by = item.By is null ? "" : item.By == viewer.Name ? "You" : PersonName.Called(item.By);
        var owner = IsMine ? "you" : PersonName.Called(Loop.OwnerName);
        return item.What switch
        {
            LoopHappening.Proposed when Loop.ProposedBy != Loop.OwnerId => $"{by} proposed it to {owner}, for {Day(item.ToDue)}.",
            LoopHappening.Proposed => $"{by} promised it, for {Day(item.ToDue)}.",
            LoopHappening.Accepted => $"{by} said yes.",
            LoopHappening.Declined => $"{by} said no.",
            LoopHappening.Postponed => $"{by} gave it a new date: {Day(item.ToDue)} instead of {Day(item.FromDue)}.",
            LoopHappening.Reopened => $"{by} opened it again.",
            _ when item.By is null => $"{PersonName.Called(Loop.OwnerName)} left.",
            _ when isLast => $"{by} ended it: {Loop.Ending()}.",
            _ => $"{by} ended it.",
        };
    }

    public DateOnly DayOf(DateTimeOffset at) => viewer.Today(at);

    protected override async Task Load(CancellationToken stop)
    {
        Now = clock.GetUtcNow();
        Today = viewer.Today(Now);
        Loop = await queries.One(Id, viewer, stop);
        History = await queries.History(Id, viewer, stop);
        if (IsMine && Loop.IsOpen)
            await Suggest(stop);
    }

    private async Task Suggest(CancellationToken stop)
    {
        var pair = await seriesQueries.Page(Loop.SeriesId, viewer, stop);
        HasSeriesEnded = pair.Series.HasEnded(Today);
        if (HasSeriesEnded)
            return;

        var stored = await seriesQueries.Meetings(Loop.SeriesId, before: null, 3, viewer, stop);
        var away = await seriesQueries.Away(Loop.SeriesId, Today, viewer, stop);
        var days = pair.Calendar([.. stored.Select(meeting => meeting.Date).Where(date => date.WindowTo > Now || date.IsRunning)], away)
            .From(Now).Take(12)
            .Where(meeting => meeting.Excused is null && !meeting.IsRunning)
            .Select(meeting => viewer.Today(meeting.StartsAt));
        if (days.FirstOrDefault(day => day > Loop.Due && day > Today) is var meet && meet != default)
            Suggested.Add(BeforeMeeting(meet));
        Suggested.Add(("A week later", OnWorkday((Loop.Due < Today ? Today : Loop.Due).AddDays(7), forwards: true)));
    }

    private (string Label, DateOnly Day) BeforeMeeting(DateOnly meet)
    {
        var before = OnWorkday(meet.AddDays(-1), forwards: false);
        var other = PersonName.Called(Loop.OtherName);
        return before > Loop.Due && before >= Today ? ($"Before you meet {other}", before) : ($"When you meet {other}", meet);
    }

    private static DateOnly OnWorkday(DateOnly day, bool forwards) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(forwards ? 2 : -1),
        DayOfWeek.Sunday => day.AddDays(forwards ? 1 : -2),
        _ => day,
    };

    private string AskWhy() => Back == "/" || Back.StartsWith("/open-loops", StringComparison.Ordinal)
        ? QueryHelpers.AddQueryString(Back, "why", LoopId.ToString())
        : QueryHelpers.AddQueryString(Here, new Dictionary<string, string?> { ["why"] = LoopId.ToString(), ["from"] = Back });

    private string Day(DateOnly? day) => day is { } known ? NearDate.Short(known, Today) : "";
}
