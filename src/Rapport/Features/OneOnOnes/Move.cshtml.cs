using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Absences;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Moves one meeting: the next one, or another one of those that are in sight.</summary>
public sealed class MoveModel(SeriesQueries seriesQueries, MoveMeeting moveMeeting, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int MostStored = 60;

    public sealed record Target(DateOnly? Day, TimeOnly? At, string? Reason);

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    /// <summary>Which meeting, by its planned start in UTC; without it the next one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Slot { get; set; }

    [BindProperty]
    public Target? Input { get; set; }

    public SeriesPage Pair { get; private set; } = null!;
    public PairPerson Other { get; private set; } = null!;
    public UpcomingMeeting? Meeting { get; private set; }
    public DateOnly Today { get; private set; }
    public DaysAway Away { get; private set; } = DaysAway.None;
    public string Zone => viewer.TimeZone;

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        async () =>
        {
            Refusal.Missing(Input is null);
            Refusal.Invalid(Input.Day is null, "Choose a day.");
            Refusal.Invalid(Input.At is null, "Choose a time, such as 10:00.");
            await moveMeeting.Run(new(SeriesId), new(Planned() ?? throw new Refusal(RefusalKind.Missing, "There is nothing here."), Input.Day.Value, Input.At.Value, Input.Reason), viewer, stop);
        },
        $"/one-on-ones/{SeriesId}", stop);

    public string SlotText => Meeting!.PlannedStart.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public string? There(DateTimeOffset at) => PairTime.There(at, viewer.TimeZone, Other);

    /// <summary>From now on, or from where the window opens if it has yet to.</summary>
    public string Window() => PairTime.Window(
        Meeting!.WindowFrom > clock.GetUtcNow() ? Meeting.WindowFrom : WallClock.StartOfDay(Today, viewer.TimeZone), Meeting.WindowTo, viewer.TimeZone, Today);

    public string FirstDay => (WallClock.Local(Meeting!.WindowFrom, viewer.TimeZone).Day is var first && first < Today ? Today : first).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string LastDay => WallClock.Local(Meeting!.WindowTo.AddMinutes(-1), viewer.TimeZone).Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Days inside the window on which one of the two is away, in words.</summary>
    public IEnumerable<string> AwayInWindow()
    {
        var (first, last) = (WallClock.Local(Meeting!.WindowFrom, viewer.TimeZone).Day, WallClock.Local(Meeting.WindowTo.AddMinutes(-1), viewer.TimeZone).Day);
        for (var day = first < Today ? Today : first; day <= last && day < first.AddDays(100); day = day.AddDays(1))
        {
            if (Away.Excuse(WallClock.Instant(day, new TimeOnly(12, 0), viewer.TimeZone), Pair.Manager.Seat, Pair.Report.Seat) is { } because)
                yield return $"{NearDate.Short(day, Today)} ({because})";
        }
    }

    protected override async Task Load(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Today = viewer.Today(now);
        Pair = await seriesQueries.Page(new(SeriesId), viewer, stop);
        Refusal.Missing(!Pair.Series.IsPair(viewer.PersonId) || Pair.Series.HasEnded(Today));
        Refusal.Forbidden(viewer.IsShut, Permissions.ShutSentence);
        Other = Pair.OtherThan(viewer.PersonId);
        var stored = await seriesQueries.Open(Pair.Series.Id, now, MostStored, viewer, stop);
        Away = await seriesQueries.Away(Pair.Series.Id, Today.AddDays(-1), viewer, stop);
        var calendar = Pair.Calendar(stored, Away);
        Refusal.Missing(Planned() > now + MoveMeeting.FarthestAhead);
        Meeting = Planned() is { } planned
            ? calendar.From(now).TakeWhile(meeting => meeting.PlannedStart <= planned).FirstOrDefault(meeting => meeting.PlannedStart == planned)
            : calendar.From(now).FirstOrDefault(meeting => !meeting.IsRunning);
        Refusal.Missing(Slot is not null && Meeting is null);
        if (Meeting is { } meeting)
            Input ??= new Target(null, WallClock.Local(meeting.StartsAt, viewer.TimeZone).At, null);
    }

    private DateTimeOffset? Planned() =>
        DateTimeOffset.TryParse(Slot, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var planned) ? planned : null;
}
