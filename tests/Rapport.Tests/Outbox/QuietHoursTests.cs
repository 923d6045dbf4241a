using System.Globalization;
using Rapport.Features.Absences;
using Rapport.Features.Outbox;

namespace Rapport.Tests.Outbox;

/// <summary>Evenings, nights, weekends and holidays are one's own, as one's own clock shows them.</summary>
public class QuietHoursTests
{
    private static readonly QuietHours Hours = new([new PublicHoliday(new(2026, 4, 6), "Easter Monday", "Europe/Berlin"), new PublicHoliday(new(2026, 1, 1), "New Year", null)]);

    [Theory]
    [InlineData("2026-03-19T09:00Z", "Europe/Berlin", "2026-03-19T09:00Z")] // Thursday at ten
    [InlineData("2026-03-19T18:59Z", "Europe/Berlin", "2026-03-19T18:59Z")]
    [InlineData("2026-03-19T19:00Z", "Europe/Berlin", "2026-03-20T06:00Z")] // eight in the evening
    [InlineData("2026-03-19T04:00Z", "Europe/Berlin", "2026-03-19T06:00Z")]
    [InlineData("2026-03-20T19:00Z", "Europe/Berlin", "2026-03-23T06:00Z")] // Friday evening
    [InlineData("2026-03-21T11:00Z", "Europe/Berlin", "2026-03-23T06:00Z")] // Saturday
    [InlineData("2026-03-28T11:00Z", "Europe/Berlin", "2026-03-30T05:00Z")] // the clocks go forward that night
    [InlineData("2026-04-03T19:00Z", "Europe/Berlin", "2026-04-07T05:00Z")] // before Easter
    [InlineData("2026-04-06T09:00Z", "Europe/London", "2026-04-06T09:00Z")] // a holiday of others
    [InlineData("2025-12-31T22:00Z", "Asia/Kolkata", "2026-01-02T01:30Z")]
    [InlineData("2026-03-19T01:00Z", "Asia/Kolkata", "2026-03-19T01:30Z")]
    public void A_message_that_can_wait_comes_when_its_receiver_works(string at, string zone, string open) =>
        Assert.Equal(At(open), Hours.Open(At(at), zone));

    [Fact]
    public void An_organisation_whose_days_are_all_holidays_is_written_to_all_the_same()
    {
        var always = new QuietHours([.. Enumerable.Range(0, 400).Select(day => new PublicHoliday(new DateOnly(2026, 1, 1).AddDays(day), "A holiday", null))]);
        Assert.Equal(At("2026-03-19T09:00Z"), always.Open(At("2026-03-19T09:00Z"), "UTC"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
