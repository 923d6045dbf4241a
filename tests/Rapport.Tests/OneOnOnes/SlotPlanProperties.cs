using FsCheck;
using FsCheck.Fluent;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

/// <summary>What holds for every plan: up to four rhythms in any zones, with or without an end.</summary>
public class SlotPlanProperties
{
    private static readonly string[] Zones =
    [
        "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Havana", "America/Santiago", "America/Nuuk", "Africa/Casablanca",
        "Africa/Cairo", "Asia/Tehran", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Honolulu",
        "Pacific/Kiritimati", "UTC",
    ];

    private static readonly DateTimeOffset Beginning = DateTimeOffset.MinValue;

    private static readonly Gen<Rhythm> Rhythms =
        from cadence in Gen.Elements(Enum.GetValues<Cadence>())
        from weekday in Gen.Frequency((3, Gen.Elements(DayOfWeek.Sunday, DayOfWeek.Monday)), (4, Gen.Elements(Enum.GetValues<DayOfWeek>())))
        from minute in Gen.Frequency((1, Gen.Choose(0, 1439)), (1, Gen.Choose(0, 180)), (1, Gen.Choose(1380, 1439)))
        from zone in Gen.Elements(Zones)
        from day in Gen.Choose(0, 900)
        select new Rhythm(cadence, weekday, new TimeOnly(0).AddMinutes(minute), zone, 30, new DateOnly(2019, 1, 1).AddDays(day));

    private static readonly Gen<Agreement> Agreements =
        from count in Gen.Choose(1, 4)
        from rhythms in Rhythms.ListOf(count)
        from ends in Gen.Frequency((1, Gen.Constant<DateOnly?>(null)), (2, Gen.Choose(0, 1500).Select(day => (DateOnly?)new DateOnly(2019, 1, 1).AddDays(day))))
        from inTurn in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Agreement(inTurn ? [.. rhythms.OrderBy(rhythm => rhythm.From)] : [.. rhythms], ends);

    [Fact]
    public void Windows_tile_time_from_the_first_one_to_the_end() => Holds(agreement =>
    {
        var slots = agreement.SomeSlots();

        return slots.Zip(slots.Skip(1)).All(pair => pair.First.WindowTo == pair.Second.WindowFrom)
            && slots.All(slot => slot.WindowFrom < slot.WindowTo)
            && (agreement.EndsOn is not { } end || slots.Length == 0 || agreement.StartsOf(end).Contains(slots[^1].WindowTo));
    });

    [Fact]
    public void Every_slot_is_planned_inside_its_own_window() => Holds(agreement =>
        agreement.SomeSlots().All(slot => slot.Holds(slot.PlannedStart)));

    [Fact]
    public void No_calendar_week_has_two_slots() => Holds(agreement =>
    {
        // Day 0, 1 January of the year 1, was a Monday.
        var weeks = agreement.SomeSlots().Select(slot => slot.Day.DayNumber / 7).ToArray();
        return weeks.Distinct().Count() == weeks.Length;
    });

    [Fact]
    public void Any_instant_finds_the_one_slot_whose_window_holds_it() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2000),
        Prop.ForAll(Agreements.Zip(Gen.Choose(0, 2200 * 24 * 4)).ToArbitrary(), drawn =>
        {
            var (agreement, quarters) = drawn;
            var instant = new DateTimeOffset(2018, 12, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15 * quarters);
            var slots = agreement.SomeSlots();
            var plan = agreement.Plan;

            return plan.At(instant) == slots.SingleOrDefault(slot => slot.Holds(instant))
                && plan.Next(instant) == slots.FirstOrDefault(slot => slot.PlannedStart > instant)
                && plan.Previous(instant) == slots.LastOrDefault(slot => slot.PlannedStart < instant)
                && plan.Slots(instant, instant.AddDays(84)).SequenceEqual(slots.Where(slot => slot.PlannedStart >= instant && slot.PlannedStart < instant.AddDays(84)))
                && plan.WithWindowEndingBetween(instant, instant.AddDays(84)).SequenceEqual(slots.Where(slot => slot.WindowTo > instant && slot.WindowTo <= instant.AddDays(84)));
        }));

    [Fact]
    public void The_edges_of_windows_find_the_window_that_opens() => Holds(agreement =>
        agreement.SomeSlots().All(slot =>
            agreement.Plan.At(slot.WindowFrom) == slot
            && agreement.Plan.At(slot.WindowTo.AddTicks(-1)) == slot
            && agreement.Plan.At(slot.WindowTo) != slot));

    [Fact]
    public void Every_slot_keeps_its_wall_clock_time_unless_the_clocks_skip_it() => Holds(agreement =>
    {
        var zones = agreement.Rhythms.Select(rhythm => (rhythm.Zone, rhythm.At)).ToArray();
        return agreement.SomeSlots().All(slot => zones.Any(agreed =>
            WallClock.Local(slot.PlannedStart, agreed.Zone) == (slot.Day, agreed.At)
            || WallClock.Instant(slot.Day, agreed.At, agreed.Zone) == slot.PlannedStart));
    });

    [Fact]
    public void Monthly_and_quarterly_slots_keep_the_ordinal_of_the_first() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000),
        Prop.ForAll(Rhythms.Where(rhythm => rhythm.Cadence.IsRarerThan(Cadence.EveryTwoWeeks)).ToArbitrary(), rhythm =>
        {
            var days = new Agreement([rhythm], null).SomeSlots().Select(slot => slot.Day).ToArray();
            var ordinal = (days[0].Day + 6) / 7;

            return days.All(day => day.DayOfWeek == rhythm.Weekday
                && (ordinal == 5 ? day.AddDays(7).Month != day.Month : (day.Day + 6) / 7 == ordinal));
        }));

    [Fact]
    public void A_plan_is_what_reading_the_rules_day_by_day_gives() => Holds(agreement =>
        agreement.SomeSlots().Select(slot => (slot.Day, slot.PlannedStart)).SequenceEqual(agreement.DayByDay()));

    [Fact]
    public void Rhythms_that_are_only_cut_where_the_next_begins_are_caught() => Assert.Contains(
        Agreements.Sample(300),
        agreement =>
        {
            var cut = agreement.Rhythms.SelectMany((rhythm, i) =>
                new Agreement([rhythm], i + 1 < agreement.Rhythms.Length ? agreement.Rhythms[i + 1].From : agreement.EndsOn).SomeSlots());
            var weeks = cut.Select(slot => slot.Day.DayNumber / 7).ToArray();
            return weeks.Distinct().Count() < weeks.Length;
        });

    private static void Holds(Func<Agreement, bool> property) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000),
        Prop.ForAll(Agreements.ToArbitrary(), property));

    public sealed record Agreement(Rhythm[] Rhythms, DateOnly? EndsOn)
    {
        private static readonly DateOnly Far = new(2025, 7, 1);

        public SlotPlan Plan { get; } = new(Rhythms, EndsOn);

        public Slot[] SomeSlots() => [.. Plan.Slots(Beginning, new DateTimeOffset(Far, default, TimeSpan.Zero))];

        public IEnumerable<DateTimeOffset> StartsOf(DateOnly day) => Rhythms.Select(rhythm => WallClock.StartOfDay(day, rhythm.Zone));

        public override string ToString() => $"{string.Join(" | ", Rhythms.Select(rhythm => $"{rhythm.Sentence}, {rhythm.From:O}"))} until {EndsOn:O}";

        /// <summary>The same rules read naively: walk through every day and ask whether it is a slot.</summary>
        public IEnumerable<(DateOnly Day, DateTimeOffset Start)> DayByDay()
        {
            (DateOnly Day, DateTimeOffset Start)? last = null;
            for (var i = 0; i < Rhythms.Length; i++)
            {
                var rhythm = Rhythms[i];
                var until = Rhythms.Skip(i + 1).Select(later => later.From).Append(EndsOn ?? DateOnly.MaxValue).Append(Far.AddDays(2)).Min();
                var hits = 0;
                var months = -1;
                var ordinal = 0;
                var lastOfRhythm = last;
                for (var day = rhythm.From; day < until; day = day.AddDays(1))
                {
                    if (months >= 0 && day.Day == 1)
                        months++;
                    if (day.DayOfWeek != rhythm.Weekday)
                        continue;

                    if (hits == 0)
                    {
                        months = 0;
                        ordinal = (day.Day + 6) / 7;
                    }

                    var inMonth = ordinal == 5 ? day.AddDays(7).Month != day.Month : (day.Day + 6) / 7 == ordinal;
                    var isSlot = rhythm.Cadence switch
                    {
                        Cadence.Weekly => true,
                        Cadence.EveryTwoWeeks => hits % 2 == 0,
                        Cadence.Monthly => inMonth,
                        _ => inMonth && months % 3 == 0,
                    };
                    hits++;
                    if (!isSlot)
                        continue;

                    var monday = day;
                    while (monday.DayOfWeek != DayOfWeek.Monday)
                        monday = monday.AddDays(-1);
                    var start = WallClock.Instant(day, rhythm.At, rhythm.Zone);
                    if (start >= WallClock.StartOfDay(until, rhythm.Zone))
                        continue;
                    if (last is { } before && (before.Day >= monday || before.Start >= WallClock.StartOfDay(monday, rhythm.Zone)))
                        continue;

                    lastOfRhythm = (day, start);
                    if (start < new DateTimeOffset(Far, default, TimeSpan.Zero))
                        yield return (day, start);
                }

                last = lastOfRhythm;
            }
        }
    }
}
