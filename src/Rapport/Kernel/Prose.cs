using System.Globalization;
using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;
using Microsoft.AspNetCore.Html;

namespace Rapport.Kernel;

/// <summary>
/// What people write in Markdown, and the only way from it to HTML. Everything that <see cref="ProseWriter"/> does not
/// know is shown as text or left out; nothing is cached.
/// </summary>
public static class Prose
{
    private const int LargestInBytes = 64 * 1024;

    // References let a text refer to one long address a thousand times; the page must not grow with the product.
    private const int LargestPage = 1024 * 1024;

    // Markdig widens every row to the widest, so that 60 KB can ask for gigabytes of empty cells.
    private const int MostTableCells = 20_000;

    private static readonly MarkdownPipeline WithTables = Pipeline().UsePipeTables().Build();
    private static readonly MarkdownPipeline WithoutTables = Pipeline().Build();

    /// <summary>
    /// Lets Markdown into an entity: cleaned as <see cref="TypedText.Lines"/> does, and refused unless it can be shown.
    /// </summary>
    public static string Accept(string? text, int atMost, string? whenEmpty = null)
    {
        var accepted = TypedText.Lines(text, atMost, whenEmpty);
        _ = Html(accepted);
        return accepted;
    }

    /// <summary>The text as HTML, with headings below those of a page.</summary>
    /// <param name="instead">What stands in the place of a link to this address: null for the link itself, nothing for its words alone.</param>
    /// <exception cref="Refusal">The text is too long, nested too deeply or not readable as text.</exception>
    public static IHtmlContent ToHtml(string text, Func<string, IHtmlContent?>? instead = null) => new HtmlString(Html(text, instead));

    /// <summary>The words alone, in one line for summaries: not HTML, so it is still to be encoded.</summary>
    /// <exception cref="Refusal">As <see cref="ToHtml"/>.</exception>
    public static string ToPlainLine(string text, int atMost = 160)
    {
        var words = new ProseWriter(LargestPage, wordsOnly: true).Write(Read(text));
        var line = new StringBuilder(Math.Min(words.Length, atMost) + 1);
        var needsSpace = false;
        for (int at = 0, length; at < words.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(words, at);
            if (IsSpacing(words[at]))
            {
                needsSpace = line.Length > 0;
                continue;
            }

            if (IsDirectionOverride(words[at]))
            {
                length = 1;
                continue;
            }

            if (line.Length + length + (needsSpace ? 1 : 0) > atMost)
                return line.Append('…').ToString();

            if (needsSpace)
                line.Append(' ');
            line.Append(words, at, length);
            needsSpace = false;
        }

        return line.ToString();
    }

    private static string Html(string text, Func<string, IHtmlContent?>? instead = null) => new ProseWriter(LargestPage, instead: instead).Write(Read(text));

    private static MarkdownDocument Read(string text)
    {
        Refusal.Invalid(
            Encoding.UTF8.GetByteCount(text) > LargestInBytes,
            "This text is too long: keep it under 64 KB, which is about 30 pages.");
        TypedText.RefuseUnreadable(text);
        try
        {
            return Markdown.Parse(text, IsFitForTables(text) ? WithTables : WithoutTables);
        }
        catch (ArgumentException trouble) when (trouble.GetType() == typeof(ArgumentException))
        {
            // Markdig's own limit on depth has no exception of its own.
            throw ProseWriter.TooDeep();
        }
    }

    private static MarkdownPipelineBuilder Pipeline() => new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks();

    private static bool IsFitForTables(string text)
    {
        long widest = 0, lines = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            widest = Math.Max(widest, line.Count('|'));
            lines++;
        }

        return widest > 0 && widest * lines <= MostTableCells;
    }

    private static bool IsSpacing(char character) => char.IsWhiteSpace(character) || char.IsControl(character);

    // A summary stands in a line with other people's words, which an override left open would turn around.
    private static bool IsDirectionOverride(char character) =>
        character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
