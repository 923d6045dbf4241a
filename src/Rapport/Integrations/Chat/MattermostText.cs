using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Chat;

/// <summary>A message in Mattermost's Markdown, which shows no blocks. What was typed is written so that none of it is markup.</summary>
internal static partial class MattermostText
{
    public const int LongestMessage = 12_000;

    private const int LongestPart = 3_000;

    public static JsonObject Of(Message message, string? linkBase)
    {
        var text = new StringBuilder("#### ").Append(Words(message.Subject)).Append('\n');
        var end = message.To is { } link && linkBase is not null ? $"\n[{Words(link.Label)}]({linkBase}{link.Path})\n" : "";
        foreach (var part in message.Parts)
        {
            var next = Part(part);
            if (text.Length + next.Length + end.Length + 40 > LongestMessage)
            {
                text.Append("\n… and more than fits here.\n");
                break;
            }

            text.Append(next);
        }

        return new() { ["text"] = text.Append(end).ToString() };
    }

    private static string Part(MessagePart part) => part switch
    {
        Heading heading => $"\n##### {Words(heading.Text)}\n",
        Paragraph paragraph => $"\n{Words(paragraph.Text)}\n",
        ListRow row => $"- {(row.Fact.Length > 0 ? $"**{Words(row.Fact)}**" : "")}{(row.Fact.Length > 0 && row.Said.Length > 0 ? ": " : "")}{Words(row.Said, "\n  ")}{(row.Note.Length > 0 ? $"\n  {Words(row.Note, "\n  ")}" : "")}\n",
        _ => "",
    };

    private static string Words(string text, string newLine = "\n")
    {
        var lines = TypedWords.WithoutCalls(text).Split('\n').Select(line => Fit(line.Trim()));
        return string.Join(newLine, lines);
    }

    // What begins a line of Markdown is markup there alone.
    private static string Fit(string line) => LineStart().Replace(TypedWords.Fit(line, LongestPart, Escaped), @"${before}\${mark}");

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '~' or '|' or '!' => $@"\{rune}",
        '<' => "‹",
        '>' => "›",
        ':' or '$' => rune.ToString() + TypedWords.Break,
        _ => rune.ToString(),
    };

    [GeneratedRegex("^(?<before>[0-9]{0,9})(?<mark>[-+=.)])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LineStart();
}
