using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>One of the two of a pair, as pages name them.</summary>
public sealed record PairPerson(Id<Person> Id, string Name, string TimeZone)
{
    public string Called => PersonName.Called(Name);

    public Seat Seat => new(Id, TimeZone);
}

/// <summary>A series with its two people and what they agreed on.</summary>
/// <param name="Proposals">Agreed ones and the open one, oldest first.</param>
/// <param name="OnboardingEnds">The first day after the report's onboarding, with their own manager; null where no start is known.</param>
/// <param name="ReportPoints">Of the last hundred points, how many the report raised.</param>
/// <param name="ManagerKept">Of the manager's promises that follow-through counts, those kept by their day.</param>
public sealed record SeriesPage(
    Series Series, PairPerson Manager, PairPerson Report, List<RhythmProposal> Proposals, DateOnly? OnboardingEnds,
    int RecentPoints, int ReportPoints, int ManagerKept, int ManagerDue)
{
    public PairPerson Of(Id<Person> person) => person == Manager.Id ? Manager : Report;

    public PairPerson OtherThan(Id<Person> person) => person == Manager.Id ? Report : Manager;

    public Agreements Agreements => field ??= new(Proposals, Series.EndedOn);

    public IReadOnlyList<RhythmProposal> Agreed => Agreements.Agreed;

    /// <summary>The proposal that waits for an answer.</summary>
    public RhythmProposal? Waiting => Agreements.Waiting;

    public SlotPlan Plan => Agreements.Plan;

    /// <summary>What was agreed was for the report's onboarding, and that is over.</summary>
    public bool IsReopened(DateOnly today) => Agreements.IsReopened(OnboardingEnds, today);

    /// <summary>The agreement that holds now, or else the next one to take effect.</summary>
    public RhythmProposal? InForce(DateTimeOffset now) => Agreements.InForce(now);

    public MeetingCalendar Calendar(IReadOnlyCollection<MeetingDate> stored, DaysAway away) =>
        new(Plan, stored, away, Manager.Seat, Report.Seat);
}

/// <summary>A meeting of the past as the series' history tells it: facts, and the first decision.</summary>
/// <param name="Points">Closed in it.</param>
/// <param name="Promises">Made in it.</param>
public sealed record PastMeeting(MeetingDate Date, int Moves, string? MoveReason, DateTimeOffset? FirstClosedAt, int Points, int Promises, string? Decision,
    bool? ManagerSaysMet, bool? ReportSaysMet)
{
    public bool IsPast => Date.Outcome is not null || FirstClosedAt is not null;

    /// <summary>Its time has passed and nobody has recorded it, or it counts as missed: the two can still say that they met.</summary>
    public bool CanBeSaid(DateTimeOffset now) =>
        Date.StartedAt is null && Date.StartsAt.AddMinutes(Date.Minutes) < now && Date.Outcome is (null or MeetingOutcome.Missed);

    public bool IsUnfinished => Date is { Outcome: MeetingOutcome.Held, StartedAt: not null } && FirstClosedAt is null;

    /// <summary>One line of history: how long and how much, or why not.</summary>
    /// <param name="local">A moment as the reader's clock shows it.</param>
    public string Facts(Func<DateTimeOffset, DateTime> local) => Date.Outcome switch
    {
        MeetingOutcome.Missed => "Missed.",
        MeetingOutcome.Excused => Date.ExcusedBecause == AwayDays.OnLeave ? "Leave." : $"{Date.ExcusedBecause}.",
        _ => (Moves > 0 ? $"Moved to {local(Date.StartsAt):dddd d MMMM}. " : "") + string.Join(", ", Held()) + ".",
    };

    private IEnumerable<string> Held()
    {
        yield return (Date.StartedAt, FirstClosedAt) switch
        {
            (null, _) => "You both said that you met",
            (_, null) => "Left unfinished",
            ({ } started, { } closed) => $"{Math.Max(1, (int)(closed - started).TotalMinutes)} min",
        };
        if (Points > 0)
            yield return Points == 1 ? "1 point" : $"{Points} points";
        if (Promises > 0)
            yield return Promises == 1 ? "1 promise" : $"{Promises} promises";
    }
}

/// <summary>A row of history for its partial.</summary>
public sealed record PastMeetingRow(PastMeeting Meeting, Func<DateTimeOffset, DateTime> Local, DateOnly Today)
{
    /// <summary>"12 March": short enough for the margin, with the year where it is another one.</summary>
    public string Day => Local(Meeting.Date.PlannedStart) is var at && at.Year == Today.Year
        ? at.ToString("d MMMM", CultureInfo.InvariantCulture)
        : at.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

/// <summary>The standing page of one pair, with what is open in it and what was.</summary>
/// <param name="Meetings">The newest first, those with a row that lie ahead included.</param>
/// <param name="Points">The open ones: the report's first, each person's in their own order.</param>
/// <param name="Loops">The open ones of both sides, the manager's first, each by date.</param>
public sealed record StandingPage(SeriesPage Pair, List<PastMeeting> Meetings, DaysAway Away, List<PointRow> Points, List<LoopRow> Loops);

/// <summary>Reads series.</summary>
public sealed class SeriesQueries(RapportDb db, TimeProvider clock)
{
    // A meeting of last week can still be the next one.
    private const int DaysBack = 14;

    /// <exception cref="Refusal">Missing: the viewer is not of the pair, and its history was not carried over to them.</exception>
    public async Task<SeriesPage> Page(Id<Series> id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return Page(await db.Answer(viewer, questions => new VisiblePair(questions, viewer, id).Page(viewer.Today(now), OpenLoopQueries.CountedFrom(now)), stop));
    }

    /// <summary>All that the standing page shows.</summary>
    /// <param name="meetings">So many of the newest, those with a row that lie ahead included.</param>
    /// <param name="told">Of so many of them it says what came of them.</param>
    /// <exception cref="Refusal">Missing: the viewer is not of the pair, and its history was not carried over to them.</exception>
    public async Task<StandingPage> Standing(Id<Series> id, int meetings, int told, Viewer viewer, CancellationToken stop)
    {
        var (questions, now) = (new Questions(db, viewer), clock.GetUtcNow());
        var (pair, today) = (new VisiblePair(questions, viewer, id), viewer.Today(now));
        var rows = pair.Page(today, OpenLoopQueries.CountedFrom(now));
        var newest = pair.Meetings(DateTimeOffset.MaxValue, meetings, told);
        var away = pair.Away(today.AddDays(-DaysBack));
        var points = pair.OpenPoints();
        var loops = pair.OpenLoops();
        await questions.Answer(stop);
        return new(Page(rows), newest, new DaysAway(away), points, loops);
    }

    /// <summary>The newest meetings of a series, those with a row that lie ahead included.</summary>
    /// <param name="before">Only those planned before, for the next page of history.</param>
    public Task<List<PastMeeting>> Meetings(Id<Series> id, DateTimeOffset? before, int atMost, Viewer viewer, CancellationToken stop) =>
        db.Answer(viewer, questions => new VisiblePair(questions, viewer, id).Meetings(before ?? DateTimeOffset.MaxValue, atMost, told: atMost), stop);

    /// <summary>The dates of stored meetings whose windows have not passed, or that are running.</summary>
    public Task<List<MeetingDate>> Open(Id<Series> id, DateTimeOffset now, int atMost, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).Meetings
            .Where(meeting => meeting.SeriesId == id && (meeting.WindowTo > now || (meeting.StartedAt != null && meeting.ClosedAt == null && meeting.Outcome == null)))
            .OrderBy(meeting => meeting.PlannedStart).Take(atMost)
            .Select(meeting => new MeetingDate(
                meeting.Id, meeting.PlannedStart, meeting.StartsAt, meeting.Minutes, meeting.WindowFrom, meeting.WindowTo,
                meeting.StartedAt, meeting.ClosedAt, meeting.Outcome, meeting.ExcusedBecause, meeting.IsUnplanned))
            .ToListAsync(stop);

    /// <summary>When one of the two is away, from a day on.</summary>
    public async Task<DaysAway> Away(Id<Series> id, DateOnly from, Viewer viewer, CancellationToken stop) =>
        new(await db.Answer(viewer, questions => new VisiblePair(questions, viewer, id).Away(from), stop));

    private static SeriesPage Page(List<SeriesPageRow> rows)
    {
        Refusal.Missing(rows.Count == 0);
        var one = rows[0];
        return new SeriesPage(
            one.Series, one.Manager, one.Report, [.. rows.Select(row => row.Proposal).OfType<RhythmProposal>()],
            new ReportFacts([], one.ReportBegan, one.OnboardingEndedOn, null).OnboardingEnds(one.OnboardingDays),
            one.RecentPoints, one.ReportPoints, one.ManagerKept, one.ManagerDue);
    }
}
