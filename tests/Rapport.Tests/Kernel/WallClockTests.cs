using System.Globalization;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Kernel;

public class WallClockTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30Z", "03:30 summer time, as far past the gap as it was into it")]
    [InlineData("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00Z", "the first minute that exists again")]
    [InlineData("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30Z", "the pass in summer time")]
    [InlineData("America/New_York", "2026-03-08 02:15", "2026-03-08T07:15Z", "03:15 summer time")]
    [InlineData("America/New_York", "2026-11-01 01:59", "2026-11-01T05:59Z", "the pass in summer time")]
    [InlineData("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45Z", "02:45: clocks move by half an hour only")]
    [InlineData("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45Z", "the first of two passes half an hour apart")]
    [InlineData("America/Sao_Paulo", "2018-11-04 00:30", "2018-11-04T03:30Z", "clocks skipped midnight: 01:30")]
    [InlineData("America/Sao_Paulo", "2026-11-01 00:30", "2026-11-01T03:30Z", "no summer time any more")]
    [InlineData("Africa/Casablanca", "2026-02-09 10:00", "2026-02-09T09:00Z", "an hour ahead, before Ramadan")]
    [InlineData("Africa/Casablanca", "2026-03-02 10:00", "2026-03-02T10:00Z", "clocks went back for Ramadan")]
    [InlineData("Pacific/Apia", "2011-12-30 10:00", "2011-12-30T20:00Z", "the whole day was skipped: 31 December at 10:00")]
    [InlineData("Asia/Kathmandu", "2026-06-01 10:00", "2026-06-01T04:15Z", "a quarter of an hour off the half")]
    [InlineData("Pacific/Kiritimati", "2026-06-01 10:00", "2026-05-31T20:00Z", "fourteen hours ahead")]
    public void A_skipped_time_moves_forward_and_a_repeated_one_is_the_first_pass(string zone, string local, string utc, string because)
    {
        var planned = DateTime.Parse(local, CultureInfo.InvariantCulture);

        var instant = WallClock.Instant(DateOnly.FromDateTime(planned), TimeOnly.FromDateTime(planned), zone);

        Assert.True(Utc(utc) == instant, $"{instant:u} is not {utc}: {because}");
        Assert.Equal(TimeSpan.Zero, instant.Offset);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z")]
    [InlineData("America/Havana", "2025-11-02", "2025-11-02T04:00Z")]
    [InlineData("Asia/Tehran", "2020-09-21", "2020-09-20T20:30Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z")]
    public void A_day_starts_at_its_first_instant_even_where_midnight_is_skipped_or_repeated(string zone, string day, string utc) =>
        Assert.Equal(Utc(utc), WallClock.StartOfDay(DateOnly.Parse(day, CultureInfo.InvariantCulture), zone));

    [Fact]
    public void One_instant_is_two_days_in_two_zones()
    {
        var instant = Utc("2026-03-19T22:30Z");

        Assert.Equal((new DateOnly(2026, 3, 19), new TimeOnly(23, 30)), WallClock.Local(instant, "Europe/Berlin"));
        Assert.Equal((new DateOnly(2026, 3, 20), new TimeOnly(11, 30)), WallClock.Local(instant, "Pacific/Auckland"));
        Assert.Equal(new DateOnly(2026, 3, 20), WallClock.Today(new FixedClock(instant), "Pacific/Auckland"));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Asia/Calcutta", true)]
    [InlineData("UTC", true)]
    [InlineData("europe/berlin", false)]
    [InlineData("UTC+01:00", false)]
    [InlineData("Berlin", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_zone_is_an_IANA_name_written_as_IANA_writes_it(string? zone, bool isZone) =>
        Assert.Equal(isZone, WallClock.IsZone(zone));

    [Fact]
    public void An_unknown_zone_is_refused_by_name()
    {
        var refusal = Assert.Throws<Refusal>(() => WallClock.StartOfDay(new DateOnly(2026, 1, 1), "Mars/Olympus"));

        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.Contains("Mars/Olympus", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    [InlineData("Asia/Katmandu", "Asia/Kathmandu")]
    [InlineData("Europe/Kiev", "Europe/Kyiv")]
    [InlineData("US/Eastern", "America/New_York")]
    [InlineData("Etc/UTC", "UTC")]
    [InlineData("Europe/Stockholm", "Europe/Stockholm")]
    public void Names_given_up_long_ago_find_the_one_in_the_list(string reported, string listed) =>
        Assert.Equal(listed, WallClock.Canonical(reported));

    [Fact]
    public void The_chooser_lists_each_place_once_with_its_offset()
    {
        var zones = WallClock.Zones(Utc("2026-01-15T12:00Z"));

        Assert.InRange(zones.Count, 300, 500);
        Assert.Equal(zones.Count, zones.Select(zone => zone.Id).Distinct().Count());
        Assert.All(zones, zone => Assert.Equal(zone.Id, WallClock.Canonical(zone.Id)));
        Assert.Contains(zones, zone => zone.Label == "Europe/Berlin (UTC+1)");
        Assert.Contains(zones, zone => zone.Label == "Europe/Stockholm (UTC+1)");
        Assert.Contains(zones, zone => zone.Label == "Asia/Kathmandu (UTC+5:45)");
        Assert.Contains(zones, zone => zone.Label == "America/St Johns (UTC−3:30)");
        Assert.Contains(zones, zone => zone.Label == "UTC");
        Assert.Equal("Buenos Aires", zones.Single(zone => zone.Id == "America/Argentina/Buenos_Aires").Place);
    }

    [Fact]
    public void The_offset_follows_the_season()
    {
        Assert.Equal("UTC+1", WallClock.Offset(Utc("2026-01-15T12:00Z"), "Europe/Berlin"));
        Assert.Equal("UTC+2", WallClock.Offset(Utc("2026-07-15T12:00Z"), "Europe/Berlin"));
        Assert.Equal("UTC", WallClock.Offset(Utc("2026-01-15T12:00Z"), "Europe/London"));
    }

    [Fact]
    public void The_week_turns_once_and_at_midnight_in_every_zone_on_the_list()
    {
        // Slots find their week by its Monday. Clocks that skipped or repeated the turn of a week would break that.
        foreach (var zone in WallClock.Zones(Utc("2026-01-01T00:00Z")).Select(zone => zone.Id))
        {
            for (var monday = new DateOnly(2012, 1, 2); monday.Year < 2060; monday = monday.AddDays(7))
            {
                var start = WallClock.StartOfDay(monday, zone);
                var skips = WallClock.Instant(monday.AddDays(-1), new TimeOnly(23, 59), zone) >= start;
                var repeats = Enumerable.Range(1, 8).Any(quarter => WallClock.Local(start.AddMinutes(15 * quarter), zone).Day < monday);
                Assert.False(skips || repeats, $"{zone}, {monday:O}");
            }
        }
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
