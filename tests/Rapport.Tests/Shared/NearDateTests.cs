using System.Globalization;
using Rapport.Features.Shared;

namespace Rapport.Tests.Shared;

public sealed class NearDateTests
{
    private static readonly DateOnly Thursday = new(2026, 3, 19);

    [Theory]
    [InlineData("2026-03-19", "today")]
    [InlineData("2026-03-20", "tomorrow")]
    [InlineData("2026-03-18", "yesterday")]
    [InlineData("2026-03-24", "in 5 days, Tue 24 March")]
    [InlineData("2026-04-01", "in 13 days, Wed 1 April")]
    [InlineData("2026-04-02", "Thu 2 April")]
    [InlineData("2026-03-16", "3 days ago, Mon 16 March")]
    [InlineData("2026-02-19", "Thu 19 February")]
    [InlineData("2027-01-07", "Thu 7 January 2027")]
    public void A_day_is_said_as_people_say_it(string day, string said) =>
        Assert.Equal(said, NearDate.Day(Parse(day), Thursday));

    [Theory]
    [InlineData("2026-03-19", "today")]
    [InlineData("2026-03-18", "1 day late")]
    [InlineData("2026-03-16", "3 days late")]
    [InlineData("2026-02-20", "27 days late")]
    [InlineData("2026-02-19", "4 weeks late")]
    [InlineData("2026-03-27", "in 8 days, Fri 27 March")]
    public void A_promise_past_its_day_is_late(string due, string said) =>
        Assert.Equal(said, NearDate.Due(Parse(due), Thursday));

    [Theory]
    [InlineData("2026-03-19 10:00", "in 25 min, 10:00")]
    [InlineData("2026-03-19 14:30", "in 5 h, 14:30")]
    [InlineData("2026-03-19 09:35", "now")]
    [InlineData("2026-03-19 09:10", "25 min ago, 09:10")]
    [InlineData("2026-03-20 09:30", "tomorrow 09:30")]
    [InlineData("2026-03-18 23:59", "yesterday 23:59")]
    [InlineData("2026-03-21 10:00", "in 2 days, Sat 10:00")]
    [InlineData("2026-03-26 10:00", "in 7 days, Thu 26 March, 10:00")]
    [InlineData("2026-04-09 10:00", "Thu 9 April, 10:00")]
    public void A_moment_is_near_first_and_exact_after(string at, string said) =>
        Assert.Equal(said, NearDate.Moment(At(at), At("2026-03-19 09:35")));

    [Fact]
    public void Midnight_and_not_24_hours_makes_it_tomorrow() =>
        Assert.Equal("tomorrow 00:05", NearDate.Moment(At("2026-03-20 00:05"), At("2026-03-19 23:55")));

    [Theory]
    [InlineData("2026-03-19 10:00", "10:00", "in 25 min")]
    [InlineData("2026-03-20 09:30", "Tomorrow", "09:30")]
    [InlineData("2026-03-23 11:00", "Mon 23", "11:00")]
    [InlineData("2026-05-04 11:00", "4 May", "11:00")]
    public void The_margin_says_what_matters_first(string at, string first, string second) =>
        Assert.Equal((first, second), NearDate.Fact(At(at), At("2026-03-19 09:35")));

    [Fact]
    public void Whoever_asks_gets_the_exact_date()
    {
        Assert.Equal("Thu 19 March 2026", NearDate.Exact(Thursday));
        Assert.Equal("Thu 19 March 2026, 10:00", NearDate.Exact(At("2026-03-19 10:00")));
    }

    private static DateOnly Parse(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime At(string at) => DateTime.ParseExact(at, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
