using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Outbox;
using Rapport.Integrations;
using Rapport.Tests.Hosting;

namespace Rapport.Tests.Outbox;

/// <summary>The real program is killed between saving and sending: the message goes, once.</summary>
public sealed class KilledNodeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly int _port = ServerProcess.FreePort();
    private readonly MailSink _sink = new();
    private ServerProcess _server = null!;

    private string Data => Path.Combine(_place.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _sink.DisposeAsync();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_message_that_was_saved_goes_once_although_the_server_was_killed_while_it_sent()
    {
        var came = new TaskCompletionSource();
        _sink.Answer = verb =>
        {
            came.TrySetResult();
            return verb == "CONNECT" ? "!hang" : null;
        };
        var now = DateTimeOffset.UtcNow;
        OutgoingMessage[] messages = [.. Enumerable.Range(0, 3).Select(number => OutgoingMail.ToList("leads@example.org", Message.About($"Number {number}"), new(MessageKind.SyncNotes, $"cause/{number}", now)))];
        await InDatabase(async db =>
        {
            var settings = OutboxSettings.Fresh();
            settings.Use("127.0.0.1", _sink.Port, null, "rapport@example.org", null);
            db.Add(settings);
            db.AddRange(messages);
            await db.SaveChangesAsync();
        });

        // Nobody told the program: the database did, and it came to the door.
        await came.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _server.Kill();
        await _server.Ended();
        Assert.Empty(_sink.Taken);
        _sink.Answer = _ => null;
        await Start();
        // Until the lease of the one that was killed is over nobody else touches it; here that is now.
        await InDatabase(db => db.Set<OutgoingMessage>().Where(message => message.LeasedUntil != null).ExecuteUpdateAsync(message => message.SetProperty(it => it.LeasedUntil, DateTimeOffset.UtcNow)));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_sink.Taken.Count < 3)
            await Task.Delay(50, patience.Token);
        Assert.Equal(["Number 0", "Number 1", "Number 2"], _sink.Taken.Select(mail => mail["Subject"]));
        Assert.Equal(messages.Select(message => $"<{message.Id}@example.org>"), _sink.Taken.Select(mail => mail["Message-ID"]));
        await InDatabase(async db =>
        {
            while (await db.Set<OutgoingMessage>().AnyAsync(message => message.State != OutgoingState.Sent, patience.Token))
                await Task.Delay(50, patience.Token);
        });
    }

    private async Task Start()
    {
        _server = new ServerProcess(_port, ["--data", Data, "--key-file", Path.Combine(_place.FullName, "key")]);
        await _server.Ready();
    }

    private async Task InDatabase(Func<RapportDb, Task> work)
    {
        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(Data, "socket")).Jobs);
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        await work(db);
    }
}
