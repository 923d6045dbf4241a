using Rapport.Features.Outbox;
using Rapport.Integrations;

namespace Rapport.Tests.Outbox;

/// <summary>The real program is killed between saving and sending: the message goes, once.</summary>
public sealed class KilledNodeTests : IAsyncLifetime
{
    private readonly MailSink sink = new() { IsShut = true };
    private KillableServer server = null!;

    public async ValueTask InitializeAsync() => server = await KillableServer.Running();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_was_saved_goes_once_although_the_server_was_killed_while_it_sent()
    {
        var now = DateTimeOffset.UtcNow;
        OutgoingMessage[] messages = [.. Enumerable.Range(0, 3).Select(number => OutgoingMail.ToList("leads@example.org", Message.About($"Number {number}"), new(MessageKind.SyncNotes, $"cause/{number}", now)))];
        await using (var db = server.Db())
        {
            var settings = OutboxSettings.Fresh();
            settings.Use("127.0.0.1", sink.Port, null, "rapport@example.org", null);
            db.Add(settings);
            db.AddRange(messages);
            await db.SaveChangesAsync();
        }

        // Nobody told the program: the database did, and it came to the door.
        await sink.Came.WaitAsync(TimeSpan.FromSeconds(30));
        await server.Kill();
        Assert.Empty(sink.Taken);
        sink.IsShut = false;
        await server.Start();
        await server.ForgetLeases();

        await server.HasSent(3);
        Assert.Equal(["Number 0", "Number 1", "Number 2"], sink.Taken.Select(mail => mail["Subject"]));
        Assert.Equal(messages.Select(message => $"<{message.Id}@example.org>"), sink.Taken.Select(mail => mail["Message-ID"]));
    }
}
