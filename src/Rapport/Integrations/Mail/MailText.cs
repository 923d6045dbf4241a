using System.Text;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Mail;

/// <summary>A message as plain text, for programs and people who want no other.</summary>
public static class MailText
{
    public static string Of(Message message, string? linkBase)
    {
        var text = new StringBuilder();
        for (var at = 0; at < message.Parts.Count; at++)
        {
            var part = message.Parts[at];
            // The lines of a list stand together, everything else apart.
            if (at > 0 && !(part is ListRow && message.Parts[at - 1] is ListRow or Heading))
                text.Append('\n');
            _ = part switch
            {
                Heading heading => text.Append(heading.Text).Append('\n').Append('-', Math.Clamp(heading.Text.Length, 3, 60)).Append('\n'),
                Paragraph paragraph => text.Append(paragraph.Text).Append('\n'),
                ListRow row => Row(text, row),
                _ => text,
            };
        }

        if (message.To is { } link && linkBase is not null)
            text.Append('\n').Append(link.Label).Append(":\n").Append(linkBase).Append(link.Path).Append('\n');
        return text.ToString();
    }

    private static StringBuilder Row(StringBuilder text, ListRow row)
    {
        text.Append("- ");
        if (row.Fact.Length > 0)
            text.Append(row.Fact).Append(row.Said.Length > 0 ? ": " : "");
        text.Append(row.Said.Replace("\n", "\n  ", StringComparison.Ordinal));
        if (row.Note.Length > 0)
            text.Append(row.Said.Length > 0 || row.Fact.Length > 0 ? "\n  " : "").Append(row.Note.Replace("\n", "\n  ", StringComparison.Ordinal));
        return text.Append('\n');
    }
}
