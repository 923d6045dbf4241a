using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rapport.Integrations.Chat;

namespace Rapport.Tests.Outbox;

/// <summary>What holds of a message as it arrives, whatever was typed into it: it means what it says, calls nobody, and leads to one place of ours.</summary>
internal static partial class Harmless
{
    private static readonly string[] Headers = ["Message-ID", "Date", "Auto-Submitted", "MIME-Version", "From", "To", "Subject", "Content-Type"];

    /// <summary>A mail as it came over the line: our headers and one receiver, and a page of our own elements with one link.</summary>
    public static void Mail(TakenMail mail, string receiver, string link)
    {
        Assert.Equal([$"RCPT TO:<{receiver}>"], mail.To);
        Header(mail);
        var bodies = mail.Bodies;
        Assert.Equal(2, bodies.Count);
        Assert.EndsWith($":\n{link}\n", bodies[0].ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var page = bodies[1][(bodies[1].IndexOf("</style>", StringComparison.Ordinal) + "</style>".Length)..];
        var tags = Tag().Matches(page).Select(tag => tag.Value).ToList();
        Assert.All(tags, tag => Assert.Matches(OurTag(), tag.Replace($" href=\"{link}\"", " href", StringComparison.Ordinal)));
        Assert.Single(tags, tag => tag.Contains(link, StringComparison.Ordinal));
        Assert.All(bodies, body => Assert.DoesNotMatch(Turning(), body));
    }

    /// <summary>The header has what we gave it, each once, and nothing that begins or ends anything.</summary>
    public static void Header(TakenMail mail)
    {
        Assert.All(mail.Headers, header => Assert.Contains(header.Name, Headers, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(mail.Headers.Count, mail.Headers.Select(header => header.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotMatch(Loose(), mail.Header);
        Assert.All(mail.Header.Split("\r\n"), line => Assert.InRange(line.Length, 1, 998));
        // Within quotes an address is a name.
        Assert.Single(Quoted().Replace(mail["To"], ""), letter => letter == '@');
    }

    /// <summary>A message as it is posted to a chat: nothing typed in it is a call or markup, and it fits.</summary>
    public static void Chat(ChatKind kind, JsonObject message, string link)
    {
        Assert.All(Texts(message).Select(text => text.Text).Append(message["text"]?.GetValue<string>() ?? ""), CallsNobody);
        Assert.True(Fits(kind, message, link), $"{kind} does not take so much, or does not lead to {link}.");
        if (kind == ChatKind.Slack)
            Slack(message, link);
        else if (kind == ChatKind.Mattermost)
            Mattermost(message["text"]!.GetValue<string>(), link);
        else
            Teams(message, link);
    }

    /// <summary>Within the limits of its chat, with the link at its end.</summary>
    public static bool Fits(ChatKind kind, JsonObject message, string link)
    {
        var texts = Texts(message).ToList();
        return kind switch
        {
            ChatKind.Slack => message["blocks"]!.AsArray() is var blocks && blocks.Count <= 50
                && blocks.All(block => block!["text"]!["text"]!.GetValue<string>() is var said && said.Length is > 0 && said.Length <= (block["type"]!.GetValue<string>() == "header" ? 150 : 3_000))
                && texts.Sum(one => one.Text.Length) <= 13_000
                && texts[^1].Text.StartsWith($"<{link}|", StringComparison.Ordinal),
            ChatKind.Mattermost => message["text"]!.GetValue<string>() is var said && said.Length <= 16_383 && said.EndsWith($"]({link})\n", StringComparison.Ordinal),
            _ => TeamsCard.Text(message) is var card && Encoding.UTF8.GetByteCount(card) <= 28 * 1024 && card.Contains($"\"url\":\"{link}\"", StringComparison.Ordinal),
        };
    }

    public static IEnumerable<(string Type, string Text)> Texts(JsonNode? node) => node switch
    {
        JsonObject { } it when it["text"] is JsonValue text && it["type"] is JsonValue type => [(type.GetValue<string>(), text.GetValue<string>())],
        JsonObject it => it.SelectMany(inner => Texts(inner.Value)),
        JsonArray many => many.SelectMany(Texts),
        _ => [],
    };

    // The one piece of markup is the link, and that is ours.
    private static void Slack(JsonObject slack, string link)
    {
        Assert.Matches($@"^<{Regex.Escape(link)}\|[^<>|]*>$", Assert.Single(Texts(slack), text => text.Type == "mrkdwn").Text);
        Assert.All(Texts(slack).Where(text => text.Type == "plain_text").Append(("", slack["text"]!.GetValue<string>())), text => Assert.DoesNotMatch("[<>]", text.Item2));
    }

    private static void Mattermost(string text, string link)
    {
        Assert.DoesNotMatch("[<>]", text);
        Assert.Equal(link, Assert.Single(MarkdownLink().Matches(text)).Groups["to"].Value);
        Assert.DoesNotMatch(Unescaped(), Ours().Replace(text, ""));
    }

    // A block of text reads Markdown; a run does not.
    private static void Teams(JsonObject card, string link)
    {
        Assert.DoesNotContain("\"TextBlock\"", card.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<at", TeamsCard.Text(card));
        Assert.Single(Regex.Matches(TeamsCard.Text(card), "\"url\":", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains($"\"url\":\"{link}\"", TeamsCard.Text(card), StringComparison.Ordinal);
    }

    private static void CallsNobody(string text)
    {
        Assert.DoesNotMatch("(?i)(^|[^a-z0-9])[@＠][a-z]", text);
        Assert.DoesNotMatch("(?i)<[!@#]", text);
        Assert.DoesNotMatch(Turning(), text);
    }

    [GeneratedRegex(@"(?<!\\)\[(?:\\.|[^\]\\])*\]\((?<to>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkdownLink();

    // Headings, the marks of a list, bold facts, the link.
    [GeneratedRegex(@"^#{4,5} |^- (\*\*(?=.*\*\*))?|(?<=[^\\])\*\*(?=: |\n|$)|\[(\\.|[^\]\\])*\]\(https://rapport[^)]*\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"(?<!\\)(\\\\)*[*_`~\[\]#|]|^[-+=]|^[0-9]+[.)]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unescaped();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("^</?(html|head|body|div|h1|h2|p|a)( class=\"(sheet|row|said|quiet|link)\")?( dir=\"auto\")?( href)?>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OurTag();

    /// <summary>What turns the direction of what follows, also beyond what somebody typed.</summary>
    [GeneratedRegex("[\u202a-\u202e\u2066-\u2069]", RegexOptions.None, 1000)]
    private static partial Regex Turning();

    [GeneratedRegex(@"""(\\.|[^""\\])*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\r(?!\n)|(?<!\r)\n|\0", RegexOptions.None, 1000)]
    private static partial Regex Loose();
}
