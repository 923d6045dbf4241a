using System.Text;
using System.Text.Json.Nodes;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Chat;

/// <summary>
/// A message in Slack's blocks. Whatever was typed stands in plain text, which Slack shows as it is; the one piece of markup is
/// the link, and that is ours.
/// </summary>
internal static class SlackText
{
    public const int MostBlocks = 50;
    public const int LongestSection = 3_000;
    public const int LongestHeader = 150;
    public const int LongestMessage = 13_000;

    // The line that there is more, and the link.
    private const int Reserved = 2;
    private const int ReservedLength = 600;

    public static JsonObject Of(Message message, string? linkBase)
    {
        var blocks = new List<JsonObject> { Header(message.Subject) };
        var (length, isCut) = (LengthOf(blocks[0]), false);
        foreach (var block in Blocks(message))
        {
            if (blocks.Count == MostBlocks - Reserved || length + LengthOf(block) > LongestMessage - ReservedLength)
            {
                isCut = true;
                break;
            }

            blocks.Add(block);
            length += LengthOf(block);
        }

        if (isCut)
            blocks.Add(Section("… and more than fits here."));
        if (message.To is { } link && linkBase is not null)
            blocks.Add(Section($"<{linkBase}{link.Path}|{Words(link.Label, 200).Replace('|', '/')}>", "mrkdwn"));
        return new()
        {
            ["text"] = Words(message.Subject, 300),
            ["mrkdwn"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = new JsonArray([.. blocks]),
        };
    }

    private static IEnumerable<JsonObject> Blocks(Message message)
    {
        var rows = new StringBuilder();
        foreach (var part in message.Parts)
        {
            if (part is ListRow row)
            {
                var line = Words(Line(row), LongestSection);
                if (rows.Length > 0 && rows.Length + line.Length + 1 > LongestSection)
                {
                    yield return Section(rows.ToString());
                    rows.Clear();
                }

                rows.Append(rows.Length > 0 ? "\n" : "").Append(line);
                continue;
            }

            if (rows.Length > 0)
                yield return Section(rows.ToString());
            rows.Clear();
            if (part is Heading { Text.Length: > 0 } heading)
                yield return Header(heading.Text);
            else if (part is Paragraph { Text.Length: > 0 } paragraph)
                yield return Section(Words(paragraph.Text, LongestSection));
        }

        if (rows.Length > 0)
            yield return Section(rows.ToString());
    }

    private static string Line(ListRow row) =>
        $"• {row.Fact}{(row.Fact.Length > 0 && row.Said.Length > 0 ? ": " : "")}{row.Said}{(row.Note.Length > 0 ? $"\n   {row.Note}" : "")}";

    private static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = Text(Words(text, LongestHeader), "plain_text") };

    private static JsonObject Section(string text, string type = "plain_text") => new() { ["type"] = "section", ["text"] = Text(text, type) };

    private static JsonObject Text(string text, string type)
    {
        var made = new JsonObject { ["type"] = type, ["text"] = text };
        if (type == "plain_text")
            made["emoji"] = false;
        else
            made["verbatim"] = true;
        return made;
    }

    private static string Words(string text, int most) => TypedWords.Fit(TypedWords.WithoutCalls(text), most, Escaped);

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => rune.ToString(),
    };

    private static int LengthOf(JsonObject block) => block["text"]!["text"]!.GetValue<string>().Length;
}
