using System.Globalization;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

public class SlotPlanTests
{
    private static readonly DateTimeOffset Beginning = DateTimeOffset.MinValue;

    [Fact]
    public void The_local_time_stays_when_the_clocks_change()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-19")], null);

        Assert.Equal(["2026-03-19T09:00Z", "2026-03-26T09:00Z", "2026-04-02T08:00Z"], Starts(plan, 3));
    }

    [Fact]
    public void A_window_runs_from_Monday_midnight_in_the_zone_of_the_series_to_that_of_the_next_slot()
    {
        var slot = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-19")], null).At(Utc("2026-03-24T12:00Z"))!;

        Assert.Equal(new DateOnly(2026, 3, 26), slot.Day);
        Assert.Equal(Utc("2026-03-22T23:00Z"), slot.WindowFrom);
        Assert.Equal(Utc("2026-03-29T22:00Z"), slot.WindowTo);
        Assert.Equal(Utc("2026-03-26T09:30Z"), slot.PlannedEnd);
        Assert.True(slot.Holds(slot.WindowFrom));
        Assert.False(slot.Holds(slot.WindowTo));
    }

    [Fact]
    public void A_monthly_slot_may_move_until_the_week_of_the_next_one()
    {
        var monthly = new Rhythm(Cadence.Monthly, DayOfWeek.Thursday, new TimeOnly(10, 0), "Europe/Berlin", 30, Day("2026-01-08"));
        var slot = new SlotPlan([monthly], null).At(Utc("2026-01-20T12:00Z"))!;

        Assert.Equal(Utc("2026-01-04T23:00Z"), slot.WindowFrom);
        Assert.Equal(Utc("2026-02-08T23:00Z"), slot.WindowTo);
    }

    [Fact]
    public void Before_the_first_window_there_is_nothing_to_be_held()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-18")], null);

        Assert.Null(plan.At(Utc("2026-03-15T22:59Z")));
        Assert.Equal(Day("2026-03-19"), plan.At(Utc("2026-03-15T23:00Z"))?.Day);
        Assert.Null(plan.Previous(Utc("2026-03-19T09:00Z")));
        Assert.Equal(Day("2026-03-19"), plan.Next(Beginning)?.Day);
    }

    [Fact]
    public void Next_and_previous_leave_out_the_slot_that_is_planned_at_that_instant()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-18")], null);

        Assert.Equal(Day("2026-04-02"), plan.Next(Utc("2026-03-26T09:00Z"))?.Day);
        Assert.Equal(Day("2026-03-26"), plan.Next(Utc("2026-03-26T08:59Z"))?.Day);
        Assert.Equal(Day("2026-03-19"), plan.Previous(Utc("2026-03-26T09:00Z"))?.Day);
        Assert.Equal(Day("2026-03-26"), plan.Previous(Utc("2026-03-26T09:01Z"))?.Day);
    }

    [Fact]
    public void A_new_weekday_in_a_week_that_has_its_slot_waits_for_the_next_week()
    {
        // Tuesday 3 March is held; from Thursday 5 March they meet on Fridays.
        var plan = new SlotPlan([Weekly(DayOfWeek.Tuesday, "2026-02-24"), Weekly(DayOfWeek.Friday, "2026-03-05")], null);

        Assert.Equal(["2026-02-24T09:00Z", "2026-03-03T09:00Z", "2026-03-13T09:00Z", "2026-03-20T09:00Z"], Starts(plan, 4));
        Assert.Equal(Utc("2026-03-08T23:00Z"), plan.At(Utc("2026-03-03T09:00Z"))!.WindowTo);
    }

    [Fact]
    public void A_new_weekday_in_a_week_without_a_slot_counts_at_once()
    {
        // From Wednesday 4 March the old Thursday falls away and Friday takes its place.
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-02-26"), Weekly(DayOfWeek.Friday, "2026-03-04")], null);

        Assert.Equal(["2026-02-26T09:00Z", "2026-03-06T09:00Z", "2026-03-13T09:00Z"], Starts(plan, 3));
    }

    [Fact]
    public void The_old_slot_stands_in_for_the_new_monthly_one_of_its_week_and_the_ordinal_stays_as_agreed()
    {
        var monthly = new Rhythm(Cadence.Monthly, DayOfWeek.Friday, new TimeOnly(10, 0), "Europe/Berlin", 30, Day("2026-03-05"));
        var plan = new SlotPlan([Weekly(DayOfWeek.Tuesday, "2026-02-24"), monthly], null);

        Assert.Equal(["2026-02-24T09:00Z", "2026-03-03T09:00Z", "2026-04-03T08:00Z", "2026-05-01T08:00Z"], Starts(plan, 4));
    }

    [Fact]
    public void A_move_far_east_never_opens_a_window_before_the_last_slot_of_the_old_zone()
    {
        var honolulu = new Rhythm(Cadence.Weekly, DayOfWeek.Sunday, new TimeOnly(23, 0), "Pacific/Honolulu", 30, Day("2026-03-01"));
        var kiritimati = new Rhythm(Cadence.Weekly, DayOfWeek.Monday, new TimeOnly(0, 30), "Pacific/Kiritimati", 30, Day("2026-03-09"));
        var plan = new SlotPlan([honolulu, kiritimati], null);

        Assert.Equal(["2026-03-02T09:00Z", "2026-03-09T09:00Z", "2026-03-15T10:30Z"], Starts(plan, 3));
        Assert.Equal(Utc("2026-03-15T10:00Z"), plan.At(Utc("2026-03-09T09:00Z"))!.WindowTo);
    }

    [Fact]
    public void A_later_agreement_takes_the_place_of_one_that_had_yet_to_begin()
    {
        foreach (var planned in new[] { "2026-03-09", "2026-06-01" })
        {
            var plan = new SlotPlan(
                [Weekly(DayOfWeek.Tuesday, "2026-02-24"), Weekly(DayOfWeek.Friday, planned), Weekly(DayOfWeek.Monday, "2026-03-09")],
                null);

            Assert.Equal(["2026-02-24T09:00Z", "2026-03-03T09:00Z", "2026-03-09T09:00Z"], Starts(plan, 3));
            Assert.Equal(DayOfWeek.Monday, plan.Next(Utc("2026-06-03T00:00Z"))?.Day.DayOfWeek);
        }
    }

    [Fact]
    public void The_day_of_the_end_has_no_slot_and_closes_the_last_window_as_it_begins()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-05")], Day("2026-03-19"));

        Assert.Equal(["2026-03-05T09:00Z", "2026-03-12T09:00Z"], Starts(plan, 9));
        Assert.Equal(Utc("2026-03-18T23:00Z"), plan.At(Utc("2026-03-18T22:59Z"))!.WindowTo);
        Assert.Null(plan.At(Utc("2026-03-18T23:00Z")));
        Assert.Null(plan.Next(Utc("2026-03-12T09:00Z")));
        Assert.Equal(Day("2026-03-12"), plan.Previous(DateTimeOffset.MaxValue)?.Day);
    }

    [Fact]
    public void An_end_in_the_middle_of_a_window_cuts_it()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-05")], Day("2026-03-13"));

        Assert.Equal(Utc("2026-03-12T23:00Z"), plan.At(Utc("2026-03-12T09:00Z"))!.WindowTo);
    }

    [Fact]
    public void A_series_that_ends_before_it_began_or_agreed_on_nothing_has_no_slots()
    {
        foreach (var plan in new[] { new SlotPlan([], null), new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-05")], Day("2026-03-05")) })
        {
            Assert.Empty(plan.Slots(Beginning, DateTimeOffset.MaxValue));
            Assert.Empty(plan.WithWindowEndingBetween(Beginning, DateTimeOffset.MaxValue));
            Assert.Null(plan.At(Utc("2026-03-05T09:00Z")));
            Assert.Null(plan.Next(Beginning));
            Assert.Null(plan.Previous(DateTimeOffset.MaxValue));
        }
    }

    [Fact]
    public void A_skipped_hour_does_not_carry_the_last_slot_past_the_end()
    {
        // In Nuuk 23:30 on the last Saturday of March becomes 00:30 on Sunday.
        var nuuk = new Rhythm(Cadence.Weekly, DayOfWeek.Saturday, new TimeOnly(23, 30), "America/Nuuk", 30, Day("2026-03-21"));
        var plan = new SlotPlan([nuuk], Day("2026-03-29"));

        Assert.Equal("00:30", WallClock.Local(new SlotPlan([nuuk], null).Next(Utc("2026-03-25T00:00Z"))!.PlannedStart, "America/Nuuk").At.ToString("HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(["2026-03-22T01:30Z"], Starts(plan, 9));
    }

    [Fact]
    public void Settling_meets_every_window_once_whatever_the_length_of_its_runs()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2026-03-05")], Day("2026-03-26"));
        var runs = new[] { "2026-03-01T00:00Z", "2026-03-08T22:59Z", "2026-03-08T23:00Z", "2026-03-09T00:00Z", "2026-03-25T23:00Z", "2026-05-01T00:00Z" };

        var settled = runs.Zip(runs.Skip(1), (from, to) => plan.WithWindowEndingBetween(Utc(from), Utc(to)).Select(slot => slot.Day.Day).ToArray());

        Assert.Equal([[], [5], [], [12, 19], []], settled);
    }

    [Fact]
    public void A_range_far_from_the_beginning_costs_no_more_than_one_close_to_it()
    {
        var plan = new SlotPlan([Weekly(DayOfWeek.Thursday, "2000-01-06")], null);
        _ = plan.At(Utc("2490-01-01T00:00Z"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(12, plan.Slots(Utc("2490-01-01T00:00Z"), Utc("2490-03-26T00:00Z")).Count());
        Assert.NotNull(plan.At(Utc("2490-01-01T00:00Z")));
        Assert.NotNull(plan.Previous(Utc("2490-01-01T00:00Z")));
        Assert.NotEmpty(plan.WithWindowEndingBetween(Utc("2490-01-01T00:00Z"), Utc("2490-02-01T00:00Z")));

        // Some 25,000 weeks lie before; stepping through them would allocate megabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static Rhythm Weekly(DayOfWeek weekday, string from) =>
        new(Cadence.Weekly, weekday, new TimeOnly(10, 0), "Europe/Berlin", 30, Day(from));

    private static IEnumerable<string> Starts(SlotPlan plan, int count) => plan
        .Slots(Beginning, DateTimeOffset.MaxValue)
        .Take(count)
        .Select(slot => slot.PlannedStart.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
