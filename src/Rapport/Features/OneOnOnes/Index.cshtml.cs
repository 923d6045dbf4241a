using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>All one-on-ones of the viewer: what is running, what waits for an answer, what has ended, and what it costs.</summary>
public sealed class IndexModel(PairQueries pairs, Viewer viewer, TimeProvider clock) : PageModel
{
    private const int AtOnce = 50;
    private const int WeeksBack = 12;

    /// <summary>A running series in a line.</summary>
    /// <param name="Waits">What one of the two has proposed and the other has not answered; null when nothing waits.</param>
    public sealed record Line(
        Id<Series> Id, PairPerson Other, bool IsSkipLevel, string Rhythm, UpcomingMeeting? Next, IReadOnlyList<CadenceDot> Dots, string? Waits, bool WaitsForViewer);

    [BindProperty(SupportsGet = true)]
    public int At { get; set; }

    /// <summary>Whether the ended ones are unfolded.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    public List<Line> Agreed { get; } = [];

    public List<Line> Waiting { get; } = [];

    public List<EndedPair> Former { get; private set; } = [];

    public bool HasMore { get; private set; }

    public bool HasMoreFormer { get; private set; }

    public TimeBudget Budget { get; private set; } = TimeBudget.None;

    public DateOnly Today { get; private set; }

    public DateOnly DotsFrom => Today.AddDays(-7 * WeeksBack);

    public int DotWeeks => WeeksBack + 2;

    public int Next => At + AtOnce;

    public async Task OnGet(CancellationToken stop)
    {
        At = Math.Clamp(At, 0, 10_000);
        var now = clock.GetUtcNow();
        Today = viewer.Today(now);
        var running = await pairs.Running(Today, viewer, stop);
        Budget = Cost(running, viewer, now);
        var meetings = (await pairs.Meetings(now.AddDays(-7 * WeeksBack), Today, viewer, stop)).ToLookup(meeting => meeting.SeriesId);
        var away = await pairs.Away(Today.AddDays(-14), viewer, stop);
        foreach (var pair in running)
        {
            var line = LineOf(pair, [.. meetings[pair.Series.Id]], pair.Calendar([.. meetings[pair.Series.Id].Select(meeting => meeting.Date).Where(date => date.WindowTo > now || date.IsRunning)], away), now);
            (pair.Agreements.Agreed.Count > 0 ? Agreed : Waiting).Add(line);
        }

        Agreed.Sort((one, other) => (one.Next?.StartsAt ?? DateTimeOffset.MaxValue).CompareTo(other.Next?.StartsAt ?? DateTimeOffset.MaxValue));
        HasMore = Agreed.Count > Next;
        Agreed.RemoveRange(0, Math.Min(At, Agreed.Count));
        if (Agreed.Count > AtOnce)
            Agreed.RemoveRange(AtOnce, Agreed.Count - AtOnce);

        var former = await pairs.Ended(Today, Ended ? At : 0, AtOnce + 1, viewer, stop);
        HasMoreFormer = former.Count > AtOnce;
        Former = [.. former.Take(AtOnce)];
    }

    /// <summary>What the series cost that the viewer leads: as agreed, or as proposed where nothing is agreed yet.</summary>
    public static TimeBudget Cost(IEnumerable<PairRow> running, Viewer viewer, DateTimeOffset now, Id<Series>? except = null) => TimeBudget.Of(
        running.Where(pair => pair.Series.ManagerId == viewer.PersonId && pair.Series.Id != except)
            .Select(pair => pair.Agreements.InForce(now) ?? pair.Agreements.Waiting)
            .OfType<RhythmProposal>().Select(proposal => proposal.Rhythm));

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    public DateTime Now => Local(clock.GetUtcNow());

    public string? There(Line line) => line.Next is { } next ? PairTime.There(next.StartsAt, viewer.TimeZone, line.Other) : null;

    private Line LineOf(PairRow pair, List<MeetingOf> meetings, MeetingCalendar calendar, DateTimeOffset now)
    {
        var other = pair.OtherThan(viewer.PersonId);
        var next = viewer.IsShut ? null : calendar.Next(now);
        var (agreed, waiting) = (pair.Agreements.InForce(now), pair.Agreements.Waiting);
        var dots = meetings.Where(meeting => meeting.Date.Outcome is not null && !meeting.Date.IsUnplanned).Select(meeting => meeting.Dot(viewer.TimeZone)).ToList();
        if (next is not null)
            dots.Add(new(WallClock.Local(next.StartsAt, viewer.TimeZone).Day, CadenceState.Next));
        var waits = waiting is null ? null
            : waiting.ProposedBy == viewer.PersonId ? $"You proposed {Lower(waiting.Rhythm.Sentence)}. {other.Called} has not answered yet."
            : $"{other.Called} proposes {Lower(waiting.Rhythm.Sentence)}.";
        return new Line(
            pair.Series.Id, other, pair.Series.Kind == SeriesKind.SkipLevel, agreed?.Rhythm.Sentence ?? "No rhythm agreed yet", next, dots, waits,
            waiting is not null && waiting.ProposedBy != viewer.PersonId);
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
