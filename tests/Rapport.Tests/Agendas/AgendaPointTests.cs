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
