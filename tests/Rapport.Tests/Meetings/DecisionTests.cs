using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public class DecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_published_by_the_second_yes_and_not_by_one_person_twice()
    {
        var decision = Taken();
        decision.AgreeToPublish(isManager: true, Now);
        decision.AgreeToPublish(isManager: true, Now);
        Assert.Null(decision.PublishedAt);

        decision.AgreeToPublish(isManager: false, Now);
        Assert.Equal(Now, decision.PublishedAt);
    }

    [Fact]
    public void A_yes_can_be_taken_back_until_the_other_one_comes()
    {
        var decision = Taken();
        decision.AgreeToPublish(isManager: true, Now);
        decision.TakeBackYes(isManager: true);
        decision.AgreeToPublish(isManager: false, Now);
        Assert.Null(decision.PublishedAt);

        decision.AgreeToPublish(isManager: true, Now);
        Assert.Throws<Refusal>(() => decision.TakeBackYes(isManager: true));
    }

    [Fact]
    public void A_yes_was_to_the_words_as_they_stood()
    {
        var decision = Taken();
        decision.AgreeToPublish(isManager: true, Now);
        decision.Revise("Callum takes the release, with Teo beside him", null, null);

        decision.AgreeToPublish(isManager: false, Now);
        Assert.Null(decision.PublishedAt);
    }

    [Fact]
    public void What_is_published_stays_as_it_is()
    {
        var decision = Taken();
        decision.AgreeToPublish(isManager: true, Now);
        decision.AgreeToPublish(isManager: false, Now);
        Assert.Throws<Refusal>(() => decision.Revise("Something else", null, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \u200B ")]
    public void It_says_what_was_decided(string nothing) => Assert.Throws<Refusal>(() => Taken(nothing));

    private static Decision Taken(string text = "Callum takes the 26 March release alone") =>
        new(Id<Series>.New(), Id<Meeting>.New(), null, text, "Staging breaks twice", new DateOnly(2026, 4, 2), Id<Person>.New(), Now);
}
