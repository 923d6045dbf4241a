using Rapport.Features.OneOnOnes;

namespace Rapport.Tests.OneOnOnes;

public class TimeBudgetTests
{
    [Fact]
    public void Eight_reports_at_half_an_hour_a_week_are_200_hours()
    {
        var budget = TimeBudget.Of(Enumerable.Repeat(Of(Cadence.Weekly, 30), 8));

        Assert.Equal(4, budget.HoursAWeek);
        Assert.Equal(200, budget.HoursAYear);
        Assert.Equal(25, budget.HoursAYearEach);
        Assert.Equal("4 hours a week, 200 hours over 50 weeks: 25 hours for each of 8 people.", budget.Sentence);
    }

    [Fact]
    public void Rarer_cadences_count_the_meetings_of_a_year()
    {
        var budget = TimeBudget.Of([Of(Cadence.EveryTwoWeeks, 60), Of(Cadence.Monthly, 30), Of(Cadence.Quarterly, 45)]);

        Assert.Equal(25 + 6 + 3, budget.HoursAYear);
        Assert.Equal("41 minutes a week, 34 hours over 50 weeks: 11 hours for each of 3 people.", budget.Sentence);
    }

    [Fact]
    public void One_pair_and_none_read_well()
    {
        Assert.Equal("30 minutes a week, 25 hours over 50 weeks.", TimeBudget.None.With(Cadence.Weekly, 30).Sentence);
        Assert.Equal("1 hour a week, 50 hours over 50 weeks.", TimeBudget.None.With(Cadence.Weekly, 60).Sentence);
        Assert.Equal("No one-on-ones yet, so no time.", TimeBudget.Of([]).Sentence);
    }

    private static Rhythm Of(Cadence cadence, int minutes) =>
        new(cadence, DayOfWeek.Thursday, new TimeOnly(10, 0), "Europe/Berlin", minutes, new DateOnly(2026, 1, 5));
}
