using System.Globalization;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>From where to where a figure is normal; an open side has no bound.</summary>
public sealed record NormalRange
{
    /// <summary>How many syncs a proposal looks back.</summary>
    public const int LooksBack = 8;

    // Below that, what is usual cannot be told from what merely happened.
    private const int Fewest = 4;

    public NormalRange(decimal? low, decimal? high)
    {
        Refusal.Invalid(low > high, "The lower bound is above the upper one.");
        (Low, High) = (low, high);
    }

    public static readonly NormalRange Any = new(null, null);

    public decimal? Low { get; }

    public decimal? High { get; }

    public bool IsAny => Low is null && High is null;

    /// <summary>
    /// What the last figures, the newest first, show as usual: their span without the highest and the lowest, if there are
    /// enough of them. Null: too few to say.
    /// </summary>
    public static NormalRange? Proposed(IEnumerable<decimal> newest)
    {
        var known = newest.Take(LooksBack).Order().ToList();
        if (known.Count < Fewest)
            return null;
        return known.Count < LooksBack ? new(known[0], known[^1]) : new(known[1], known[^2]);
    }

    /// <summary>−1 below, 1 above, 0 within.</summary>
    public int Side(decimal value) => value < Low ? -1 : value > High ? 1 : 0;

    public bool Holds(decimal value) => Side(value) == 0;

    /// <summary>"70 to 86", "at most 30", "at least 5", "any".</summary>
    public override string ToString() => (Low, High) switch
    {
        ({ } low, { } high) when low == high => Figure(low),
        ({ } low, { } high) => $"{Figure(low)} to {Figure(high)}",
        ({ } low, null) => $"at least {Figure(low)}",
        (null, { } high) => $"at most {Figure(high)}",
        _ => "any",
    };

    /// <summary>"over 30", "under 70 to 86"; nothing within.</summary>
    public string? Beyond(decimal value) => Side(value) switch
    {
        -1 => $"under {Bounds()}",
        1 => $"over {Bounds()}",
        _ => null,
    };

    public static string Figure(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private string Bounds() => Low is { } low && High is { } high && low != high ? $"{Figure(low)} to {Figure(high)}" : Figure((Low ?? High)!.Value);
}
