using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Mail;

/// <summary>
/// A message as a page in the notebook's look: serif for what people wrote, sans for what the product says, light or dark as the
/// reader's program is. Nothing in it is loaded from anywhere, so that opening it tells nobody anything.
/// </summary>
public static class MailHtml
{
    private const string Head =
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
        <style>
        :root{color-scheme:light dark}
        body{margin:0;padding:24px;background:#fbf8f1;color:#1d2127;font:15px/22px "Source Sans 3",system-ui,-apple-system,"Segoe UI",sans-serif}
        .sheet{max-width:600px;margin:0 auto;padding:4px 0 4px 20px;border-left:1px solid #c3cfe6}
        h1{margin:0 0 20px;font:500 24px/31px Literata,Georgia,"Noto Serif",serif}
        h2{margin:24px 0 8px;font:600 15px/22px "Source Sans 3",system-ui,-apple-system,"Segoe UI",sans-serif}
        p{margin:0 0 12px;white-space:pre-line}
        .said{font:17px/26px Literata,Georgia,"Noto Serif",serif}
        .row{margin:0 0 12px;padding:0}
        .row p{margin:0}
        .quiet{color:#5a5c5f}
        .link{display:inline-block;margin:12px 0 0;padding:9px 16px;border-radius:4px;background:#21499b;color:#ffffff;text-decoration:none}
        @media (prefers-color-scheme:dark){body{background:#1b1a18;color:#e8e4da}.sheet{border-left-color:#34425f}.quiet{color:#a7a297}.link{background:#9db8f2;color:#141a28}}
        </style></head><body><div class="sheet">
        """;

    // Letters of all scripts stay letters.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Of(Message message, string? linkBase)
    {
        var page = new StringBuilder(Head).Append('\n');
        page.Append("<h1 dir=\"auto\">").Append(Safe(message.Subject)).Append("</h1>\n");
        foreach (var part in message.Parts)
        {
            _ = part switch
            {
                Heading heading => page.Append("<h2 dir=\"auto\">").Append(Safe(heading.Text)).Append("</h2>\n"),
                Paragraph paragraph => Said(page, paragraph.Text, paragraph.IsSaid ? "said" : ""),
                ListRow row => Row(page, row),
                _ => page,
            };
        }

        if (message.To is { } link && linkBase is not null)
            page.Append("<p><a class=\"link\" href=\"").Append(Safe(linkBase + link.Path)).Append("\">").Append(Safe(link.Label)).Append("</a></p>\n");
        return page.Append("</div></body></html>\n").ToString();
    }

    private static StringBuilder Row(StringBuilder page, ListRow row)
    {
        page.Append("<div class=\"row\">\n");
        if (row.Fact.Length > 0)
            Said(page, row.Fact, "quiet");
        if (row.Said.Length > 0)
            Said(page, row.Said, "said");
        if (row.Note.Length > 0)
            Said(page, row.Note, "quiet");
        return page.Append("</div>\n");
    }

    private static StringBuilder Said(StringBuilder page, string text, string look) =>
        page.Append(look.Length == 0 ? "<p dir=\"auto\">" : $"<p class=\"{look}\" dir=\"auto\">").Append(Safe(text)).Append("</p>\n");

    private static string Safe(string text) => Encoder.Encode(text);
}
