using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Chat;

/// <summary>
/// A message as an adaptive card, as a webhook of Teams' Workflows takes it. Every word stands in a run of text, which Teams
/// shows as it is, and not in a block, where it would read Markdown.
/// </summary>
public static class TeamsCard
{
    public const int LargestMessage = 28 * 1024;

    private const int LongestPart = 4_000;
    private const int Reserved = 2_500;

    private static readonly JsonSerializerOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Of(Message message, string? linkBase)
    {
        var body = new JsonArray(Block([Run(message.Subject, size: "Large", weight: "Bolder")]));
        var size = Reserved + SizeOf(body);
        foreach (var part in message.Parts)
        {
            var next = Part(part);
            size += SizeOf(next) + 1;
            if (size > LargestMessage)
            {
                body.Add(Block([Run("… and more than fits here.", isSubtle: true)]));
                break;
            }

            body.Add(next);
        }

        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (message.To is { } link && linkBase is not null)
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = Words(link.Label, 200), ["url"] = linkBase + link.Path });
        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["contentUrl"] = null, ["content"] = card }),
        };
    }

    public static string Text(JsonObject message) => message.ToJsonString(AsSent);

    private static JsonObject Part(MessagePart part) => part switch
    {
        Heading heading => Block([Run(heading.Text, weight: "Bolder")], spacing: "Large"),
        Paragraph paragraph => Block([Run(paragraph.Text)]),
        ListRow row => Block(
        [
            .. row.Fact.Length > 0 ? [Run(row.Fact + (row.Said.Length > 0 ? ": " : ""), weight: "Bolder")] : Array.Empty<JsonNode>(),
            .. row.Said.Length > 0 ? [Run(row.Said)] : Array.Empty<JsonNode>(),
            .. row.Note.Length > 0 ? [Run($"{(row.Said.Length > 0 || row.Fact.Length > 0 ? "\n" : "")}{row.Note}", isSubtle: true)] : Array.Empty<JsonNode>(),
        ]),
        _ => Block([]),
    };

    private static JsonObject Block(JsonNode[] runs, string spacing = "Default") => new() { ["type"] = "RichTextBlock", ["spacing"] = spacing, ["inlines"] = new JsonArray(runs) };

    private static JsonObject Run(string text, string? weight = null, string? size = null, bool isSubtle = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = Words(text, LongestPart) };
        if (weight is not null)
            run["weight"] = weight;
        if (size is not null)
            run["size"] = size;
        if (isSubtle)
            run["isSubtle"] = true;
        return run;
    }

    // A mention is a tag, and the only one that Teams knows in a card.
    private static string Words(string text, int most) => TypedWords.Fit(TypedWords.WithoutCalls(text), most, rune => rune.Value switch
    {
        '<' => "‹",
        '>' => "›",
        _ => rune.ToString(),
    });

    private static int SizeOf(JsonNode node) => Encoding.UTF8.GetByteCount(node.ToJsonString(AsSent));
}
