using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Features.Outbox;
using Rapport.Integrations.Chat;
using Rapport.Tests.House;

namespace Rapport.Tests.Outbox;

/// <summary>A message as each chat takes it: within its limits, and with nothing in it that was typed and means anything there.</summary>
public class ChatWritingTests
{
    private const string Base = "https://rapport.example.org";

    public static TheoryData<string> Hostile => [.. HostileTexts.Calls, .. HostileTexts.ChatMarkup];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_people_type_is_neither_a_call_nor_markup(string typed)
    {
        var message = Message.About(typed).Heading(typed).Word(typed).Said(typed).Row(typed, typed, typed).Link(typed, "/syncs/1");

        foreach (var kind in Enum.GetValues<ChatKind>())
            Harmless.Chat(kind, ChatCarrier.Write(kind, message, Base), $"{Base}/syncs/1");
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
            var written = Enum.GetValues<ChatKind>().ToDictionary(kind => kind, kind => ChatCarrier.Write(kind, message, Base));
            tried++;
            cut += written[ChatKind.Slack].ToJsonString().Contains("more than fits", StringComparison.Ordinal) ? 1 : 0;
            return written.All(one => Harmless.Fits(one.Key, one.Value, $"{Base}/syncs/1"));
        }).Try("chat messages", usual: 300, full: 5_000, largest: 60);
        Assert.InRange(cut, 1, tried - 1);
    }

    [Fact]
    public void Nothing_is_cut_off_in_the_middle_of_a_character()
    {
        var message = Message.About("x").Said(string.Concat(Enumerable.Repeat("\ud83d\ude00&", 4_000)));
        var said = Harmless.Texts(ChatCarrier.Write(ChatKind.Slack, message, Base)).Single(text => text.Text.Length > 2_900).Text;
        Assert.EndsWith("…", said, StringComparison.Ordinal);
        Assert.DoesNotMatch("&(?!amp;)", said);
        Assert.Equal(said, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said)));
    }

    private static string Short(string text) => text.Length > 15_000 ? text[..15_000].TrimEnd('\ud83d') : text;
}
