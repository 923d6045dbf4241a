using Rapport.Features.OneOnOnes;

namespace Rapport.Features.Policies;

/// <summary>What is so about a pair at the moment, as far as a policy asks.</summary>
/// <param name="IsIncident">An incident or a reorganisation is marked active.</param>
/// <param name="IsNewManager">The report has begun to manage people not long ago.</param>
/// <param name="IsOnboarding">The report has joined not long ago.</param>
public sealed record Circumstances(SeriesKind Kind, bool IsIncident, bool IsNewManager, bool IsOnboarding)
{
    /// <summary>What passes, the most particular first; null when all is as usual.</summary>
    public Relationship? Passing =>
        IsIncident ? Relationship.Incident
        : IsNewManager ? Relationship.NewManager
        : IsOnboarding ? Relationship.Onboarding
        : null;

    public Relationship Standing => Kind == SeriesKind.SkipLevel ? Relationship.SkipLevel : Relationship.Direct;
}

/// <summary>What the organisation's policies say to one pair: what is usual, how far it may differ without a reason, and who says so.</summary>
/// <param name="Rarest">The floor: rarer than this takes a reason.</param>
/// <param name="Source">Which policies: "the guide “CTO”".</param>
public sealed record PolicyAdvice(Cadence Cadence, int Minutes, Cadence Rarest, int MinutesFrom, int MinutesTo, string Source)
{
    /// <summary>"Usual here: every two weeks, 60 minutes, by the guide “Head of engineering”."</summary>
    public string Usual => $"Usual here: {Cadence.Word()}, {Minutes} minutes, by {Source}.";

    /// <summary>"Between 30 and 60 minutes, and no rarer than every two weeks, needs no reason."</summary>
    public string Range => Rarest == Cadence.Weekly
        ? $"Weekly, and between {MinutesFrom} and {MinutesTo} minutes, needs no reason."
        : $"Between {MinutesFrom} and {MinutesTo} minutes, and no rarer than {Rarest.Word()}, needs no reason.";

    /// <summary>How a rhythm lies outside of policy, as a sentence; null when it lies within.</summary>
    public string? Departure(Cadence cadence, int minutes)
    {
        var isRarer = cadence.IsRarerThan(Rarest);
        var isOutOfRange = minutes < MinutesFrom || minutes > MinutesTo;
        return (isRarer, isOutOfRange) switch
        {
            (true, true) => $"Outside of policy: {cadence.Word()} is rarer than {Rarest.Word()}, and {minutes} minutes are not between {MinutesFrom} and {MinutesTo}, by {Source}.",
            (true, false) => $"Outside of policy: {cadence.Word()} is rarer than {Rarest.Word()}, by {Source}.",
            (false, true) => $"Outside of policy: {minutes} minutes are not between {MinutesFrom} and {MinutesTo}, by {Source}.",
            _ => null,
        };
    }
}

/// <summary>
/// Which policy holds for a pair. What the two agreed comes before all of this; here the guides of the series come
/// before the default of the relationship. A guide speaks about the line between a person and their manager, so a
/// skip-level takes its topics from it and its cadence from its own policy. What passes (an incident, a new manager's
/// first days, onboarding) makes meetings longer than a guide asks, never shorter, and sets how often where no guide does.
/// </summary>
public static class PolicyCheck
{
    public static PolicyAdvice Advise(
        Circumstances circumstances, IReadOnlyCollection<RoleGuide> guides, IReadOnlyCollection<RelationshipPolicy> policies)
    {
        var standing = policies.Single(policy => policy.Key == circumstances.Standing);
        var passing = policies.SingleOrDefault(policy => policy.Key == circumstances.Passing);
        var isSkipLevel = circumstances.Kind == SeriesKind.SkipLevel;
        var relationship = isSkipLevel ? standing : passing ?? standing;

        // Of several guides the one that asks for more sets what is usual, and the one that allows more sets the range.
        var leading = isSkipLevel ? null : guides.Where(guide => guide.Cadence is not null).OrderBy(guide => guide.Cadence).FirstOrDefault();
        var guided = isSkipLevel ? null : guides.Max(guide => guide.Minutes);
        var usual = guided ?? standing.Minutes;
        var minutes = Math.Max(usual, passing?.Minutes ?? 0);

        List<RelationshipPolicy> ranges = passing is null ? [standing] : [standing, passing];
        return new PolicyAdvice(
            leading?.Cadence ?? relationship.Cadence,
            minutes,
            (isSkipLevel ? null : guides.Max(guide => guide.Rarest)) ?? relationship.Rarest,
            Math.Min(ranges.Min(policy => policy.MinutesFrom), guides.Select(guide => guide.MinutesFrom).DefaultIfEmpty(int.MaxValue).Min()),
            Math.Max(ranges.Max(policy => policy.MinutesTo), guides.Select(guide => guide.MinutesTo).DefaultIfEmpty(0).Max()),
            Source(leading, relationship, passing is not null && minutes > usual ? passing : null));
    }

    private static string Source(RoleGuide? guide, RelationshipPolicy relationship, RelationshipPolicy? longer)
    {
        var first = guide is not null ? $"the guide “{guide.Name}”" : $"the policy “{relationship.Key.Title()}”";
        return longer is null || (guide is null && longer == relationship) ? first : $"{first} and the policy “{longer.Key.Title()}”";
    }
}
