using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Accounts;
using Rapport.Features.Outbox;
using Rapport.Features.Syncs;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;
using Rapport.Tests.Access;
using Rapport.Tests.Outbox;

namespace Rapport.Tests.Syncs;

/// <summary>
/// The real program is killed when the notes of a sync are saved and none has left: once it is back, everybody who belongs, the
/// mailing list and the channel hear of them, once.
/// </summary>
public sealed class KilledBeforeSendingTests : IAsyncLifetime
{
    // Four who attend, one who reads, the list; and the channel.
    private const int Mails = 6;
    private const int Messages = Mails + 1;

    private readonly MailSink mail = new() { IsShut = true };
    private readonly HookSink hook = new() { IsShut = true };
    private KillableServer server = null!;
    private Cast cast = null!;
    private Id<ChatChannel> channel;

    public async ValueTask InitializeAsync()
    {
        server = await KillableServer.Running();
        cast = await Cast.In(server.Db, DateTimeOffset.UtcNow);
        channel = await SetUp();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await mail.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task Notes_that_somebody_sent_leave_once_although_the_server_was_killed_before_it_sent_any()
    {
        var meeting = await Ended();
        using (var hanna = server.Browser())
        {
            using var inside = await hanna.Submit("/sign-in", "Sign in", ("Email", cast.Hanna.Person.Email), ("Password", Cast.Password));
            Assert.Equal(HttpStatusCode.Found, inside.StatusCode);
            using var sent = await hanna.Submit($"/leadership-sync/meetings/{meeting}", "Send notes");
            Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        }

        await KillBeforeAnythingLeaves();
        AssertEachOnce(await server.HasSent(Messages));
    }

    [Fact]
    public async Task Notes_that_go_by_themselves_leave_once_although_the_server_was_killed_before_it_sent_any()
    {
        await Ended(TimeSpan.FromMinutes(106));
        await KillBeforeAnythingLeaves();
        AssertEachOnce(await server.HasSent(Messages));

        // Another sync's notes show that what sends them has looked again, and found nothing left of the first.
        await Ended(TimeSpan.FromMinutes(106));
        await server.HasSent(2 * Messages);
        Assert.Equal((2 * Mails, 2), (mail.Taken.Count, hook.Taken.Count));
    }

    /// <summary>Both doors are shut when the program comes to them, so that nothing can have left when it is killed.</summary>
    private async Task KillBeforeAnythingLeaves()
    {
        await Task.WhenAll(mail.Came, hook.Came).WaitAsync(TimeSpan.FromSeconds(120));
        await server.Kill();
        Assert.True(mail.Taken.IsEmpty && hook.Taken.IsEmpty);
        (mail.IsShut, hook.IsShut) = (false, false);
        await server.Start();
        await server.ForgetLeases();
    }

    private void AssertEachOnce(List<OutgoingMessage> messages)
    {
        var mails = messages.Where(message => message.Way == Way.Mail).ToList();
        Assert.Equal(["hanna@example.org", "leads@example.org", "omar@example.org", "priya@example.org", "ruth@example.org", "teo@example.org"], mails.Select(message => message.Address).Order(StringComparer.Ordinal));
        Assert.Equal(mails.Select(message => $"<{message.Id}@example.org>").Order(StringComparer.Ordinal), mail.Taken.Select(taken => taken["Message-ID"]).Order(StringComparer.Ordinal));
        Assert.Equal(mails.Select(message => $"RCPT TO:<{message.Address}>").Order(StringComparer.Ordinal), mail.Taken.SelectMany(taken => taken.To).Order(StringComparer.Ordinal));
        var told = Assert.Single(messages, message => message.Way == Way.Chat);
        var (head, body) = Assert.Single(hook.Taken);
        Assert.Contains($"Idempotency-Key: {told.Id}", head, StringComparison.Ordinal);
        Assert.Contains("Roll back", body, StringComparison.Ordinal);
    }

    private async Task<Id<ChatChannel>> SetUp()
    {
        await using var db = server.Db();
        var settings = OutboxSettings.Fresh();
        settings.LinkTo("https://rapport.example.org");
        settings.Use("127.0.0.1", mail.Port, null, "rapport@example.org", null);
        settings.AllowInside("127.0.0.1");
        var webhook = WebhookAddress.Of(hook.Address, ["127.0.0.1"]);
        var leads = new ChatChannel(ChatKind.Slack, "eng-leads", webhook, DateTimeOffset.UtcNow);
        var hanna = await db.Set<Account>().SingleAsync(account => account.Id == cast.Hanna.Account.Id);
        hanna.PasswordHash = new PasswordHasher<Account>().HashPassword(hanna, Cast.Password);
        db.AddRange(settings, leads, new OutgoingSecret(leads.SecretKey, server.Secrets.Seal(webhook.Full, leads.SecretKey)));
        await db.SaveChangesAsync();
        return leads.Id;
    }

    /// <summary>A sync that has just ended, or so long ago.</summary>
    private async Task<Id<SyncMeeting>> Ended(TimeSpan ago = default)
    {
        SyncThings things;
        await using (var db = server.Db())
            things = await SyncThings.In(db, cast.Hanna, cast.Ruth, cast.Teo, cast.Priya, cast.Omar, cast.Robin, DateTimeOffset.UtcNow);
        await using (var db = server.Db())
            await new ReachSync(db).Run(things.Sync.Id, new("leads@example.org", channel), cast.Hanna.Viewer, default);
        await using (var db = server.Db())
            await new EndSync(db, new(db, TimeProvider.System), TimeProvider.System).Run(things.Meeting.Id, cast.Hanna.Viewer, default);
        // The clock of the program cannot be moved; when the sync was held can.
        await using (var db = server.Db())
        {
            await db.Set<SyncMeeting>().Where(meeting => meeting.Id == things.Meeting.Id).ExecuteUpdateAsync(meeting => meeting
                .SetProperty(it => it.StartedAt, it => it.StartedAt - ago).SetProperty(it => it.EndedAt, it => it.EndedAt - ago));
        }

        return things.Meeting.Id;
    }
}
