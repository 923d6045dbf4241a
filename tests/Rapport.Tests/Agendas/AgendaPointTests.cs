using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Agendas;

public class AgendaPointTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Person> Teo = Id<Person>.New();

    [Fact]
    public void A_point_counts_the_meetings_it_has_waited()
    {
        var point = Point(PointKind.Challenge, raisedAfter: 4);

        Assert.Equal((0, 2), (point.Waited(4), point.Waited(6)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void After_ten_thousand_moves_every_point_stands_where_it_was_put(int count)
    {
        var points = Enumerable.Range(1, count).Select(at => new AgendaPoint(Id<Series>.New(), Teo, PointKind.Point, null, Part.People, $"{at}", null, at, 0, Now)).ToList();
        var expected = points.ToList();
        var dice = new Random(count);
        for (var move = 0; move < 10_000; move++)
        {
            // Most moves swap the same two, which is what brings neighbours close together.
            var at = move % 5 == 0 ? dice.Next(count) : count - 1;
            var (point, up) = (expected[at], move % 5 != 0 || dice.Next(2) == 0);
            var to = Math.Clamp(up ? at - 1 : at + 1, 0, count - 1);
            (expected[at], expected[to]) = (expected[to], expected[at]);

            var block = points.OrderBy(one => one.Position).ToList();
            block.Place(point, up);
            Assert.Equal(expected, points.OrderBy(one => one.Position));
        }

        Assert.Equal(count, points.Select(point => point.Position).Distinct().Count());
    }

    [Fact]
    public void A_blocker_is_closed_when_unblocked_or_with_a_word_on_why_not()
    {
        var blocker = Point(PointKind.Blocker);

        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => blocker.Close(PointClosing.Discussed, " ", Teo, null, Now)).Kind);
        Assert.True(blocker.IsOpen);
        blocker.Close(PointClosing.Discussed, "The vendor gave up on it", Teo, null, Now);
        Assert.Equal("The vendor gave up on it", blocker.ClosingWord);

        var unblocked = Point(PointKind.Blocker);
        unblocked.Close(PointClosing.Unblocked, null, Teo, null, Now);
        Assert.False(unblocked.IsOpen);
    }

    [Fact]
    public void Only_a_blocker_is_unblocked() =>
        Assert.Throws<Refusal>(() => Point(PointKind.Win).Close(PointClosing.Unblocked, null, Teo, null, Now));

    [Fact]
    public void A_closed_point_does_not_change()
    {
        var point = Point(PointKind.Win);
        point.Close(PointClosing.Discussed, null, Teo, null, Now);

        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => point.Rewrite(PointKind.Win, null, Part.People, "Other words", null)).Kind);
        Assert.Throws<Refusal>(() => point.Close(PointClosing.Dropped, null, Teo, null, Now));
    }

    [Theory]
    [InlineData(PointKind.Goal, PointSubKind.Technical)]
    [InlineData(PointKind.Win, PointSubKind.Personal)]
    [InlineData(PointKind.Challenge, PointSubKind.Personal)]
    public void A_sub_kind_goes_with_its_kind(PointKind kind, PointSubKind subKind) =>
        Assert.Throws<Refusal>(() => new AgendaPoint(Id<Series>.New(), Teo, kind, subKind, Part.People, "Words", null, 1, 0, Now));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200b\u200b")]
    public void A_point_says_something(string title) =>
        Assert.Throws<Refusal>(() => new AgendaPoint(Id<Series>.New(), Teo, PointKind.Win, null, Part.People, title, null, 1, 0, Now));

    private static AgendaPoint Point(PointKind kind, int raisedAfter = 0) =>
        new(Id<Series>.New(), Teo, kind, null, Part.People, "I am the only one who can release the gateway", null, 1, raisedAfter, Now);
}
