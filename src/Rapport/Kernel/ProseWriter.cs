using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace Rapport.Kernel;

/// <summary>
/// Writes a parsed text as HTML from a closed list of elements and two attributes that come from people, the address of
/// a link and the number of a list. A kind of node that is not named here yields its words at most.
/// </summary>
internal sealed class ProseWriter(int largest, bool wordsOnly = false, Func<string, IHtmlContent?>? instead = null)
{
    private const int Deepest = 64;

    // Page, section and the thing that the text belongs to come first.
    private const int HeadingsAbove = 3;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string[] LinkSchemes = ["http", "https", "mailto"];

    private readonly StringBuilder html = new();
    private int depth;
    private bool isInLink;

    public static Refusal TooDeep() =>
        new(RefusalKind.Invalid, "This text is nested too deeply. Use fewer levels of lists, quotes or brackets.");

    public string Write(MarkdownDocument document)
    {
        Blocks(document, isTight: false);
        return html.ToString();
    }

    /// <summary>
    /// Whether a link may lead there: http, https, mailto, or a place of this installation. Judged as a browser reads it,
    /// which skips control characters and takes a backslash for a slash.
    /// </summary>
    public static bool IsSafeAddress(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Length > 2_000)
            return false;
        if (address.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
            return false;

        var end = address.AsSpan().IndexOfAny(":/?#");
        if (end >= 0 && address[end] == ':')
            return LinkSchemes.Contains(address[..end], StringComparer.OrdinalIgnoreCase);

        return !address.StartsWith("//", StringComparison.Ordinal);
    }

    private void Blocks(ContainerBlock parent, bool isTight)
    {
        if (++depth > Deepest)
            throw TooDeep();

        foreach (var block in parent)
            Block(block, isTight);
        depth--;
    }

    private void Block(Block block, bool isTight)
    {
        switch (block)
        {
            case HeadingBlock heading:
                var level = (char)('0' + Math.Min(heading.Level + HeadingsAbove, 6));
                Tag($"<h{level} dir=\"auto\">");
                Inlines(heading.Inline);
                Tag($"</h{level}>\n");
                break;
            case ParagraphBlock paragraph when isTight:
                Inlines(paragraph.Inline);
                break;
            case ParagraphBlock paragraph:
                Tag("<p dir=\"auto\">");
                Inlines(paragraph.Inline);
                Tag("</p>\n");
                break;
            case QuoteBlock quote:
                Around("blockquote", quote);
                break;
            case ListBlock list:
                List(list);
                break;
            case CodeBlock code:
                Tag("<pre><code>");
                Lines(code);
                Tag("</code></pre>\n");
                break;
            case ThematicBreakBlock:
                Tag("<hr>\n");
                break;
            case Table table:
                Table(table);
                break;
            case LinkReferenceDefinitionGroup or BlankLineBlock:
                break;
            case ContainerBlock other:
                Blocks(other, isTight: false);
                break;
            case LeafBlock other:
                Lines(other);
                Inlines(other.Inline);
                break;
        }

        // Two blocks are two words, whatever stands between them.
        if (wordsOnly)
            html.Append(' ');
    }

    private void Lines(LeafBlock block)
    {
        for (var at = 0; at < block.Lines.Count; at++)
        {
            if (at > 0)
                html.Append('\n');
            Text(block.Lines.Lines[at].Slice.AsSpan());
        }
    }

    private void Around(string element, ContainerBlock block)
    {
        Tag($"<{element}>\n");
        Blocks(block, isTight: false);
        Tag($"</{element}>\n");
    }

    private void List(ListBlock list)
    {
        var element = list.IsOrdered ? "ol" : "ul";
        var hasStart = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start != 1;
        Tag(hasStart ? string.Create(CultureInfo.InvariantCulture, $"<{element} start=\"{start}\">\n") : $"<{element}>\n");
        foreach (var item in list.OfType<ListItemBlock>())
        {
            Tag("<li dir=\"auto\">");
            Blocks(item, isTight: !list.IsLoose);
            Tag("</li>\n");
        }

        Tag($"</{element}>\n");
    }

    private void Table(Table table)
    {
        Tag("<table>\n");
        foreach (var row in table.OfType<TableRow>())
        {
            var element = row.IsHeader ? "th" : "td";
            Tag("<tr>");
            foreach (var cell in row.OfType<TableCell>())
            {
                Tag($"<{element} dir=\"auto\">");
                Blocks(cell, isTight: true);
                Tag($"</{element}>");
            }

            Tag("</tr>\n");
        }

        Tag("</table>\n");
    }

    private void Inlines(ContainerInline? parent)
    {
        if (parent is null)
            return;
        if (++depth > Deepest)
            throw TooDeep();

        foreach (var inline in parent)
            Inline(inline);
        depth--;
    }

    private void Inline(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                Text(literal.Content.AsSpan());
                break;
            case CodeInline code:
                Tag("<code>");
                Text(code.Content);
                Tag("</code>");
                break;
            case EmphasisInline emphasis:
                var element = emphasis.DelimiterChar == '~' ? "s" : emphasis.DelimiterCount == 2 ? "strong" : "em";
                Tag($"<{element}>");
                Inlines(emphasis);
                Tag($"</{element}>");
                break;
            case LinkInline link:
                Link(link);
                break;
            case AutolinkInline auto:
                Open(auto.IsEmail ? "mailto:" + auto.Url : auto.Url, () => Text(auto.Url));
                break;
            case LineBreakInline:
                // A line break that was typed is meant, as in a chat, so none is "soft".
                Tag("<br>");
                html.Append('\n');
                break;
            case HtmlEntityInline entity:
                Text(entity.Transcoded.AsSpan());
                break;
            case TaskList task:
                Tag($"<span class=\"task\" role=\"img\" aria-label=\"{(task.Checked ? "done" : "to do")}\">");
                Text(task.Checked ? "☑" : "☐");
                Tag("</span>");
                break;
            case HtmlInline raw:
                Text(raw.Tag);
                break;
            case ContainerInline other:
                Inlines(other);
                break;
        }
    }

    private void Link(LinkInline link)
    {
        // An image is a request to somebody else's server in the reader's name: only its description is shown.
        Open(link.Url, () =>
        {
            if (link.FirstChild is null)
                Text(link.Url);
            else
                Inlines(link);
        });
    }

    private void Open(string? address, Action words)
    {
        if (isInLink || !IsSafeAddress(address))
        {
            words();
            return;
        }

        if (instead?.Invoke(address!) is { } thing)
        {
            Put(thing, words);
            return;
        }

        isInLink = true;
        Tag($"<a href=\"{Encoder.Encode(address!)}\" rel=\"noreferrer\">");
        words();
        Tag("</a>");
        isInLink = false;
    }

    private void Put(IHtmlContent thing, Action words)
    {
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        thing.WriteTo(written, Encoder);
        if (written.GetStringBuilder().Length > 0)
            Tag(written.ToString());
        else
            words();
    }

    private void Tag(string tag)
    {
        if (!wordsOnly)
            Append(tag);
    }

    private void Text(ReadOnlySpan<char> text) => Append(wordsOnly ? text.ToString() : Encoder.Encode(text.ToString()));

    private void Append(string part)
    {
        html.Append(part);
        Refusal.Invalid(html.Length > largest, "This text is too long to show. Use shorter links, tables or references.");
    }
}
