using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>What the two of one series said to each other, meeting by meeting from the oldest on, as rows.</summary>
internal sealed class DemoConversation(
    StoryPair told, Series series, Person manager, Person report, DateTimeOffset begins, DateTimeOffset? ends, DateTimeOffset now)
{
    private readonly string _key = $"{told.Manager}-{told.Report}";
    private readonly List<object> _rows = [];

    // For each slot, counted back: the days before it, in which its points were raised, and how many meetings were held by then.
    private readonly Dictionary<int, (DateTimeOffset From, DateTimeOffset To, int Held)> _before = [];
    private DateTimeOffset _last = begins;
    private int _held;

    public void Approach(Meeting meeting, int ago) => _before[ago] = (_last, meeting.StartsAt, _held);

    public void Pass(Meeting meeting)
    {
        var wasHeld = meeting.Outcome == MeetingOutcome.Held;
        _held += wasHeld ? 1 : 0;
        _last = meeting.FirstClosedAt ?? (wasHeld && meeting.IsRecordedOnly ? meeting.SettledAt!.Value : meeting.EndsAt);
    }

    /// <summary>A meeting in which they sat together and wrote.</summary>
    public void Hold(Meeting meeting, StoryMeeting? said, int ago)
    {
        var key = $"{_key}/{ago}";
        var start = meeting.StartsAt.AddMinutes(Dice.Roll(key + "/start", 0, 4));
        var planned = start.AddMinutes(said?.Minutes ?? meeting.Minutes + Dice.Roll(key + "/minutes", -7, 4));
        var end = planned < now ? planned : now.AddMinutes(-1);
        meeting.Start(Either(key + "/starter").Id, start);
        meeting.Open(Dice.Roll(key + "/opening", 0, 2) == 0 ? Opening.Loops : Opening.Points);
        if (said?.Concern is { } concern)
            Write(meeting, SharedTextKind.Concern, null, concern, report, start.AddMinutes(2), key);

        Discuss(meeting, said?.Points ?? [], ago, start, end);
        if (said?.State == "unfinished")
            return;

        Conclude(said, meeting.Id, key, end);
        meeting.Close(Either(key + "/closer").Id, Skipped(said, "manager"), Skipped(said, "report"), end);
    }

    /// <summary>They met, and wrote nothing: what came of it was entered afterwards, on the series' page.</summary>
    public void Remember(StoryMeeting said, int ago, DateTimeOffset at)
    {
        foreach (var (point, number) in Numbered(said.Points ?? []))
            Raise(point, point.RaisedAgo ?? ago, number, $"{_key}/{ago}").Close(Closing(point), point.ClosingWord ?? point.Notes, By(point.By).Id, null, at);

        Conclude(said, null, $"{_key}/{ago}", at);
    }

    /// <summary>What is still on the agenda; then the rows are complete.</summary>
    public IEnumerable<object> Finish()
    {
        _before[0] = (_last, ends ?? now, _held);
        foreach (var (point, number) in Numbered(told.Open))
            Raise(point, point.RaisedAgo ?? 0, number, _key);

        return _rows;
    }

    private void Discuss(Meeting meeting, IReadOnlyList<StoryPoint> points, int ago, DateTimeOffset start, DateTimeOffset end)
    {
        var key = $"{_key}/{ago}";
        // The opener and the closing take their minutes; the report's points come first.
        var said = Numbered(points).OrderBy(one => one.Point.By == "report" ? 0 : 1).ToList();
        var weights = (said.Count > 0 ? said.Select((_, at) => Dice.Roll($"{key}/{at}/talk", 2, 6)) : [4, 3, 3]).ToList();
        var opener = start.AddMinutes(2);
        var each = (end.AddMinutes(-2) - opener) / weights.Sum();
        Talk(meeting, null, Part.People, start, opener, key + "/opener");
        var from = opener;
        for (var at = 0; at < weights.Count; at++)
        {
            var to = from + (each * weights[at]);
            if (said.Count == 0)
            {
                Talk(meeting, null, (Part)at, from, to, $"{key}/{at}");
            }
            else
            {
                var (point, number) = said[at];
                var row = Raise(point, point.RaisedAgo ?? ago, number, key);
                Talk(meeting, row.Id, row.Part, from, to, $"{key}/{at}");
                if (point.Notes is { } notes)
                    Write(meeting, SharedTextKind.Note, row.Id, notes, Either($"{key}/{at}/writer"), to.AddSeconds(-20), $"{key}/{at}");

                row.Close(Closing(point), point.ClosingWord, Either($"{key}/{at}/closer").Id, meeting.Id, to);
            }

            from = to;
        }
    }

    private AgendaPoint Raise(StoryPoint point, int ago, int number, string key)
    {
        key = $"{key}/{point.By}/{number}";
        var before = _before.TryGetValue(ago, out var known) ? known : _before[_before.Keys.Max()];
        var author = By(point.By);
        var at = Dice.Moment(key + "/raised", before.From, before.To, author.TimeZone);
        var sub = point.Sub is { } word ? Enum.Parse<PointSubKind>(Words.Of(word)) : (PointSubKind?)null;
        var row = new AgendaPoint(
            series.Id, author.Id, Enum.Parse<PointKind>(Words.Of(point.Kind)), sub, Enum.Parse<Part>(Words.Of(point.Part)),
            point.Title, point.Details, number, before.Held, at).Named(key);
        _rows.Add(row);
        return row;
    }

    private void Conclude(StoryMeeting? said, Id<Meeting>? meeting, string key, DateTimeOffset at)
    {
        var day = WallClock.Local(at, told.Zone).Day;
        foreach (var (decision, number) in (said?.Decisions ?? []).Select((decision, at) => (decision, at)))
        {
            var row = new Decision(
                series.Id, meeting, null, decision.Text, decision.FailureMode, day.AddDays(decision.ReviewInDays),
                Either($"{key}/{number}/decided").Id, at.AddSeconds(-90 + number)).Named($"{key}/{number}");
            _rows.Add(row);
            if (!decision.Published)
                continue;

            row.AgreeToPublish(isManager: true, at.AddSeconds(-30));
            row.AgreeToPublish(isManager: false, at.AddSeconds(-20));
        }

        foreach (var (promise, number) in (said?.Promises ?? []).Select((promise, at) => (promise, at)))
        {
            var owner = By(promise.By);
            var made = new DemoPromise(promise, series, meeting, owner, owner == manager ? report : manager, at.AddSeconds(-15 + number), day, ends, now);
            _rows.AddRange(made.Rows($"{key}/{number}"));
        }
    }

    private void Write(Meeting meeting, SharedTextKind kind, Id<AgendaPoint>? point, string text, Person by, DateTimeOffset at, string key)
    {
        var row = new SharedText(meeting.Id, kind, point).Named($"{key}/{kind}");
        row.Write(text, 0, by.Id, at);
        row.Fold();
        _rows.Add(row);
    }

    private void Talk(Meeting meeting, Id<AgendaPoint>? point, Part part, DateTimeOffset from, DateTimeOffset to, string key)
    {
        var talk = new Talk(meeting.Id, point, part, from).Named(key);
        talk.End(to, meeting);
        _rows.Add(talk);
    }

    private static string? Skipped(StoryMeeting? said, string who) =>
        said?.Promises?.Any(promise => promise.By == who) is true ? null : "Nothing this time";

    private static PointClosing Closing(StoryPoint point) => Enum.Parse<PointClosing>(Words.Of(point.ClosedAs!));

    /// <summary>Each with its number among those of its author.</summary>
    private static IEnumerable<(StoryPoint Point, int Number)> Numbered(IReadOnlyList<StoryPoint> points) =>
        points.Select((point, at) => (point, points.Take(at + 1).Count(other => other.By == point.By)));

    private Person By(string word) => word == "manager" ? manager : report;

    private Person Either(string key) => Dice.Roll(key, 0, 1) == 0 ? manager : report;
}
