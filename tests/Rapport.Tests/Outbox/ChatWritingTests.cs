using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Features.Outbox;
using Rapport.Integrations.Chat;

namespace Rapport.Tests.Outbox;

/// <summary>A message as each chat takes it: within its limits, and with nothing in it that was typed and means anything there.</summary>
public partial class ChatWritingTests
{
    private const string Base = "https://rapport.example.org";

    private static readonly string[] Calls =
        ["@channel", "@here", "@everyone", "@all", "@hanna", "<!channel>", "<!everyone>", "<!here|here>", "<@U024BE7LH>", "<#C024BE7LR>", "<!subteam^SAZ94GDB8>", "<at>Hanna</at>", "<AT id=\"0\">all</AT>", "＠channel"];

    private static readonly string[] Markup =
        ["*bold*", "_slanted_", "~struck~", "`code`", "```block```", "[your bank](https://evil.example)", "<https://evil.example|your bank>", "![](https://evil.example/x.png)", "# Title", "> quote", "- list", "1. list", "| a | b |\n|---|---|", "***", "Title\n===", ":fire:", "&lt;!channel&gt;", "\\[x](https://evil.example)", "<https://evil.example>"];

    public static TheoryData<string> Hostile => [.. Calls, .. Markup];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_people_type_is_neither_a_call_nor_markup(string typed)
    {
        var message = Message.About(typed).Heading(typed).Word(typed).Said(typed).Row(typed, typed, typed).Link(typed, "/syncs/1");

        var slack = ChatCarrier.Write(ChatKind.Slack, message, Base);
        AssertNoCalls(slack);
        var marked = Texts(slack).Where(text => text.Type == "mrkdwn").ToList();
        Assert.Matches(SlackLink(), Assert.Single(marked).Text);
        Assert.All(Texts(slack).Where(text => text.Type == "plain_text").Append(("", slack["text"]!.GetValue<string>())), text => Assert.DoesNotMatch("[<>]", text.Item2));

        var mattermost = ChatCarrier.Write(ChatKind.Mattermost, message, Base)["text"]!.GetValue<string>();
        AssertNoCalls(mattermost);
        Assert.DoesNotMatch("[<>]", mattermost);
        var links = MarkdownLink().Matches(mattermost);
        Assert.Equal($"{Base}/syncs/1", Assert.Single(links).Groups["to"].Value);
        Assert.DoesNotMatch(Unescaped(), OursRemoved(mattermost));

        var teams = ChatCarrier.Write(ChatKind.Teams, message, Base);
        AssertNoCalls(teams);
        // A block of text reads Markdown; a run does not.
        Assert.DoesNotContain("\"TextBlock\"", teams.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<at", TeamsCard.Text(teams));
        Assert.Single(Regex.Matches(TeamsCard.Text(teams), "\"url\":\"https://rapport", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_address_that_somebody_typed_can_be_read_and_copied()
    {
        var message = Message.About("x").Said("Write to ops@example.org about it");
        Assert.Contains("ops@example.org", ChatCarrier.Write(ChatKind.Slack, message, Base).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("ops@example.org", ChatCarrier.Write(ChatKind.Mattermost, message, Base).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_it_says_a_message_stays_within_the_limits_of_each_chat_and_leads_to_the_whole()
    {
        var words = Gen.Elements("word ", "&", "<", ">", "@here ", "漢字", "\ud83d\ude00", "\n", "*", new string('x', 700), new string('&', 400), new string('ß', 2000), "\"", "\\");
        var text = words.ArrayOf().Select(string.Concat);
        var part = Gen.OneOf(
            text.Select(said => (Func<Message, Message>)(message => message.Heading(said[..Math.Min(said.Length, 150)].Trim('\ud83d', '\ude00')))),
            text.Select(said => (Func<Message, Message>)(message => message.Said(Short(said)))),
            text.Two().Select(said => (Func<Message, Message>)(message => message.Row("Red", Short(said.Item1), Short(said.Item2)))));
        var (tried, cut) = (0, 0);
        Prop.ForAll(Arb.From(part.ArrayOf()), parts =>
        {
            var message = parts.Concat(parts).Concat(parts).Aggregate(Message.About("Leadership sync"), (sofar, add) => add(sofar)).Link("Open the sync", "/syncs/1");
            var slack = ChatCarrier.Write(ChatKind.Slack, message, Base);
            var blocks = slack["blocks"]!.AsArray();
            var texts = Texts(slack).ToList();
            tried++;
            cut += slack.ToJsonString().Contains("more than fits", StringComparison.Ordinal) ? 1 : 0;
            return blocks.Count <= 50
                && blocks.All(block => block!["text"]!["text"]!.GetValue<string>() is var said && said.Length is > 0 && said.Length <= (block["type"]!.GetValue<string>() == "header" ? 150 : 3_000))
                && texts.Sum(one => one.Text.Length) <= 13_000
                && texts[^1].Text == $"<{Base}/syncs/1|Open the sync>"
                && ChatCarrier.Write(ChatKind.Mattermost, message, Base)["text"]!.GetValue<string>() is var mattermost && mattermost.Length <= 16_383 && mattermost.EndsWith($"[Open the sync]({Base}/syncs/1)\n", StringComparison.Ordinal)
                && TeamsCard.Text(ChatCarrier.Write(ChatKind.Teams, message, Base)) is var teams && Encoding.UTF8.GetByteCount(teams) <= 28 * 1024 && teams.Contains($"{Base}/syncs/1", StringComparison.Ordinal);
        }).Try("chat messages", usual: 300, full: 5_000, largest: 60);
        Assert.InRange(cut, 1, tried - 1);
    }

    [Fact]
    public void Nothing_is_cut_off_in_the_middle_of_a_character()
    {
        var message = Message.About("x").Said(string.Concat(Enumerable.Repeat("\ud83d\ude00&", 4_000)));
        var said = Texts(ChatCarrier.Write(ChatKind.Slack, message, Base)).Single(text => text.Text.Length > 2_900).Text;
        Assert.EndsWith("…", said, StringComparison.Ordinal);
        Assert.DoesNotMatch("&(?!amp;)", said);
        Assert.Equal(said, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said)));
    }

    private static string Short(string text) => text.Length > 15_000 ? text[..15_000].TrimEnd('\ud83d') : text;

    private static void AssertNoCalls(JsonObject message) => Assert.All(Texts(message).Select(text => text.Text).Append(message["text"]?.GetValue<string>() ?? ""), AssertNoCalls);

    private static void AssertNoCalls(string text)
    {
        Assert.DoesNotMatch("(?i)(^|[^a-z0-9])[@＠][a-z]", text);
        Assert.DoesNotMatch("(?i)<[!@#]", text);
    }

    private static IEnumerable<(string Type, string Text)> Texts(JsonNode? node) => node switch
    {
        JsonObject { } it when it["text"] is JsonValue text && it["type"] is JsonValue type => [(type.GetValue<string>(), text.GetValue<string>())],
        JsonObject it => it.SelectMany(inner => Texts(inner.Value)),
        JsonArray many => many.SelectMany(Texts),
        _ => [],
    };

    /// <summary>Without the markup that is ours: headings, the marks of a list, bold facts, the link.</summary>
    private static string OursRemoved(string text) => Ours().Replace(text, "");

    [GeneratedRegex(@"^<https://rapport\.example\.org/syncs/1\|[^<>|]*>$", RegexOptions.None, 1000)]
    private static partial Regex SlackLink();

    [GeneratedRegex(@"(?<!\\)\[(?:\\.|[^\]\\])*\]\((?<to>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"^#{4,5} |^- (\*\*(?=.*\*\*))?|(?<=[^\\])\*\*(?=: |\n|$)|\[(\\.|[^\]\\])*\]\(https://rapport[^)]*\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"(?<!\\)(\\\\)*[*_`~\[\]#|]|^[-+=]|^[0-9]+[.)]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unescaped();
}
