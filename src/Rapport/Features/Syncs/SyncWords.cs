using System.Globalization;

namespace Rapport.Features.Syncs;

/// <summary>What pages, notes and messages of a sync say alike.</summary>
public static class SyncWords
{
    /// <summary>"Fri 27 March".</summary>
    public static string Day(DateOnly day) => day.ToString("ddd d MMMM", CultureInfo.InvariantCulture);

    public static string Of(RiskKind kind) => kind switch
    {
        RiskKind.Debt => "Technical debt",
        RiskKind.ControlFailure => "Control failure",
        _ => "Risk",
    };

    /// <summary>"first time", "second meeting", "was red, third meeting"; nothing for what never was red.</summary>
    public static string? Age(Rating rating, bool wasRed, int? age) => (rating, wasRed, age) switch
    {
        (_, false, _) or (_, _, null) => null,
        (Rating.Red, _, 1) => "first time",
        (Rating.Red, _, { } times) => $"{Meetings.Ordinal.Word(times)} meeting",
        (_, _, { } times) => $"was red, {Meetings.Ordinal.Word(times)} meeting",
    };

    /// <summary>"12:05".</summary>
    public static string Clock(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}:{(int)seconds % 60:00}");

    /// <summary>"1 minute", "24 minutes".</summary>
    public static string Minutes(double seconds) => (int)Math.Round(seconds / 60) is 1 ? "1 minute" : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(seconds / 60)} minutes");

    /// <summary>"3 green, acknowledged".</summary>
    public static string Acknowledged(int green) => string.Create(CultureInfo.InvariantCulture, $"{green} green, acknowledged");

    /// <summary>"3 green, acknowledged", "3 green and 1 yellow, acknowledged".</summary>
    public static string Acknowledged(IReadOnlyCollection<Rating> ratings)
    {
        var counts = ratings.GroupBy(rating => rating).OrderByDescending(same => same.Key).Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} {same.Key.ToString().ToLowerInvariant()}"));
        return string.Join(" and ", counts) + ", acknowledged";
    }

    /// <summary>"Mobile, backfill: January requisition, starts Wed 1 April."</summary>
    public static string About(RecordedStaffing one)
    {
        var parts = new[]
        {
            one.Team, one.BackfillOf is { } old ? $"backfill: {old}" : null, one.StartsOn is { } starts ? $"starts {Day(starts)}" : null, one.TargetOn is { } target ? $"by {Day(target)}" : null,
        };
        return string.Join(", ", parts.OfType<string>()) + "." + Sentence(one.Word) + Sentence(one.Note);
    }

    /// <summary>"builds 22 % faster, against 30 %. Blocked by the cache’s licence."</summary>
    public static string About(RecordedInitiative one)
    {
        var reached = one.Actual is null && one.Target is null ? "" : $"{one.Actual ?? "Nothing reached yet"}{(one.Target is { } target ? $", against {target}" : "")}.";
        return (reached + (one.Blockers is { } blockers ? $" Blocked by {blockers}." : "") + Sentence(one.Changed)).Trim();
    }

    /// <summary>"Daniel: yes or no to € 38,000, by Tue 31 March. Not answered yet. Seen by 9 of 13."</summary>
    public static string About(RecordedEscalation one)
    {
        var asked = one.Kind == EscalationKind.Awareness
            ? ""
            : $"{one.Asked}: {one.Needed}, by {Day(one.ByDay!.Value)}. {(one.Answer is { } answer ? $"Answer: {answer}" : "Not answered yet.")} ";
        return string.Create(CultureInfo.InvariantCulture, $"{asked}Seen by {one.SeenBy} of {one.Of}.");
    }

    private static string Sentence(string? words) => words is null ? "" : $" {words}";
}
