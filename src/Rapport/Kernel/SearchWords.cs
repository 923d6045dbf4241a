using System.Text;

namespace Rapport.Kernel;

/// <summary>What somebody typed to find something, as patterns for a comparison with ILIKE in which their own % and _ mean themselves.</summary>
public static class SearchWords
{
    /// <summary>The escape that the patterns are written with.</summary>
    public const string Escape = @"\";

    private const int Most = 8;
    private const int Longest = 100;

    /// <summary>One pattern for each word, wherever it stands. What cannot be looked for is left out.</summary>
    public static IEnumerable<string> Patterns(string? typed) =>
        (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(Most).Where(IsReadable).Select(word => $"%{Literal(word)}%");

    /// <summary>These words and nothing else.</summary>
    public static string Literal(string words) => words
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    private static bool IsReadable(string word) => word.Length <= Longest && word.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune));
}
