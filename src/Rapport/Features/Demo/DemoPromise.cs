using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>One promise of the story and what became of it, with its history.</summary>
/// <param name="day">The day of the meeting, from which its date counts.</param>
/// <param name="ends">When the series ended, if it did.</param>
internal sealed class DemoPromise(
    StoryPromise told, Series series, Id<Meeting>? meeting, Person owner, Person other, DateTimeOffset made, DateOnly day, DateTimeOffset? ends, DateTimeOffset now)
{
    private DateTimeOffset _last = made;

    public IEnumerable<object> Rows(string key)
    {
        var id = new Id<OpenLoop>(Dice.Guid("OpenLoop/" + key));
        var loop = new OpenLoop(series.Id, owner.Id, told.ProposedStill ? other.Id : owner.Id, told.Text, Due(key), null, meeting, _last, id);
        if (!told.ProposedStill)
            Tell(loop, key);

        if (HasLeft)
            loop.EndAsLeft(ends!.Value);

        return [loop, .. loop.News.Select((item, at) => item.Named($"{key}/{at}"))];
    }

    private bool HasLeft => ends is { } end && owner.HasLeft(WallClock.Local(end, owner.TimeZone).Day.AddDays(1));

    private DateTimeOffset Until => HasLeft ? ends!.Value : now;

    private DateOnly OwnersToday => WallClock.Local(now, owner.TimeZone).Day;

    private DateOnly Due(string key)
    {
        var due = WorkingDay(day.AddDays(told.DueDays));
        // Whoever was late was late by now, also where the day begins later than where the two meet.
        var latest = OwnersToday.AddDays(-1 - (told.PostponedDays ?? []).Sum() - Dice.Roll(key + "/slack", 0, 1));
        return told.End == "late" && due > latest && latest > day ? latest : due;
    }

    private void Tell(OpenLoop loop, string key)
    {
        var postponements = told.PostponedDays ?? [];
        for (var at = 0; at < postponements.Count; at++)
        {
            var later = WorkingDay(loop.Due.AddDays(postponements[at]));
            var isLastWord = at == postponements.Count - 1 && told.End is null;
            Step(WallClock.Instant(loop.Due.AddDays(-1), new TimeOnly(15, 10), owner.TimeZone), key + "/" + at);
            loop.Postpone(later > loop.Due ? later : loop.Due.AddDays(1), isLastWord ? told.Word : null, _last);
        }

        var dueEnds = WallClock.StartOfDay(loop.Due.AddDays(1), owner.TimeZone);
        switch (told.End)
        {
            case "kept":
                Step(Dice.Moment(key + "/kept", _last, Earlier(dueEnds, Until), owner.TimeZone), key);
                loop.Keep(told.Word, WallClock.Local(_last, owner.TimeZone).Day, _last);
                break;
            case "late":
                Step(Dice.Moment(key + "/late", dueEnds, Earlier(dueEnds.AddDays(Dice.Roll(key + "/days", 1, 4)), Until), owner.TimeZone), key);
                loop.Keep(told.Word, WallClock.Local(_last, owner.TimeZone).Day, _last);
                break;
            case "not-kept":
                Step(Dice.Moment(key + "/given-up", dueEnds.AddDays(-1), dueEnds.AddDays(3), owner.TimeZone), key);
                loop.GiveUp(told.Word, _last);
                break;
        }
    }

    /// <summary>Goes on to a moment, or to one between the last step and now when that moment would be out of order.</summary>
    private void Step(DateTimeOffset wanted, string key) =>
        _last = wanted > _last && wanted < Until ? wanted : _last + ((Until - _last) * Dice.Roll(key + "/step", 2, 8) / 10);

    private DateOnly WorkingDay(DateOnly due)
    {
        var earlier = due.DayOfWeek switch { DayOfWeek.Saturday => due.AddDays(-1), DayOfWeek.Sunday => due.AddDays(-2), _ => due };
        return earlier > day ? earlier : due;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
