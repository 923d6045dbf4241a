using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// Every slot of one series, out of the rhythms that the two agreed on. The windows of the slots follow each other
/// without a gap or an overlap, from the first one until the series ends.
/// <para>
/// A rhythm is in force from its From until the day before the next one's. It meets for the first time in the first
/// week that begins after the last slot of the rhythm before, so a week never has two slots: the old slot stands in
/// for a new one of the same week, and the new rhythm keeps its own count, as its sentence says. The old window closes
/// where the new one opens.
/// </para>
/// <para>
/// The day on which a series ends is the first day without it: no slot on that day or later, and the last window
/// closes as that day begins.
/// </para>
/// </summary>
public sealed class SlotPlan
{
    // Beyond any plan, and well inside what dates can count.
    private static readonly DateOnly Horizon = new(2500, 1, 1);

    private readonly List<Stretch> stretches = [];

    private readonly DateTimeOffset end;

    /// <param name="agreed">
    /// In the order in which the two agreed on them. A later one takes the place of every earlier one from its From on,
    /// also of those that had yet to begin.
    /// </param>
    /// <param name="endsOn">The first day without the series; none while it goes on.</param>
    public SlotPlan(IReadOnlyList<Rhythm> agreed, DateOnly? endsOn)
    {
        var ends = endsOn is { } day && day < Horizon ? day : Horizon;
        var standing = Standing(agreed);

        for (var i = 0; i < standing.Count; i++)
        {
            var replaced = i + 1 < standing.Count ? standing[i + 1].From : ends;
            var stretch = new Stretch(standing[i], replaced < ends ? replaced : ends, stretches.LastOrDefault());
            if (stretch.First <= stretch.Last)
                stretches.Add(stretch);
        }

        if (stretches.Count > 0)
            end = WallClock.StartOfDay(ends, stretches[^1].Rhythm.Zone);
    }

    /// <summary>The slots planned from an instant on and before another, computed one by one as they are asked for.</summary>
    public IEnumerable<Slot> Slots(DateTimeOffset from, DateTimeOffset to) =>
        Since(from).SkipWhile(slot => slot.PlannedStart < from).TakeWhile(slot => slot.PlannedStart < to);

    /// <summary>The slot whose window holds an instant; none before the first window or after the series' end.</summary>
    public Slot? At(DateTimeOffset instant) => Since(instant).FirstOrDefault() is { } slot && slot.Holds(instant) ? slot : null;

    /// <summary>The first slot planned later than an instant.</summary>
    public Slot? Next(DateTimeOffset after) => Since(after).FirstOrDefault(slot => slot.PlannedStart > after);

    /// <summary>The last slot planned earlier than an instant.</summary>
    public Slot? Previous(DateTimeOffset before)
    {
        for (var place = LastOpenedBy(before); place is { } here; place = Before(here))
        {
            if (SlotAt(here) is var slot && slot.PlannedStart < before)
                return slot;
        }

        return null;
    }

    /// <summary>
    /// The slots whose windows closed later than one instant and not later than another, so that whoever settles them
    /// from run to run, each beginning where the last one stopped, meets every slot once.
    /// </summary>
    public IEnumerable<Slot> WithWindowEndingBetween(DateTimeOffset from, DateTimeOffset to) =>
        Since(from).SkipWhile(slot => slot.WindowTo <= from).TakeWhile(slot => slot.WindowTo <= to);

    private static List<Rhythm> Standing(IReadOnlyList<Rhythm> agreed)
    {
        var standing = new List<Rhythm>();
        foreach (var rhythm in agreed)
        {
            standing.RemoveAll(earlier => earlier.From >= rhythm.From);
            standing.Add(rhythm);
        }

        return standing;
    }

    /// <summary>The last slot whose window has opened by an instant, or the first one of all, and those that follow.</summary>
    private IEnumerable<Slot> Since(DateTimeOffset instant)
    {
        if (stretches.Count == 0)
            yield break;

        for (var place = LastOpenedBy(instant) ?? new Place(0, stretches[0].First); place is { } here; place = After(here))
            yield return SlotAt(here);
    }

    private Place? LastOpenedBy(DateTimeOffset instant)
    {
        var number = stretches.FindLastIndex(stretch => stretch.Rhythm.WeekStart(stretch.First) <= instant);
        return number < 0 ? null : new Place(number, stretches[number].LastOpenedBy(instant));
    }

    private Place? After(Place place)
    {
        if (place.Slot < stretches[place.Stretch].Last)
            return place with { Slot = place.Slot + 1 };

        return place.Stretch + 1 < stretches.Count ? new Place(place.Stretch + 1, stretches[place.Stretch + 1].First) : null;
    }

    private Place? Before(Place place)
    {
        if (place.Slot > stretches[place.Stretch].First)
            return place with { Slot = place.Slot - 1 };

        return place.Stretch > 0 ? new Place(place.Stretch - 1, stretches[place.Stretch - 1].Last) : null;
    }

    private Slot SlotAt(Place place)
    {
        var rhythm = stretches[place.Stretch].Rhythm;
        var closes = After(place) is { } next ? stretches[next.Stretch].Rhythm.WeekStart(next.Slot) : end;
        return new Slot(rhythm.Day(place.Slot), rhythm.Start(place.Slot), rhythm.Minutes, rhythm.WeekStart(place.Slot), closes);
    }

    /// <summary>A slot by the number of its stretch and its own number within the rhythm.</summary>
    private sealed record Place(int Stretch, int Slot);

    /// <summary>The slots of one rhythm that count, by the numbers of the first and the last.</summary>
    private sealed class Stretch
    {
        public Stretch(Rhythm rhythm, DateOnly until, Stretch? earlier)
        {
            Rhythm = rhythm;
            Last = rhythm.FirstOnOrAfter(until) - 1;

            // A skipped hour can push a slot late in the evening over midnight, into the day that is not ours any more.
            if (Last >= 0 && rhythm.Start(Last) >= WallClock.StartOfDay(until, rhythm.Zone))
                Last--;

            if (earlier is null)
                return;

            var stoodIn = earlier.Rhythm.Start(earlier.Last);
            First = rhythm.FirstOnOrAfter(Rhythm.MondayOf(earlier.Rhythm.Day(earlier.Last)).AddDays(7));

            // After a move far east the week can have begun before the old zone's Sunday meeting.
            while (rhythm.WeekStart(First) <= stoodIn)
                First++;
        }

        public Rhythm Rhythm { get; }

        public int First { get; }

        public int Last { get; }

        public int LastOpenedBy(DateTimeOffset instant)
        {
            if (Rhythm.WeekStart(Last) <= instant)
                return Last;

            var nextMonday = Rhythm.MondayOf(WallClock.Local(instant, Rhythm.Zone).Day).AddDays(7);
            return Math.Max(First, Rhythm.FirstOnOrAfter(nextMonday) - 1);
        }
    }
}
