using System.Text.Json.Nodes;
using Rapport.Features.Outbox;
using Rapport.Integrations.Chat;
using Rapport.Jobs;

namespace Rapport.Tests.Outbox;

/// <summary>Messages on their way to a webhook that takes them, or misbehaves.</summary>
public class ChatTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DispatchLimits Hurried = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    private HookSink hook = null!;
    private OutboxScene scene = null!;

    public async ValueTask InitializeAsync()
    {
        hook = new HookSink();
        scene = await OutboxScene.In(database);
    }

    public async ValueTask DisposeAsync()
    {
        await hook.DisposeAsync();
        await database.Empty();
    }

    [Theory]
    [InlineData(ChatKind.Slack, "blocks")]
    [InlineData(ChatKind.Mattermost, "text")]
    [InlineData(ChatKind.Teams, "attachments")]
    public async Task A_message_is_posted_as_its_chat_takes_it_with_a_number_to_tell_a_double_by(ChatKind kind, string has)
    {
        await Post(await scene.Channel(hook.Address, kind));
        await Send();

        var (head, body) = Assert.Single(hook.Taken);
        Assert.NotNull(JsonNode.Parse(body)![has]);
        Assert.Contains("https://rapport.example.org/syncs/1", body, StringComparison.Ordinal);
        Assert.Contains($"Idempotency-Key: {(await scene.Rows()).Single().Id}", head, StringComparison.Ordinal);
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    [Theory]
    [InlineData("!hang", "did not answer in time")]
    [InlineData("!reset", "")]
    [InlineData("!garbage", "makes no sense")]
    [InlineData("HTTP/1.1 200 OK\r\nX: !endless", "makes no sense")]
    [InlineData("HTTP/1.1 500 Secret of theirs\r\nContent-Length: 0\r\n\r\n", "trouble of its own (500)")]
    [InlineData("HTTP/1.1 503 Secret of theirs\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", "trouble of its own (503)")]
    [InlineData("HTTP/1.1 408 Slow\r\nContent-Length: 0\r\n\r\n", "(408)")]
    public async Task A_receiver_that_misbehaves_costs_nothing_but_time(string answer, string reason)
    {
        hook.Answer = answer;
        await Post(await scene.Channel(hook.Address));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Send();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);

        var row = Assert.Single(await scene.Rows());
        Assert.Equal((OutgoingState.Waiting, 1), (row.State, row.Tries));
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
        Assert.DoesNotMatch("127.0.0.1|[0-9]{5}|[Ss]ecret|hooks", row.Reason!);

        hook.Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        scene.Clock.Pass(TimeSpan.FromMinutes(10));
        await Send();
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    /// <summary>It has said that it took it; how long it goes on talking is its own affair, and no reason to send it twice.</summary>
    [Fact]
    public async Task An_endless_answer_is_left_unread()
    {
        hook.Answer = "HTTP/1.1 200 OK\r\n\r\n!endless";
        await Post(await scene.Channel(hook.Address));
        await Send();
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    [Fact]
    public async Task A_wish_for_a_pause_is_kept()
    {
        hook.Answer = "HTTP/1.1 429 Slower\r\nRetry-After: 1200\r\nContent-Length: 0\r\n\r\n";
        await Post(await scene.Channel(hook.Address));
        await Send();
        Assert.Equal((scene.Now.AddMinutes(20), "The other side asks for a pause (429)."), ((await scene.Rows()).Single().AgainAt, (await scene.Rows()).Single().Reason));
    }

    [Theory]
    [InlineData(400, "refused the message (400)")]
    [InlineData(403, "no such webhook any more (403)")]
    [InlineData(404, "no such webhook any more (404)")]
    [InlineData(410, "no such webhook any more (410)")]
    public async Task What_is_refused_for_good_has_failed(int code, string reason)
    {
        hook.Answer = $"HTTP/1.1 {code} No\r\nContent-Length: 0\r\n\r\n";
        await Post(await scene.Channel(hook.Address));
        await Send();
        var row = Assert.Single(await scene.Rows());
        Assert.Equal(OutgoingState.Failed, row.State);
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_nobodys_is_not_talked_to()
    {
        using var certificate = Certificates.OfNobody();
        await using var impostor = new HookSink(certificate);
        await Post(await scene.Channel(impostor.Address));
        await Send();
        Assert.Empty(impostor.Taken);
        Assert.Contains("certificate", (await scene.Rows()).Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_channel_that_is_away_holds_up_no_other_and_messages_of_one_keep_their_order()
    {
        await using var other = new HookSink { Answer = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" };
        var (well, away) = (await scene.Channel(hook.Address, name: "well"), await scene.Channel(other.Address, name: "away"));
        for (var number = 0; number < 8; number++)
        {
            await Post(away, $"Number {number}");
            await Post(well, $"Number {number}");
        }

        await Send();
        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"Number {number}"), hook.Taken.Select(taken => JsonNode.Parse(taken.Body)!["text"]!.GetValue<string>()));
        Assert.Single(other.Taken);
    }

    [Fact]
    public async Task To_a_closed_channel_nothing_goes()
    {
        var channel = await scene.Channel(hook.Address);
        await Post(channel);
        await using (var db = database.Db())
        {
            var kept = db.Attach(channel).Entity;
            kept.Close(scene.Now);
            await db.SaveChangesAsync();
        }

        await Send();
        Assert.Empty(hook.Taken);
        Assert.Equal("The channel was closed.", (await scene.Rows()).Single().Reason);
    }

    private Task Post(ChatChannel channel, string about = "Decisions") => scene.Post(OutgoingChat.To(channel.Id, channel.Name, Message.About(about).Row("By Friday", "We freeze the build", "Hanna").Link("Open the sync", "/syncs/1"), scene.Sending()));

    private Task Send() => Dispatching.On(database, scene.Clock, Hurried, new ChatCarrier(scene.Clock)).SendDue(default);
}
