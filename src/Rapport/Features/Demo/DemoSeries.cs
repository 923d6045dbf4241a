using System.Globalization;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>
/// One series of the story as rows: what the two agreed on, and each slot since then, held, moved, missed or excused. What
/// was said in the meetings is <see cref="DemoConversation"/>'s.
/// </summary>
public sealed class DemoSeries
{
    // A slot is over when even a long meeting would have been closed.
    private static readonly TimeSpan Overrun = TimeSpan.FromMinutes(30);

    private readonly StoryPair _told;
    private readonly DemoPeople _people;
    private readonly DateTimeOffset _now;
    private readonly string _key;
    private readonly List<object> _rows = [];

    private DemoSeries(StoryPair told, DemoPeople people, DateTimeOffset now)
    {
        (_told, _people, _now, _key) = (told, people, now, $"{told.Manager}-{told.Report}");
        (Manager, Report) = (people[told.Manager], people[told.Report]);
    }

    public Person Manager { get; }

    public Person Report { get; }

    /// <summary>The rows of one pair's series.</summary>
    public static IReadOnlyList<object> Rows(StoryPair told, DemoPeople people, IReadOnlyDictionary<string, Id<RoleGuide>> guides, DateTimeOffset now)
    {
        var pair = new DemoSeries(told, people, now);
        pair.Tell(guides);
        return pair._rows;
    }

    private void Tell(IReadOnlyDictionary<string, Id<RoleGuide>> guides)
    {
        var today = WallClock.Local(_now, _told.Zone).Day;
        var known = _people.KnownSince(_told.Manager, _told.Report);
        var from = _told.ProposedOnly ? today.AddDays(7) : First(today, known);
        var proposedOn = _told.ProposedOnly ? today.AddDays(-4) : from.AddDays(-3) < known ? from : from.AddDays(-3);
        var startedAt = WallClock.Instant(proposedOn, new TimeOnly(8, 20), _told.Zone);

        var kind = _told.Kind == "direct" ? SeriesKind.Direct : SeriesKind.SkipLevel;
        var series = new Series(kind, Manager.Id, Report.Id, Manager.Id, startedAt).Named(_key);
        var (weekday, at) = DemoToday.Schedule(_told, _now);
        var rhythm = new Rhythm(Enum.Parse<Cadence>(Words.Of(_told.Cadence)), weekday, at, _told.Zone, _told.Minutes, from);
        var proposal = new RhythmProposal(series.Id, Manager.Id, rhythm, _told.Reason, null, startedAt).Named(_key);
        _rows.AddRange([series, proposal]);
        if (_told.Guide is { } guide)
            _rows.Add(new SeriesGuide(series.Id, guides[guide]));

        if (!_told.ProposedOnly)
            proposal.Agree(Report.Id, from, startedAt.AddMinutes(from == proposedOn ? 25 : Dice.Roll(_key + "/agreed", 40, 2000)));

        DateOnly? endsOn = _told.EndedDaysAgo is { } days ? today.AddDays(-days) : null;
        var conversation = new DemoConversation(_told, series, Manager, Report, proposal.AnsweredAt ?? startedAt, End(endsOn), _now);
        if (!_told.ProposedOnly)
            Meet(series, new SlotPlan([proposal.Rhythm], endsOn), conversation);

        if (endsOn is { } end)
            series.End(end, Report.HasLeft(today) ? SeriesEnding.Left : SeriesEnding.ManagerChanged);

        _rows.AddRange(conversation.Finish());
    }

    /// <summary>About half a year ago, or as long as the written meetings need, but not before the two worked together.</summary>
    private DateOnly First(DateOnly today, DateOnly known)
    {
        var period = _told.Cadence switch { "weekly" => 7, "every-two-weeks" => 14, "monthly" => 31, _ => 92 };
        var written = (1 + _told.Meetings.Select(meeting => meeting.Ago).DefaultIfEmpty().Max()) * period;
        var first = today.AddDays(-Math.Max(182, written + (_told.EndedDaysAgo ?? 0)));
        return first < known ? known : first;
    }

    private DateTimeOffset? End(DateOnly? endsOn) => endsOn is { } day ? WallClock.StartOfDay(day, _told.Zone) : null;

    private void Meet(Series series, SlotPlan plan, DemoConversation conversation)
    {
        var slots = plan.Slots(series.StartedAt, _now).Where(slot => slot.PlannedEnd + Overrun <= _now).ToList();
        for (var at = 0; at < slots.Count; at++)
        {
            var ago = slots.Count - at;
            var told = _told.Meetings.FirstOrDefault(meeting => meeting.Ago == ago);
            var meeting = new Meeting(series.Id, slots[at]).Named($"{_key}/{ago}");
            _rows.Add(meeting);
            Settle(meeting, told, ago, conversation);
            if (meeting.Outcome == MeetingOutcome.Held)
                series.CountMeeting();

            conversation.Pass(meeting);
        }

        // The slot of this very hour is nobody's to settle yet.
        series.SettleUntil(plan.Next(slots.Count > 0 ? slots[^1].PlannedStart : series.StartedAt) is { } next && next.PlannedStart <= _now
            ? next.PlannedStart.AddMinutes(-1)
            : _now);
    }

    private void Settle(Meeting meeting, StoryMeeting? told, int ago, DemoConversation conversation)
    {
        if (told?.State == "moved")
            Move(meeting, told, ago);

        conversation.Approach(meeting, ago);
        var away = _people.Away.Excuse(meeting.PlannedStart, new Seat(Manager.Id, Manager.TimeZone), new Seat(Report.Id, Report.TimeZone));
        switch (told?.State)
        {
            case null when away is not null:
                meeting.Excuse(away, Passed(meeting) ? meeting.WindowTo : meeting.PlannedStart);
                break;
            case "missed":
                meeting.Ask(meeting.EndsAt.AddMinutes(15));
                if (Passed(meeting))
                    meeting.Miss(meeting.WindowTo);
                break;
            case "we-met":
                Record(meeting, told, ago, conversation);
                break;
            default:
                conversation.Hold(meeting, told, ago);
                if (meeting.IsRunning && Passed(meeting))
                    meeting.LeaveUnfinished(meeting.WindowTo);
                break;
        }
    }

    private bool Passed(Meeting meeting) => meeting.WindowTo <= _now;

    private void Record(Meeting meeting, StoryMeeting told, int ago, DemoConversation conversation)
    {
        meeting.Ask(meeting.EndsAt.AddMinutes(15));
        var at = Dice.Moment($"{_key}/{ago}/met", meeting.EndsAt.AddMinutes(16), Earlier(_now, meeting.EndsAt.AddHours(26)), Report.TimeZone);
        meeting.SayWhetherMet(isManager: true, met: true, at);
        meeting.SayWhetherMet(isManager: false, met: true, at);
        conversation.Remember(told, ago, at);
    }

    private void Move(Meeting meeting, StoryMeeting told, int ago)
    {
        // A later day, then a later hour, then an earlier day: the first that lies in the window and behind us.
        foreach (var to in (double[])[24, 48, 23.5, 4, 3, -24, -48, 1.5, -22, -1.5])
        {
            var start = meeting.PlannedStart.AddHours(to);
            var day = WallClock.Local(start, _told.Zone).Day.DayOfWeek;
            var away = _people.Away.Excuse(start, new Seat(Manager.Id, Manager.TimeZone), new Seat(Report.Id, Report.TimeZone));
            var isOver = start.AddMinutes(meeting.Minutes) + Overrun <= _now;
            if (start < meeting.WindowFrom || start >= meeting.WindowTo || !isOver || away is not null || day is DayOfWeek.Saturday or DayOfWeek.Sunday)
                continue;

            var by = Dice.Roll($"{_key}/{ago}/mover", 0, 1) == 0 ? Manager : Report;
            var earliest = to < 0 ? start : meeting.PlannedStart;
            var at = Dice.Moment($"{_key}/{ago}/move", earliest.AddHours(-26), earliest.AddMinutes(-20), by.TimeZone);
            _rows.Add(meeting.Move(by.Id, start, told.MoveReason!, at).Named($"{_key}/{ago}"));
            return;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>Turns the story's words, such as "every-two-weeks", into the names of the program's.</summary>
internal static class Words
{
    public static string Of(string word) =>
        string.Concat(word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}

/// <summary>
/// Two of Hanna's one-on-ones lie ahead on the day of seeding, or on the next working day: whoever opens the demo sees
/// something that is about to happen.
/// </summary>
internal static class DemoToday
{
    private static readonly TimeOnly Late = new(16, 0);

    private static readonly string[] Ahead = ["teo", "priya"];

    public static (DayOfWeek Weekday, TimeOnly At) Schedule(StoryPair pair, DateTimeOffset now)
    {
        var told = TimeOnly.ParseExact(pair.At, "HH:mm", CultureInfo.InvariantCulture);
        if (pair.Manager != "hanna" || !Ahead.Contains(pair.Report))
            return (Enum.Parse<DayOfWeek>(pair.Weekday), told);

        var (day, time) = WallClock.Local(now, pair.Zone);
        if (IsFree(day) || time > Late)
        {
            do
                day = day.AddDays(1);
            while (IsFree(day));

            return (day.DayOfWeek, told);
        }

        var soon = time.AddMinutes(25);
        var halfHour = new TimeOnly(soon.Hour, soon.Minute < 30 ? 30 : 0).AddHours(soon.Minute < 30 ? 0 : 1);
        var at = halfHour.AddMinutes(pair.Report == Ahead[0] ? 0 : 90);
        return (day.DayOfWeek, told > at ? told : at);
    }

    private static bool IsFree(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
