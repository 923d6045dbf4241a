using System.Text;

namespace Rapport.Integrations.Chat;

/// <summary>Makes what people typed harmless for a chat: it means what it says there, and calls nobody.</summary>
internal static class TypedWords
{
    /// <summary>Seen by nobody, and the end of a word to every program.</summary>
    public const char Break = '\u200B';

    private const string More = "…";

    /// <summary>An @ that begins a word calls somebody, or everybody; within an address it calls nobody and stays as it is.</summary>
    public static string WithoutCalls(string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal) && !text.Contains('＠', StringComparison.Ordinal))
            return text;

        var quiet = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; at++)
        {
            quiet.Append(text[at]);
            var beginsWord = text[at] is '@' or '＠' && (at == 0 || !char.IsLetterOrDigit(text[at - 1]) || IsEverybody(text, at + 1));
            if (beginsWord && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]))
                quiet.Append(Break);
        }

        return quiet.ToString();
    }

    /// <summary>The text, each character as <paramref name="write"/> has it, as far as it goes into so many.</summary>
    public static string Fit(string text, int most, Func<Rune, string>? write = null)
    {
        var whole = new StringBuilder();
        var lastFit = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(write?.Invoke(rune) ?? rune.ToString());
            if (whole.Length > most)
                return whole.ToString(0, lastFit) + More;
            if (whole.Length <= most - More.Length)
                lastFit = whole.Length;
        }

        return whole.ToString();
    }

    private static bool IsEverybody(string text, int at) =>
        new[] { "channel", "here", "everyone", "all" }.Any(word => text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
