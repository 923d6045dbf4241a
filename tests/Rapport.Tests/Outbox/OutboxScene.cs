using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Outbox;
using Rapport.Hosting;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Outbox;

/// <summary>The cast, a mail server that is set up, and a clock: Thursday 19 March 2026, 9:00 UTC, when everybody may be written to.</summary>
internal sealed class OutboxScene
{
    private int _causes;

    private OutboxScene(Database database, Cast cast, FixedClock clock) => (Database, Cast, Clock) = (database, cast, clock);

    public Database Database { get; }

    public Cast Cast { get; }

    public FixedClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<OutboxScene> In(Database database, bool hasMailServer = true, int port = 25)
    {
        await database.Empty();
        var clock = new FixedClock(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
        var scene = new OutboxScene(database, await Cast.In(database, clock.GetUtcNow()), clock);
        if (hasMailServer)
            await scene.SetUp(port);
        return scene;
    }

    /// <summary>A mail server on this machine, which needs no encryption and no password.</summary>
    public async Task SetUp(int port, string host = "127.0.0.1", string? user = null, string? password = null, string senderName = "Rapport")
    {
        await using var db = Database.Db();
        await db.Set<OutboxSettings>().ExecuteDeleteAsync();
        await db.Set<OutgoingSecret>().ExecuteDeleteAsync();
        var settings = OutboxSettings.Fresh();
        settings.LinkTo("https://rapport.example.org");
        settings.Use(host, port, user, "rapport@example.org", senderName);
        settings.AllowInside("127.0.0.1");
        settings.KeepPassword(password is not null);
        db.Add(settings);
        if (password is not null)
            db.Add(new OutgoingSecret(OutgoingSecret.MailPassword, Host.Secrets.Seal(password, OutgoingSecret.MailPassword)));
        await db.SaveChangesAsync();
    }

    public async Task<ChatChannel> Channel(string address, ChatKind kind = ChatKind.Slack, string name = "eng-leads")
    {
        await using var db = Database.Db();
        var webhook = WebhookAddress.Of(address, ["127.0.0.1"]);
        var channel = new ChatChannel(kind, name, webhook, Now);
        db.AddRange(channel, new OutgoingSecret(channel.SecretKey, Host.Secrets.Seal(webhook.Full, channel.SecretKey)));
        await db.SaveChangesAsync();
        return channel;
    }

    public Sending Sending(bool isUrgent = true) => new(MessageKind.SyncNotes, $"cause/{Interlocked.Increment(ref _causes)}", Now) { IsUrgent = isUrgent };

    /// <summary>Puts mails into the outbox, in this order, in one transaction.</summary>
    public Task Post(Member to, params string[] subjects) => Post([.. subjects.Select(subject => OutgoingMail.To(to.Person, Message.About(subject).Said("What it says."), Sending()))]);

    public async Task Post(params OutgoingMessage[] messages)
    {
        await using var db = Database.Db();
        db.AddRange(messages);
        await db.SaveChangesAsync();
    }

    public async Task<List<OutgoingMessage>> Rows()
    {
        await using var db = Database.Db();
        return await db.Set<OutgoingMessage>().AsNoTracking().OrderBy(message => message.Turn).ToListAsync();
    }

    public async Task<List<OutgoingState>> States() => [.. (await Rows()).Select(row => row.State)];
}
