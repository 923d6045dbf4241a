using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Features.Audit;
using Rapport.Features.Outbox;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Integrations.Mail;
using Rapport.Jobs;

namespace Rapport.Tests.Outbox;

/// <summary>What administrators see and do: how far messages are and never what they say, the mail server, the channels.</summary>
public class OutboxPagesTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Canary = "canary-40417";

    private Cast _cast = null!;
    private int _causes;

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => new(host.Database.Empty());

    [Fact]
    public async Task Before_anything_was_sent_the_page_says_what_it_is_for_and_leads_to_mail()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var page = await robin.GetStringAsync("/administration/messages");
        Assert.Contains("Nothing has been sent yet.", page, StringComparison.Ordinal);
        Assert.Contains("There is no mail server yet.", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/administration/mail\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/administration/messages\"", await robin.GetStringAsync("/administration"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_without_a_mail_server_says_to_whom_it_would_go()
    {
        await Post(_cast.Hanna);
        var page = await Read("/administration/messages");
        Assert.Contains("Notes of a sync", page, StringComparison.Ordinal);
        Assert.Contains("Mail to hanna@example.org", page, StringComparison.Ordinal);
        Assert.Contains("Waits for a mail server.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_are_shown_with_reasons_and_times_and_can_be_filtered()
    {
        await SetUp();
        await Post(_cast.Hanna);
        await Post(_cast.Teo);
        await Post(_cast.Priya);
        await Send(new FakeCarrier
        {
            Answer = parcel => Task.FromResult<Outcome>(parcel.Address[0] switch
            {
                'h' => new Outcome.Sent(),
                't' => new Outcome.Never("The mail server does not know this receiver (550)."),
                _ => new Outcome.Later("The mail server cannot be reached."),
            }),
        });

        var all = await Read("/administration/messages");
        Assert.Contains("Mail to hanna@example.org Sent at 09:00.", all, StringComparison.Ordinal);
        Assert.Contains("Mail to teo@example.org Failed at 09:00, after one try. The mail server does not know this receiver (550).", all, StringComparison.Ordinal);
        Assert.Contains("Mail to priya@example.org Waits after one try; the next one is at 09:01. The mail server cannot be reached.", all, StringComparison.Ordinal);
        var failed = await Read("/administration/messages?state=Failed");
        Assert.Contains("teo@example.org", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("hanna@example.org", failed, StringComparison.Ordinal);
        Assert.Contains("No message stands there.", await Read("/administration/messages?state=Stale"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_page_of_them_goes_on()
    {
        for (var number = 0; number < OutboxQueries.PageSize + 3; number++)
            await Post(OutgoingMail.ToList($"list{number:000}@example.org", Message.About("x"), Sending()));
        using var robin = await _cast.Browser(host, _cast.Robin);
        var first = await robin.GetStringAsync("/administration/messages");
        Assert.Contains("list052", first, StringComparison.Ordinal);
        Assert.DoesNotContain("list002", first, StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(first, "href=\"(?<to>[^\"]*before=[^\"]*)\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["to"].Value;
        Assert.Contains("list002", await robin.GetStringAsync(WebUtility.HtmlDecode(older)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_little_whatever_there_is()
    {
        for (var number = 0; number < 30; number++)
            await Post(_cast.Hanna);
        using var robin = await _cast.Browser(host, _cast.Robin);
        await robin.GetStringAsync("/administration/messages");
        using var counter = new StatementCounter(host.Database);
        await robin.GetStringAsync("/administration/messages");
        Assert.InRange(counter.Count, 1, 6);
    }

    [Fact]
    public async Task What_failed_is_sent_again_or_given_up_and_the_log_says_by_whom()
    {
        await SetUp();
        await Post(_cast.Hanna);
        await Post(_cast.Teo);
        await Send(new FakeCarrier { Answer = _ => Task.FromResult<Outcome>(new Outcome.Never("The mail server refused the message (554).")) });

        using var robin = await _cast.Browser(host, _cast.Robin, follow: true);
        using (await robin.Submit("/administration/messages", "Send again"))
            Assert.Contains("Waits its turn.", await Read("/administration/messages"), StringComparison.Ordinal);
        var carrier = new FakeCarrier();
        await Send(carrier);
        // The newest stands first, so it was Teo's.
        Assert.Equal(["teo@example.org"], carrier.Carried.Select(parcel => parcel.Address));

        using (await robin.Submit("/administration/messages", "Give up")) { }
        Assert.Contains("Mail to hanna@example.org Dropped at 09:00.", await Read("/administration/messages"), StringComparison.Ordinal);
        Assert.DoesNotContain("Send again", await Read("/administration/messages"), StringComparison.Ordinal);
        Assert.All(await Posted.In(host.Database), posted => Assert.Null(posted.Message));

        await using var db = _cast.Db();
        var log = await db.Set<AuditEvent>().Where(entry => entry.Kind == AuditKind.SentAgain || entry.Kind == AuditKind.GaveUpMessage).OrderBy(entry => entry.Number).ToListAsync();
        Assert.Equal([(AuditKind.SentAgain, _cast.Robin.Id, _cast.Teo.Id), (AuditKind.GaveUpMessage, _cast.Robin.Id, _cast.Hanna.Id)], log.Select(entry => (entry.Kind, entry.ActorId!.Value, entry.AboutId!.Value)));
    }

    [Fact]
    public async Task What_is_being_sent_at_this_moment_or_was_sent_is_left_alone()
    {
        await SetUp();
        await Post(_cast.Hanna);
        var rows = new OutboxRows(host.Database.Jobs, Host.Secrets);
        var taken = Assert.Single(await rows.Take(OutgoingMessage.ByMail, 1, Now, Now.AddMinutes(1), default));
        using var robin = await _cast.Browser(host, _cast.Robin);
        var token = await robin.FormToken();
        Assert.Contains("Being sent at this moment.", await Read("/administration/messages"), StringComparison.Ordinal);
        foreach (var act in (string[])["again", "drop"])
        {
            using var refused = await robin.Ask(HttpMethod.Post, $"/administration/messages/{act}", token: token, fields: [new("message", taken.Parcel.Id.ToString())]);
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        await rows.Settle(taken, OutgoingState.Sent, null, Now, default);
        using var gone = await robin.Ask(HttpMethod.Post, "/administration/messages/again", token: token, fields: [new("message", taken.Parcel.Id.ToString())]);
        Assert.Equal(HttpStatusCode.Conflict, gone.StatusCode);
        using var never = await robin.Ask(HttpMethod.Post, "/administration/messages/again", token: token, fields: [new("message", Guid.NewGuid().ToString())]);
        Assert.Equal(HttpStatusCode.NotFound, never.StatusCode);
    }

    /// <summary>Nobody reads in here what a message says: on no page, in no log, whatever happens to it.</summary>
    [Fact]
    public async Task What_a_message_says_stands_on_no_page_in_no_log_and_in_no_entry()
    {
        await SetUp();
        var message = Message.About(Canary).Heading(Canary).Word(Canary).Said(Canary).Row(Canary, Canary, Canary);
        await Post(OutgoingMail.To(_cast.Hanna.Person, message, Sending()), OutgoingMail.To(_cast.Teo.Person, message, Sending()), OutgoingMail.To(_cast.Priya.Person, message, Sending()));
        var heard = new Heard();
        var carrier = new FakeCarrier
        {
            Answer = parcel => parcel.Address[0] switch
            {
                'h' => throw new InvalidOperationException(Canary),
                't' => Task.FromResult<Outcome>(new Outcome.Never("The mail server refused the message (554).")),
                _ => Task.FromResult<Outcome>(new Outcome.Sent()),
            },
        };
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(heard));
        var dispatcher = new Dispatcher(
            new OutboxRows(host.Database.Jobs, Host.Secrets), [carrier], host.Services.GetRequiredService<Rapport.Data.NodeNews>(), host.Clock, DispatchLimits.Usual,
            logs.CreateLogger<Dispatcher>());
        await dispatcher.SendDue(default);

        Assert.NotEmpty(heard.Lines);
        Assert.DoesNotContain(heard.Lines, line => line.Contains(Canary, StringComparison.Ordinal) || line.Contains("@example.org", StringComparison.Ordinal));
        foreach (var who in new[] { _cast.Robin, _cast.Hanna })
        {
            using var browser = await _cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, _ => Guid.NewGuid()).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                Assert.DoesNotContain(Canary, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        await using var entries = host.Database.Owner.CreateCommand("select count(*) from audit_event where audit_event::text like '%canary%'");
        Assert.Equal(0L, await entries.ExecuteScalarAsync());
        await using var envelopes = host.Database.Owner.CreateCommand("select count(*) from outgoing_message where outgoing_message::text like '%canary%'");
        Assert.Equal(0L, await envelopes.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_mail_server_is_set_up_by_a_form_and_a_test_goes_to_oneself()
    {
        await using var sink = new MailSink();
        using var robin = await _cast.Browser(host, _cast.Robin, follow: true);
        using (var saved = await robin.Submit(
            "/administration/mail", "Save mail server", ("Input.Host", "127.0.0.1"), ("Input.Port", $"{sink.Port}"), ("Input.SenderAddress", "rapport@example.org"), ("Input.SenderName", "Rapport der Muster AG"), ("Input.LinkBase", "https://rapport.example.org/somewhere")))
            Assert.Contains("Mail leaves through 127.0.0.1", await saved.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The test goes while the page waits for it.
        var sending = Task.Run(async () =>
        {
            while (sink.Taken.IsEmpty)
                await Send(new MailCarrier());
        });
        using (var tested = await robin.Submit("/administration/mail", "Send a test message"))
            Assert.Contains("The server has taken the test for <bdi>robin@example.org</bdi>", await tested.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await sending;
        var mail = Assert.Single(sink.Taken);
        Assert.Equal("A test from Rapport", mail["Subject"]);
        Assert.Contains("Rapport der Muster AG", mail["From"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_kept_sealed_shown_nowhere_and_never_told_to_another_server()
    {
        using var robin = await _cast.Browser(host, _cast.Robin, follow: true);
        (string, string)[] server = [("Input.Host", "mail.example.org"), ("Input.Port", "587"), ("Input.SenderAddress", "rapport@example.org"), ("Input.LinkBase", "https://rapport.example.org")];
        using (await robin.Submit("/administration/mail", "Save mail server", [.. server, ("Input.UserName", "rapport"), ("Input.Password", Canary)])) { }
        Assert.DoesNotContain(Canary, await robin.GetStringAsync("/administration/mail"), StringComparison.Ordinal);
        Assert.Equal(Canary, (await new OutboxRows(host.Database.Jobs, Host.Secrets).RouteTo(OutgoingMessage.ByMail, default))!.Secret);
        await using (var kept = host.Database.Owner.CreateCommand("select count(*) from outgoing_secret where encode(box, 'escape') like '%canary%'"))
            Assert.Equal(0L, await kept.ExecuteScalarAsync());

        using (var same = await robin.Submit("/administration/mail", "Save mail server", [.. server, ("Input.UserName", "rapport"), ("Input.SenderName", "Other"), ("Input.Password", "")]))
            Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        using (var other = await robin.Submit("/administration/mail", "Save mail server", [("Input.Host", "evil.example.org"), .. server.Skip(1), ("Input.UserName", "rapport"), ("Input.Password", "")]))
            Assert.Equal((HttpStatusCode.BadRequest, true), (other.StatusCode, (await other.Content.ReadAsStringAsync()).Contains("Enter it once more", StringComparison.Ordinal)));
        Assert.Equal("mail.example.org", (await Settings()).Host);

        using (await robin.Submit("/administration/mail", "Do without")) { }
        Assert.False((await Settings()).HasMailServer);
        await using var gone = host.Database.Owner.CreateCommand("select count(*) from outgoing_secret");
        Assert.Equal(0L, await gone.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("465", "", "", "STARTTLS")]
    [InlineData("587", "rapport", "", "go together")]
    [InlineData("587", "", "a password", "go together")]
    public async Task What_cannot_work_is_said_at_once_with_what_was_typed_still_there(string port, string user, string password, string why)
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        using var refused = await robin.Submit(
            "/administration/mail", "Save mail server", ("Input.Host", "mail.example.org"), ("Input.Port", port), ("Input.UserName", user), ("Input.Password", password), ("Input.SenderAddress", "rapport@example.org"), ("Input.LinkBase", "https://rapport.example.org"));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(why, page, StringComparison.Ordinal);
        Assert.Contains("value=\"mail.example.org\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_is_added_tested_given_another_webhook_and_closed_and_its_address_shown_only_by_its_end()
    {
        await using var hook = new HookSink();
        using var robin = await _cast.Browser(host, _cast.Robin, follow: true);
        using (await robin.Submit("/administration/chat", "Save hosts", ("hosts", "127.0.0.1"))) { }
        using (var added = await robin.Submit("/administration/chat", "Add channel", ("Input.Name", "eng-leads"), ("Input.Kind", "Mattermost"), ("Input.Webhook", hook.Address)))
        {
            var page = await added.Content.ReadAsStringAsync();
            Assert.Contains("127.0.0.1 …9f3c", page, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of-ours", page, StringComparison.Ordinal);
        }

        var sending = Task.Run(async () =>
        {
            while (hook.Taken.IsEmpty)
                await Send(new ChatCarrier(host.Clock));
        });
        using (var tested = await robin.Submit("/administration/chat", "Send a test message"))
            Assert.Contains("The test is in <bdi>eng-leads</bdi>.", await tested.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await sending;
        Assert.Contains("A test from Rapport", Assert.Single(hook.Taken).Body, StringComparison.Ordinal);

        using (var replaced = await robin.Submit("/administration/chat", "Replace", ("webhook", hook.Address + "-new")))
            Assert.Contains("127.0.0.1 …-new", await replaced.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var closed = await robin.Submit("/administration/chat", "Close"))
            Assert.Contains("No channel yet.", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = _cast.Db();
        Assert.Empty(await db.Set<OutgoingSecret>().ToListAsync());
        Assert.Equal(4, await db.Set<AuditEvent>().CountAsync(entry => entry.Kind == AuditKind.RevisedChannels));
    }

    [Fact]
    public async Task A_channel_sent_twice_is_added_once()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        var page = await robin.GetStringAsync("/administration/chat");
        for (var time = 0; time < 2; time++)
        {
            using var added = await robin.Submit("/administration/chat", page, "Add channel", ("Input.Name", "eng-leads"), ("Input.Kind", "Slack"), ("Input.Webhook", "https://hooks.example.com/services/x"));
            Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        }

        await using var db = _cast.Db();
        Assert.Single(await db.Set<ChatChannel>().ToListAsync());
    }

    private Sending Sending() => new(MessageKind.SyncNotes, $"cause/{Interlocked.Increment(ref _causes)}", Now) { IsUrgent = true };

    private Task Post(Member to) => Post(OutgoingMail.To(to.Person, Message.About("Notes"), Sending()));

    private async Task Post(params OutgoingMessage[] messages)
    {
        await using var db = _cast.Db();
        db.AddRange(messages);
        await db.SaveChangesAsync();
    }

    private async Task SetUp()
    {
        await using var db = _cast.Db();
        var settings = OutboxSettings.Fresh();
        settings.Use("127.0.0.1", 25, null, "rapport@example.org", null);
        db.Add(settings);
        await db.SaveChangesAsync();
    }

    private async Task<OutboxSettings> Settings()
    {
        await using var db = _cast.Db();
        return await db.Set<OutboxSettings>().SingleAsync();
    }

    private async Task<string> Read(string address)
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        return Forms.Text(await robin.GetStringAsync(address));
    }

    private Task Send(ICarrier carrier) => Dispatching.On(host.Database, host.Clock, null, carrier).SendDue(default);
}
