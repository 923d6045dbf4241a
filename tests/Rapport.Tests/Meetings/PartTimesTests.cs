using Rapport.Features.Agendas;
using Rapport.Features.Meetings;

namespace Rapport.Tests.Meetings;

public class PartTimesTests
{
    [Theory]
    [InlineData(30, 10)]
    [InlineData(45, 15)]
    [InlineData(60, 20)]
    public void Each_part_has_a_third_of_the_meeting(int minutes, int third)
    {
        var times = Times(minutes);
        Assert.All(Enum.GetValues<Part>(), part => Assert.Equal(TimeSpan.FromMinutes(third), times.Given(part)));
    }

    [Fact]
    public void People_goes_deep_and_Process_gives_the_time_then_Product()
    {
        var times = Times(30, people: 14, product: 9, process: 2);
        Assert.Equal((10, 10, 6), (Given(times, Part.People), Given(times, Part.Product), Given(times, Part.Process)));
        Assert.Equal("People went deep, Process gave the time.", times.Sentence());

        times = Times(30, people: 22, product: 3, process: 6);
        Assert.Equal((10, 3, 6), (Given(times, Part.People), Given(times, Part.Product), Given(times, Part.Process)));
        Assert.Equal("People went deep, Product and Process gave the time.", times.Sentence());
    }

    [Theory]
    [InlineData(0, 15, 0)]
    [InlineData(0, 0, 25)]
    [InlineData(3, 40, 40)]
    [InlineData(12, 14, 13)]
    public void Nothing_is_ever_taken_from_People(int people, int product, int process) =>
        Assert.Equal(10, Given(Times(30, people, product, process), Part.People));

    [Fact]
    public void Product_takes_from_Process_and_Process_from_Product()
    {
        Assert.Equal(6, Given(Times(30, product: 14), Part.Process));
        Assert.Equal(6, Given(Times(30, process: 14), Part.Product));
    }

    [Fact]
    public void A_meeting_that_kept_to_its_parts_needs_no_sentence() => Assert.Null(Times(30, 9, 10, 8).Sentence());

    private static double Given(PartTimes times, Part part) => times.Given(part).TotalMinutes;

    private static PartTimes Times(int minutes, int people = 0, int product = 0, int process = 0) => new(minutes, new Dictionary<Part, TimeSpan>
    {
        [Part.People] = TimeSpan.FromMinutes(people),
        [Part.Product] = TimeSpan.FromMinutes(product),
        [Part.Process] = TimeSpan.FromMinutes(process),
    });
}
