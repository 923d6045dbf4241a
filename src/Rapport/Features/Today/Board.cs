using System.Globalization;
using Rapport.Access;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>
/// One person's day, made of what was read for it: the meetings ahead and how ready each is, the promises that press, the
/// questions that wait, and the pairs that slip. It decides what is worth showing and in which words.
/// </summary>
public sealed class Board
{
    /// <summary>As far as the page looks.</summary>
    public const int DaysAhead = 7;

    /// <summary>A promise is shown from so many days before its date.</summary>
    public const int DueSoon = 4;

    private const int MostMeetings = 6;
    private const int WeeksOfDots = 8;
    private const int MostPromises = 5;

    private readonly Viewer _viewer;
    private readonly DateTimeOffset _now;
    private readonly ILookup<Id<Series>, MeetingToday> _stored;
    private readonly DaysAway _away;
    private readonly ILookup<Id<Series>, LoopToday> _loops;

    public Board(
        Viewer viewer, DateTimeOffset now, IReadOnlyList<PairToday> pairs, IReadOnlyList<MeetingToday> stored, IReadOnlyList<LoopToday> loops, IReadOnlyList<AwayDays> away)
    {
        (_viewer, _now, _away) = (viewer, now, new DaysAway(away));
        (_stored, _loops) = (stored.ToLookup(meeting => meeting.SeriesId), loops.ToLookup(loop => loop.SeriesId));
        Now = Local(now);
        Today = DateOnly.FromDateTime(Now);

        var known = pairs.Select(pair => (Pair: pair, Next: Calendar(pair).Next(now))).ToList();
        var ahead = known.Where(one => one.Next is not null).OrderBy(one => one.Next!.IsRunning ? 0 : 1).ThenBy(one => one.Next!.StartsAt).ToList();
        var near = ahead.Count(one => one.Next!.StartsAt < now.AddDays(DaysAhead));
        Meetings = [.. ahead.Take(Math.Clamp(near, 1, MostMeetings)).Select((one, at) => Ahead(one.Pair, one.Next!, isFirst: at == 0))];
        Questions = [.. pairs.SelectMany(AskedAbout).OrderBy(question => question.At)];
        Rhythms = [.. pairs.Where(pair => pair.Waiting is { } waiting && waiting.ProposedBy != viewer.PersonId).Select(pair => new RhythmAsked(pair, pair.Waiting!))];
        WithoutRhythm = [.. pairs.Where(pair => !pair.Agreed.Any() && (pair.Waiting is null || pair.Waiting.ProposedBy == viewer.PersonId))];
        Onboarded = [.. pairs.Where(pair => pair.IsReopened(Today))];
        Slipping = [.. pairs.Select(Slips).OfType<Slipping>()];
        Rows = [.. known.Where(one => one.Pair.Agreed.Any()).Select(one => new DotRow(one.Pair, Dots(one.Pair, one.Next)))];

        ToAnswer = [.. loops.Where(loop => loop.IsMine && !loop.IsAccepted)];
        var mine = loops.Where(loop => loop.IsMine && loop.IsAccepted).ToList();
        var theirs = loops.Where(loop => !loop.IsMine).ToList();
        (Mine, MineInAll) = (Pressing(mine), mine.Count);
        (Theirs, TheirsInAll) = (Pressing(theirs), theirs.Count);
        Summary = Sum(ahead, mine);
    }

    /// <summary>As the viewer's clock shows it.</summary>
    public DateTime Now { get; }
    public DateOnly Today { get; }

    /// <summary>The day in a sentence or two.</summary>
    public string Summary { get; }
    public IReadOnlyList<MeetingAhead> Meetings { get; }
    public IReadOnlyList<DidYouMeet> Questions { get; }
    public IReadOnlyList<RhythmAsked> Rhythms { get; }

    /// <summary>Pairs that have agreed on nothing yet and do not wait for the viewer's answer: they would show nowhere else.</summary>
    public IReadOnlyList<PairToday> WithoutRhythm { get; }

    /// <summary>Pairs whose rhythm was agreed for an onboarding that is over: the report proposes what comes next.</summary>
    public IReadOnlyList<PairToday> Onboarded { get; }
    public IReadOnlyList<Slipping> Slipping { get; }
    public IReadOnlyList<DotRow> Rows { get; }

    /// <summary>The last ones, this one included, and the next.</summary>
    public static int Weeks => WeeksOfDots + 1;
    public DateOnly FirstWeek => Today.AddDays(-7 * (WeeksOfDots - 1));

    /// <summary>Promises typed for the viewer that wait for their yes.</summary>
    public IReadOnlyList<LoopToday> ToAnswer { get; }
    public IReadOnlyList<LoopToday> Mine { get; }
    public int MineInAll { get; }
    public IReadOnlyList<LoopToday> Theirs { get; }
    public int TheirsInAll { get; }

    /// <summary>A suggested rhythm within a sentence, in the words of both clocks.</summary>
    public string Said(PairToday pair)
    {
        var words = PairTime.Said(pair.Waiting!.Rhythm, _viewer.TimeZone, pair.Other, Today);
        return char.ToLowerInvariant(words[0]) + words[1..];
    }

    public DateTime Local(DateTimeOffset at) => Local(at, _viewer.TimeZone);

    private static DateTime Local(DateTimeOffset at, string zone) => WallClock.Local(at, zone) is var (day, time) ? day.ToDateTime(time) : default;

    private MeetingCalendar Calendar(PairToday pair) => new(
        Plan(pair), [.. _stored[pair.Id].Select(meeting => meeting.Date).Where(date => date.WindowTo > _now || date.IsRunning)],
        _away, new Seat(_viewer.PersonId, _viewer.TimeZone), pair.Other.Seat);

    private static SlotPlan Plan(PairToday pair) => new([.. pair.Agreed.Select(proposal => proposal.Rhythm)], pair.EndedOn);

    private MeetingAhead Ahead(PairToday pair, UpcomingMeeting next, bool isFirst)
    {
        var at = Local(next.StartsAt);
        var there = Local(next.StartsAt, pair.Other.TimeZone);
        var isToday = DateOnly.FromDateTime(at) <= Today && next.WindowFrom <= _now;
        return new MeetingAhead(
            pair, next.Id, at, next.IsRunning,
            IsOver: !next.IsRunning && next.EndsAt <= _now,
            MayStart: isFirst && isToday && !next.IsRunning,
            Readiness(pair), LateWords(pair),
            there == at ? null : Said($"It is {NearDate.Time(there)} for {pair.Other.Called}, in {WallClock.Place(pair.Other.TimeZone)}."));
    }

    private static string Readiness(PairToday pair)
    {
        var called = pair.Other.Called;
        return (pair.TheirPoints, pair.MyPoints) switch
        {
            (0, 0) => "Nothing on the agenda from either of you yet.",
            (0, 1) => "1 point from you.",
            (0, var mine) => Said($"{mine} points from you."),
            (1, 0) => $"{called} brought 1 point.",
            (var theirs, 0) => Said($"{called} brought {theirs} points."),
            (1, var mine) => Said($"{called} brought 1 point, you {mine}."),
            var (theirs, mine) => Said($"{called} brought {theirs} points, you {mine}."),
        };
    }

    private string? LateWords(PairToday pair)
    {
        var late = _loops[pair.Id].Where(loop => loop.IsAccepted && DaysLate(loop) > 0).ToList();
        var mine = late.Where(loop => loop.IsMine).ToList();
        return (mine.Count, late.Count - mine.Count) switch
        {
            (0, 0) => null,
            (1, _) => $"One loop of yours is {NearDate.Late(mine[0].Due, Today)}.",
            ( > 1, _) => Said($"{mine.Count} loops of yours are late."),
            (_, 1) => $"One loop of {pair.Other.Called}’s is {NearDate.Late(late[0].Due, Today)}.",
            var (_, theirs) => Said($"{theirs} loops of {pair.Other.Called}’s are late."),
        };
    }

    private int DaysLate(LoopToday loop) =>
        (loop.IsMine ? Today : WallClock.Local(_now, loop.OtherZone).Day).DayNumber - loop.Due.DayNumber;

    private IEnumerable<DidYouMeet> AskedAbout(PairToday pair) =>
        from meeting in _stored[pair.Id]
        let mySay = pair.IsManager ? meeting.ManagerSaysMet : meeting.ReportSaysMet
        let theirSay = pair.IsManager ? meeting.ReportSaysMet : meeting.ManagerSaysMet
        where meeting.Date.Outcome is null && meeting.Date.StartedAt is null && mySay is null
            && (meeting.AskedAt is not null || theirSay is true)
        select new DidYouMeet(pair, meeting.Date.PlannedStart, Local(meeting.Date.StartsAt), theirSay is true);

    /// <summary>The last meeting lies back by more than one and a half periods, and not because somebody was away.</summary>
    private Slipping? Slips(PairToday pair)
    {
        var inForce = pair.Agreed.LastOrDefault(proposal => proposal.FromDay <= Today);
        var stored = _stored[pair.Id].ToList();
        if (inForce is null || stored.Any(meeting => meeting.Date.IsRunning))
            return null;

        var last = stored.Where(meeting => meeting.Date.Outcome == MeetingOutcome.Held).Select(meeting => meeting.Date.StartedAt ?? meeting.Date.StartsAt).DefaultIfEmpty().Max();
        var since = last == default ? WallClock.StartOfDay(pair.Agreed.First().FromDay, inForce.TimeZone) : last;
        var days = (_now - since).TotalDays;
        if (days < 1.5 * Period(inForce.Cadence) || !FellOut(pair, stored, since))
            return null;

        var moves = stored.Where(meeting => meeting.Date.PlannedStart > since).Sum(meeting => meeting.Moves);
        var met = last == default ? "have not met yet" : Said($"last met {(int)days} days ago");
        var moved = moves switch { 0 => "", 1 => " This one was moved once.", 2 => " This one was moved twice.", _ => Said($" This one was moved {moves} times.") };
        return new Slipping(pair, $"You agreed on {inForce.Cadence.Word()} and {met}.{moved}");
    }

    // Leave and holidays are nobody's slipping: only a slot that could have been held counts.
    private bool FellOut(PairToday pair, List<MeetingToday> stored, DateTimeOffset since) => Plan(pair).Slots(since, _now).Any(slot =>
        !slot.Holds(since)
        && stored.Find(meeting => meeting.Date.PlannedStart == slot.PlannedStart)?.Date is var row
        && row?.Outcome != MeetingOutcome.Excused
        && _away.Excuse(row?.StartsAt ?? slot.PlannedStart, new Seat(_viewer.PersonId, _viewer.TimeZone), pair.Other.Seat) is null);

    private static double Period(Cadence cadence) => cadence switch
    {
        Cadence.Weekly => 7,
        Cadence.EveryTwoWeeks => 14,
        Cadence.Monthly => 30.5,
        _ => 91.5,
    };

    private List<CadenceDot> Dots(PairToday pair, UpcomingMeeting? next)
    {
        var dots = _stored[pair.Id]
            .Where(meeting => meeting.Date.Outcome is not null || meeting.FirstClosedAt is not null)
            .Select(Dot)
            .Where(dot => dot.Day >= FirstWeek.AddDays(-7))
            .OrderBy(dot => dot.Day)
            .ToList();
        if (next is not null)
            dots.Add(new(DateOnly.FromDateTime(Local(next.StartsAt)), CadenceState.Next));
        return dots;
    }

    private CadenceDot Dot(MeetingToday meeting)
    {
        var date = meeting.Date;
        var day = DateOnly.FromDateTime(Local(date.PlannedStart));
        return date.Outcome switch
        {
            MeetingOutcome.Missed => new(day, CadenceState.Missed),
            MeetingOutcome.Excused => new(day, CadenceState.Excused, date.ExcusedBecause),
            _ when date.StartedAt is not null && meeting.FirstClosedAt is null => new(day, CadenceState.Unfinished),
            _ when meeting.Moves > 0 => new(day, CadenceState.Moved, Said($"moved to {Local(date.StartsAt):ddd d MMMM}")),
            _ => new(day, CadenceState.Held),
        };
    }

    /// <summary>What is late or due soon; a day without any shows the next one all the same.</summary>
    private List<LoopToday> Pressing(List<LoopToday> loops)
    {
        var pressing = loops.Count(loop => loop.Due <= Today.AddDays(DueSoon));
        return [.. loops.Take(Math.Clamp(pressing, 1, MostPromises))];
    }

    private string Sum(List<(PairToday Pair, UpcomingMeeting? Next)> ahead, List<LoopToday> mine) => $"{SumMeetings(ahead)} {SumPromises(mine)}".TrimEnd();

    private string SumMeetings(List<(PairToday Pair, UpcomingMeeting? Next)> ahead)
    {
        if (ahead.Count == 0)
            return "No one-on-one is planned.";

        var (pair, first) = (ahead[0].Pair, ahead[0].Next!);
        if (first.IsRunning)
            return $"Your one-on-one with {pair.Other.Called} is running.";

        var today = ahead.Select(one => Local(one.Next!.StartsAt)).Where(at => DateOnly.FromDateTime(at) == Today && at >= Now).ToList();
        if (today.Count > 0)
        {
            var one = today.Count == 1;
            return $"{Capital(Count(today.Count))} one-on-one{(one ? "" : "s")} today, {(one ? "" : "the first ")}{In(today[0])}.";
        }

        var later = ahead.Select(one => (one.Pair, At: Local(one.Next!.StartsAt))).FirstOrDefault(one => one.At >= Now);
        return later.Pair is null
            ? "No one-on-one today."
            : $"No one-on-one today. The next is with {later.Pair.Other.Called}, {NearDate.Moment(later.At, Now)}.";
    }

    private string In(DateTime at) => (int)Math.Round((at - Now).TotalMinutes) switch
    {
        0 => "now",
        1 => "in a minute",
        < 90 and var minutes => Said($"in {minutes} minutes"),
        _ => $"at {NearDate.Time(at)}",
    };

    private string SumPromises(List<LoopToday> mine)
    {
        var (late, due) = (mine.Count(loop => loop.Due < Today), mine.Count(loop => loop.Due == Today));
        return (late, due) switch
        {
            (1, _) => "One promise of yours is past its date.",
            ( > 1, _) => $"{Capital(Count(late))} promises of yours are past their date.",
            (_, 1) => "One promise of yours is due today.",
            (_, > 1) => $"{Capital(Count(due))} promises of yours are due today.",
            _ => mine.Count == 0 ? "" : "Every promise of yours is in time.",
        };
    }

    private static string Count(int number) => number switch
    {
        1 => "one", 2 => "two", 3 => "three", 4 => "four", 5 => "five", 6 => "six", 7 => "seven", 8 => "eight", 9 => "nine",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Said(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One meeting to come, and how ready it is.</summary>
/// <param name="At">As the viewer's clock shows it.</param>
/// <param name="IsOver">Its time has passed and nobody began it; its window is still open.</param>
/// <param name="MayStart">It is the one to begin from here.</param>
public sealed record MeetingAhead(
    PairToday Pair, Id<Meeting>? Id, DateTime At, bool IsRunning, bool IsOver, bool MayStart, string Readiness, string? Late, string? TimeThere)
{
    public bool IsBare => Pair.MyPoints + Pair.TheirPoints == 0;
}

/// <summary>A meeting whose time passed without a word: did it take place?</summary>
/// <param name="TheySayYes">The other person has already said that you met.</param>
public sealed record DidYouMeet(PairToday Pair, DateTimeOffset PlannedStart, DateTime At, bool TheySayYes);

/// <summary>A rhythm that the other person suggests.</summary>
public sealed record RhythmAsked(PairToday Pair, RhythmProposal Proposal);

/// <summary>A pair that meets more rarely than it agreed to.</summary>
public sealed record Slipping(PairToday Pair, string Sentence);

/// <summary>One person's row of the last weeks.</summary>
public sealed record DotRow(PairToday Pair, IReadOnlyList<CadenceDot> Dots);
