using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.OneOnOnes;

public class RhythmTests
{
    private static readonly TimeOnly Ten = new(10, 0);

    [Fact]
    public void Pages_say_it_in_one_sentence()
    {
        var from = new DateOnly(2026, 1, 8);

        Assert.Equal(
            "Weekly, 30 minutes, Thursdays at 10:00 in Berlin",
            new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Europe/Berlin", 30, from).Sentence);
        Assert.Equal(
            "Every two weeks, 60 minutes, Mondays at 09:05 in Buenos Aires",
            new Rhythm(Cadence.EveryTwoWeeks, DayOfWeek.Monday, new TimeOnly(9, 5), "America/Argentina/Buenos_Aires", 60, from).Sentence);
        Assert.Equal(
            "Monthly, 30 minutes, the second Thursday at 10:00 in Kathmandu",
            new Rhythm(Cadence.Monthly, DayOfWeek.Thursday, Ten, "Asia/Kathmandu", 30, from).Sentence);
        Assert.Equal(
            "Quarterly, 45 minutes, the last Friday of January, April, July and October at 10:00 in UTC",
            new Rhythm(Cadence.Quarterly, DayOfWeek.Friday, Ten, "UTC", 45, new DateOnly(2026, 1, 29)).Sentence);
    }

    [Fact]
    public void The_first_slot_is_the_first_such_weekday_on_or_after_the_start()
    {
        Assert.Equal(new DateOnly(2026, 1, 8), Thursdays(Cadence.Weekly, new DateOnly(2026, 1, 8)).FirstDay);
        Assert.Equal(new DateOnly(2026, 1, 15), Thursdays(Cadence.Weekly, new DateOnly(2026, 1, 9)).FirstDay);
    }

    [Fact]
    public void Every_two_weeks_counts_from_the_first_slot() =>
        Assert.Equal(["2026-12-24", "2027-01-07", "2027-01-21"], Days(Thursdays(Cadence.EveryTwoWeeks, new DateOnly(2026, 12, 20)), 3));

    [Fact]
    public void Monthly_keeps_the_ordinal_weekday_of_the_first_slot() =>
        Assert.Equal(
            ["2026-01-08", "2026-02-12", "2026-03-12", "2026-04-09"],
            Days(Thursdays(Cadence.Monthly, new DateOnly(2026, 1, 5)), 4));

    [Fact]
    public void A_fourth_weekday_stays_the_fourth_even_when_it_was_the_last() =>
        Assert.Equal(
            ["2026-02-26", "2026-03-26", "2026-04-23"],
            Days(Thursdays(Cadence.Monthly, new DateOnly(2026, 2, 26)), 3));

    [Fact]
    public void A_fifth_weekday_means_the_last() =>
        Assert.Equal(
            ["2024-02-29", "2024-03-28", "2024-04-25", "2024-05-30"],
            Days(Thursdays(Cadence.Monthly, new DateOnly(2024, 2, 29)), 4));

    [Fact]
    public void Quarterly_is_every_three_months_across_the_new_year() =>
        Assert.Equal(
            ["2026-11-12", "2027-02-11", "2027-05-13", "2027-08-12"],
            Days(Thursdays(Cadence.Quarterly, new DateOnly(2026, 11, 10)), 4));

    [Fact]
    public void What_cannot_be_a_rhythm_is_refused()
    {
        var from = new DateOnly(2026, 1, 8);

        Refused(() => new Rhythm((Cadence)7, DayOfWeek.Thursday, Ten, "Europe/Berlin", 30, from));
        Refused(() => new Rhythm(Cadence.Weekly, (DayOfWeek)7, Ten, "Europe/Berlin", 30, from));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, new TimeOnly(10, 0, 30), "Europe/Berlin", 30, from));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Berlin", 30, from));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Europe/Berlin", 0, from));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Europe/Berlin", 241, from));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Europe/Berlin", 30, new DateOnly(1999, 12, 31)));
        Refused(() => new Rhythm(Cadence.Weekly, DayOfWeek.Thursday, Ten, "Europe/Berlin", 30, DateOnly.MaxValue));
    }

    [Fact]
    public void Cadences_are_ordered_by_rarity()
    {
        Assert.True(Cadence.Monthly.IsRarerThan(Cadence.EveryTwoWeeks));
        Assert.False(Cadence.Weekly.IsRarerThan(Cadence.Weekly));
        Assert.Equal("every two weeks", Cadence.EveryTwoWeeks.Word());
        Assert.Equal("Every two weeks", Cadence.EveryTwoWeeks.Title());
    }

    private static Rhythm Thursdays(Cadence cadence, DateOnly from) =>
        new(cadence, DayOfWeek.Thursday, Ten, "Europe/Berlin", 30, from);

    private static IEnumerable<string> Days(Rhythm rhythm, int count) =>
        new SlotPlan([rhythm], null).Slots(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Take(count)
            .Select(slot => slot.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    private static void Refused(Func<Rhythm> make) => Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(make).Kind);
}
