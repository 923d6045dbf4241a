using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Policies;

namespace Rapport.Tests.Policies;

/// <summary>The shipped policies, held to what the product says about each kind of pair.</summary>
public class PolicyCheckTests(Database database) : IClassFixture<Database>
{
    private static readonly Circumstances Usual = new(SeriesKind.Direct, false, false, false);

    [Theory]
    [InlineData(null, Cadence.Weekly, 30, Cadence.EveryTwoWeeks, 60)]
    [InlineData("engineer", Cadence.Weekly, 30, Cadence.EveryTwoWeeks, 60)]
    [InlineData("engineering-manager", Cadence.Weekly, 45, Cadence.EveryTwoWeeks, 60)]
    [InlineData("head-of-engineering", Cadence.EveryTwoWeeks, 60, Cadence.EveryTwoWeeks, 60)]
    [InlineData("cto", Cadence.Monthly, 60, Cadence.Monthly, 90)]
    public async Task A_guide_says_what_is_usual_for_its_role(string? guide, Cadence cadence, int minutes, Cadence rarest, int longest)
    {
        var advice = await Advise(Usual, guide);

        Assert.Equal((cadence, minutes, rarest, 30, longest), (advice.Cadence, advice.Minutes, advice.Rarest, advice.MinutesFrom, advice.MinutesTo));
    }

    [Fact]
    public async Task A_skip_level_may_be_rare_whatever_the_report_does()
    {
        var advice = await Advise(Usual with { Kind = SeriesKind.SkipLevel }, "engineering-manager");

        Assert.Equal((Cadence.Monthly, 30, Cadence.Quarterly), (advice.Cadence, advice.Minutes, advice.Rarest));
        Assert.Null(advice.Departure(Cadence.Quarterly, 45));
        Assert.Contains("“Skip-levels”", advice.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_makes_meetings_longer_and_the_most_particular_is_named()
    {
        var incident = await Advise(Usual with { IsIncident = true, IsOnboarding = true }, "engineering-manager");
        var newManager = await Advise(Usual with { IsNewManager = true });
        var onboarding = await Advise(Usual with { IsOnboarding = true });

        Assert.Equal((Cadence.Weekly, 60), (incident.Cadence, incident.Minutes));
        Assert.Equal("the guide “Engineering manager” and the policy “During an incident or reorganisation”", incident.Source);
        Assert.Equal((60, "the policy “A new manager’s first days”"), (newManager.Minutes, newManager.Source));
        Assert.Equal((Cadence.Weekly, 30, Cadence.Weekly), (onboarding.Cadence, onboarding.Minutes, onboarding.Rarest));
    }

    [Fact]
    public async Task Of_two_guides_the_more_frequent_one_is_usual_and_the_wider_one_allowed()
    {
        var advice = await Advise(Usual, "cto", "head-of-engineering");

        Assert.Equal((Cadence.EveryTwoWeeks, 60, Cadence.Monthly, 90), (advice.Cadence, advice.Minutes, advice.Rarest, advice.MinutesTo));
    }

    [Theory]
    [InlineData(Cadence.Weekly, 30, null)]
    [InlineData(Cadence.EveryTwoWeeks, 60, null)]
    [InlineData(Cadence.Monthly, 30, "Outside of policy: monthly is rarer than every two weeks, by the policy “Direct reports”.")]
    [InlineData(Cadence.Weekly, 20, "Outside of policy: 20 minutes are not between 30 and 60, by the policy “Direct reports”.")]
    [InlineData(Cadence.Quarterly, 90, "Outside of policy: quarterly is rarer than every two weeks, and 90 minutes are not between 30 and 60, by the policy “Direct reports”.")]
    public async Task A_rhythm_outside_of_policy_is_said_to_be_so_and_by_whom(Cadence cadence, int minutes, string? said) =>
        Assert.Equal(said, (await Advise(Usual)).Departure(cadence, minutes));

    private async Task<PolicyAdvice> Advise(Circumstances circumstances, params string?[] guides)
    {
        await using var db = database.Db();
        var chosen = await db.Set<RoleGuide>().Where(guide => guides.Contains(guide.Key)).ToListAsync();
        return PolicyCheck.Advise(circumstances, chosen, await db.Set<RelationshipPolicy>().ToListAsync());
    }
}
