namespace Rapport.Features.OneOnOnes;

/// <summary>How often two people meet. The order is that of rarity: a greater value is a rarer one.</summary>
public enum Cadence
{
    Weekly,
    EveryTwoWeeks,
    Monthly,
    Quarterly,
}

/// <summary>What pages say about a cadence, and how cadences compare.</summary>
public static class Cadences
{
    /// <summary>The word inside a sentence: "every two weeks".</summary>
    public static string Word(this Cadence cadence) => cadence switch
    {
        Cadence.Weekly => "weekly",
        Cadence.EveryTwoWeeks => "every two weeks",
        Cadence.Monthly => "monthly",
        Cadence.Quarterly => "quarterly",
        _ => throw new ArgumentOutOfRangeException(nameof(cadence)),
    };

    /// <summary>The word at the start of a sentence: "Every two weeks".</summary>
    public static string Title(this Cadence cadence)
    {
        var word = cadence.Word();
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    /// <summary>About how long from one meeting to the next.</summary>
    public static int Days(this Cadence cadence) => cadence switch
    {
        Cadence.Weekly => 7,
        Cadence.EveryTwoWeeks => 14,
        Cadence.Monthly => 30,
        Cadence.Quarterly => 91,
        _ => throw new ArgumentOutOfRangeException(nameof(cadence)),
    };

    /// <summary>Later than the rhythm allows by more than half a period.</summary>
    /// <param name="last">When the two last met, or had a reason not to, or began.</param>
    public static bool IsOverdue(this Cadence cadence, DateTimeOffset last, DateTimeOffset now) => now - last > TimeSpan.FromDays(1.5 * cadence.Days());

    public static bool IsRarerThan(this Cadence cadence, Cadence other) => cadence > other;

    /// <summary>
    /// Meetings in a working year of 50 weeks. Two weeks of holiday cost a weekly pair two meetings, but a monthly
    /// pair none: its slot merely moves.
    /// </summary>
    public static int MeetingsAYear(this Cadence cadence) => cadence switch
    {
        Cadence.Weekly => 50,
        Cadence.EveryTwoWeeks => 25,
        Cadence.Monthly => 12,
        Cadence.Quarterly => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(cadence)),
    };
}
