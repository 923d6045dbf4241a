using System.Globalization;
using System.Text;

namespace Rapport.Kernel;

/// <summary>
/// The door for everything that people type: each entity lets its text in here, so that whatever is stored can also be
/// shown, searched and exported. It trims and normalises line ends, and refuses what neither PostgreSQL nor a page can hold.
/// </summary>
public static class TypedText
{
    /// <summary>One line, such as a name or a title; line breaks and tabs become spaces.</summary>
    /// <param name="whenEmpty">What to say to the person when nothing was typed; without it, nothing is fine.</param>
    public static string Line(string? text, int atMost, string? whenEmpty = null) =>
        Accepted(text, atMost, whenEmpty, static clean => clean.Replace('\n', ' ').Replace('\t', ' '));

    /// <summary>One or more lines; every kind of line end becomes \n.</summary>
    /// <param name="whenEmpty">What to say to the person when nothing was typed; without it, nothing is fine.</param>
    public static string Lines(string? text, int atMost, string? whenEmpty = null) =>
        Accepted(text, atMost, whenEmpty, static clean => clean);

    /// <summary>One line that may be left out: nothing typed is null.</summary>
    public static string? LineOrNull(string? text, int atMost) => Line(text, atMost) is { Length: > 0 } line ? line : null;

    /// <summary>A list of lines; empty ones fall away.</summary>
    public static string[] List(IEnumerable<string> lines, int atMost) =>
        [.. lines.Select(line => Line(line, atMost)).Where(line => line.Length > 0)];

    /// <summary>Refuses NUL, halves of surrogate pairs, and control characters other than tab and line ends.</summary>
    public static void RefuseUnreadable(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (char.IsSurrogate(character))
            {
                var isPair = at + 1 < text.Length && char.IsSurrogatePair(character, text[at + 1]);
                Refusal.Invalid(!isPair, "This contains half of a character, perhaps from a cut-off copy. Paste it again as plain text.");
                at++;
            }
            else
            {
                Refusal.Invalid(
                    character < ' ' && character is not ('\n' or '\r' or '\t'),
                    "This contains an invisible control character. Paste it again as plain text.");
            }
        }
    }

    private static string Accepted(string? text, int atMost, string? whenEmpty, Func<string, string> shape)
    {
        var clean = shape((text ?? "").ReplaceLineEndings("\n")).Trim();
        if (IsBlank(clean))
        {
            Refusal.Invalid(whenEmpty is not null, whenEmpty!);
            return "";
        }

        Refusal.Invalid(clean.Length > atMost, string.Create(
            CultureInfo.InvariantCulture, $"Keep it under {atMost:N0} characters; this has {clean.Length:N0}."));
        RefuseUnreadable(clean);
        return clean;
    }

    // Zero-width characters alone would be stored as a name that nobody can see or click.
    private static bool IsBlank(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
                return false;
        }

        return true;
    }
}
