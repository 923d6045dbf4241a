using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// How the one-on-ones of a leader are kept: each of their own, whom they do not meet at all, and about everything further
/// down one share, which tells of no single pair.
/// </summary>
public sealed class HealthModel(PairQueries pairs, Viewer viewer, TimeProvider clock) : PageModel
{
    private const int Weeks = 12;
    private const int WeeksBelow = 8;

    /// <summary>One person whom the leader meets.</summary>
    public sealed record Line(Id<Series> Id, string Name, string Rhythm, IReadOnlyList<CadenceDot> Dots, DateOnly? LastMet, bool IsOverdue, bool IsAgreed)
    {
        public int Missed => Dots.Count(dot => dot.State == CadenceState.Missed);
    }

    public List<Line> Lines { get; private set; } = [];

    public List<Candidate> Without { get; private set; } = [];

    public KeptBelow Below { get; private set; } = new(0, 0, 0);

    public bool HasBelow { get; private set; }

    public TimeBudget Budget { get; private set; } = TimeBudget.None;

    public DateOnly Today { get; private set; }

    public DateOnly From => Today.AddDays(-7 * Weeks);

    public int DotWeeks => Weeks + 1;

    public string Totals => CadenceDots.Totals([.. Lines.SelectMany(line => line.Dots)]);

    public int Overdue => Lines.Count(line => line.IsOverdue);

    public async Task OnGet(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Today = viewer.Today(now);
        var running = await pairs.Running(Today, viewer, stop);
        Budget = IndexModel.Cost(running, viewer, now);
        var meetings = (await pairs.Meetings(now.AddDays(-7 * Weeks), Today, viewer, stop)).ToLookup(meeting => meeting.SeriesId);
        var last = await pairs.LastKept(Today, viewer, stop);
        var candidates = await pairs.Candidates(Today, viewer, stop);
        Without = [.. candidates.Where(candidate => candidate is { Above: -1, SeriesId: null })];
        HasBelow = candidates.Exists(candidate => candidate.Above <= -2);
        Below = HasBelow ? await pairs.KeptBelow(Today, now.AddDays(-7 * WeeksBelow), viewer, stop) : Below;
        Lines = [.. running
            .Where(pair => pair.Series.ManagerId == viewer.PersonId)
            .Select(pair => LineOf(pair, meetings[pair.Series.Id], last.GetValueOrDefault(pair.Series.Id), now))
            .OrderByDescending(line => line.IsOverdue).ThenByDescending(line => line.Missed).ThenBy(line => line.Name, StringComparer.InvariantCulture)];
    }

    private Line LineOf(PairRow pair, IEnumerable<MeetingOf> meetings, DateTimeOffset? last, DateTimeOffset now)
    {
        var agreed = pair.Agreements.InForce(now);
        var dots = meetings.Where(meeting => meeting.Date.Outcome is not null && !meeting.Date.IsUnplanned).Select(meeting => meeting.Dot(viewer.TimeZone)).ToList();
        var began = agreed is null ? (DateTimeOffset?)null : WallClock.StartOfDay(pair.Agreements.Agreed.Min(one => one.FromDay), agreed.TimeZone);
        return new Line(
            pair.Series.Id, pair.Report.Name, agreed?.Rhythm.Sentence ?? "No rhythm agreed yet", dots,
            last is { } met ? WallClock.Local(met, viewer.TimeZone).Day : null,
            agreed is not null && agreed.Cadence.IsOverdue(last ?? began!.Value, now),
            agreed is not null);
    }
}
