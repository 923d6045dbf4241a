using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Integrations;
using Rapport.Integrations.Mail;
using Rapport.Jobs;
using Rapport.Kernel;
using Outcome = Rapport.Features.Outbox.Outcome;

namespace Rapport.Tests.Outbox;

/// <summary>Mail as it goes over the line: what stands in it, that nothing typed becomes a header, and what becomes of it when the server misbehaves.</summary>
public partial class MailTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DispatchLimits Hurried = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    private MailSink sink = null!;
    private OutboxScene scene = null!;

    public async ValueTask InitializeAsync()
    {
        sink = new MailSink();
        scene = await OutboxScene.In(database, port: sink.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await sink.DisposeAsync();
        await database.Empty();
    }

    [Fact]
    public async Task A_mail_says_the_same_in_plain_text_and_as_a_page_and_can_be_told_from_its_double()
    {
        var message = Message.About("Leadership sync, 19 March").Heading("Decisions").Row("By Friday", "We freeze the <b>build</b>", "Hanna executes").Said("Was 你好 gesagt wurde.\nIn two lines.")
            .Word("7 green, acknowledged.").Link("Open the sync", "/syncs/1");
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, message, scene.Sending()));
        await Send();

        var mail = Assert.Single(sink.Taken);
        Assert.Equal($"<{(await scene.Rows()).Single().Id}@example.org>", mail["Message-ID"]);
        Assert.Equal("auto-generated", mail["Auto-Submitted"]);
        Assert.Equal("MAIL FROM:<rapport@example.org>", mail.From);
        Assert.Equal(["RCPT TO:<hanna@example.org>"], mail.To);
        var bodies = mail.Bodies;
        Assert.Equal(
            "Decisions\n---------\n- By Friday: We freeze the <b>build</b>\n  Hanna executes\n\nWas 你好 gesagt wurde.\nIn two lines.\n\n7 green, acknowledged.\n\nOpen the sync:\nhttps://rapport.example.org/syncs/1\n",
            bodies[0].ReplaceLineEndings("\n"));
        Assert.Contains("<p class=\"said\" dir=\"auto\">We freeze the &lt;b&gt;build&lt;/b&gt;</p>", bodies[1], StringComparison.Ordinal);
        Assert.Contains("href=\"https://rapport.example.org/syncs/1\"", bodies[1], StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", bodies[1], StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<img|src=|url\\(|@import", bodies[1]);
    }

    [Fact]
    public async Task A_second_sending_of_the_same_message_has_the_same_number()
    {
        await scene.Post(scene.Cast.Hanna, "Once or twice");
        var rows = new OutboxRows(database.Jobs, Host.Secrets);
        var taken = Assert.Single(await rows.Take(OutgoingMessage.ByMail, 1, scene.Now, scene.Now.AddSeconds(30), default));
        using (var trip = new MailCarrier().Open((await rows.RouteTo(OutgoingMessage.ByMail, default))!))
            Assert.IsType<Outcome.Sent>(await trip.Carry(taken.Parcel, default));

        // The node dies before it can write down that it has sent.
        scene.Clock.Pass(TimeSpan.FromMinutes(1));
        await Send();
        Assert.Equal(2, sink.Taken.Count);
        Assert.Single(sink.Taken.Select(mail => mail["Message-ID"]).Distinct());
    }

    /// <summary>In whatever field something is typed, the mail has the headers that we gave it, and one receiver.</summary>
    [Fact]
    public void Nothing_that_was_typed_becomes_a_header()
    {
        var pieces = Gen.Elements("a", "Ü", "\r", "\n", "\r\n", "\0", "\r\nBcc: eve@example.org", "\nX-Evil: 1", "\r\n\r\nbody", "\r\n.\r\n", "\u2028", "\u2029", "\u0085", "\u000b", "=?utf-8?q?=0D=0ABcc:_eve?=",
            "\t", ",", ";", "<eve@example.org>", "\"", "\\", "\u202e", "%0d%0a", "\ud83d\ude00", "\ud83d", " ", "(", ")", ":", "eve@example.org, ", new string('x', 300));
        // One piece that looks like an attack in a field is enough to be refused, so the fields take turns and some have but one.
        var text = Gen.OneOf(pieces.ArrayOf().Select(string.Concat), pieces.Select(piece => "a" + piece + "b"));
        var field = text.SelectMany(typed => Gen.Choose(0, 2).Select(which => (which == 0 ? typed : "About", which == 1 ? typed : "Hanna Weiß", which == 2 ? typed : "hanna")));
        var settings = OutboxSettings.Fresh();
        settings.LinkTo("https://rapport.example.org");
        var (tried, let) = (0, 0);
        Prop.ForAll(Arb.From(field), typed =>
        {
            tried++;
            var (subject, name, local) = typed;
            string raw;
            try
            {
                // As it would be without the doors before it: whatever a name or an address holds by then.
                settings.Use("127.0.0.1", 25, null, "rapport@example.org", null);
                using var mail = MailCarrier.Write(new(Id<OutgoingMessage>.New(), local + "@example.org", name, DateTimeOffset.UnixEpoch, new(subject, [new Paragraph("Body", true)], null)), settings);
                raw = Written(mail);
            }
            catch (Exception refused) when (refused is FormatException or ArgumentException or System.Net.Mail.SmtpException)
            {
                return true;
            }

            let++;
            Harmless.Header(new TakenMail("", [], raw));
            return true;
        }).Try("mail headers", usual: 4_000, full: 10_000);
        Assert.InRange(let, tried / 10, tried);
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u2028b")]
    public void A_header_takes_no_line_break_and_no_control_character(string text)
    {
        Assert.Throws<FormatException>(() => MailSubject.Of(text));
        Assert.Throws<FormatException>(() => MailBox.Of("hanna@example.org", text));
        Assert.Throws<FormatException>(() => MailBox.Of(text + "@example.org", null));
    }

    [Fact]
    public void A_header_takes_no_half_of_a_character() => Assert.Throws<FormatException>(() => MailSubject.Of("a" + '\ud83d' + "b"));

    [Fact]
    public async Task An_address_that_the_server_cannot_take_is_said_as_that()
    {
        await scene.Post(OutgoingMail.ToList("grüße@example.org", Message.About("x"), scene.Sending()));
        await Send();
        var row = Assert.Single(await scene.Rows());
        Assert.Equal((OutgoingState.Failed, "The mail server takes no address with letters beyond ASCII."), (row.State, row.Reason));
    }

    /// <summary>Over a real line: the server sees one sender, one receiver, one mail.</summary>
    [Fact]
    public async Task Hostile_words_in_every_field_are_one_mail_to_one_receiver()
    {
        const string Evil = "Hi\r\nBcc: eve@example.org\r\n\r\n.\r\nMAIL FROM:<eve@example.org>";
        scene.Cast.Teo.Person.Rename("Teo\" <eve@example.org>, \"x");
        var message = Message.About(Evil).Heading(Evil).Row(Evil, Evil, Evil).Said(Evil).Word(Evil).Link(Evil, "/");
        await scene.Post(OutgoingMail.To(scene.Cast.Teo.Person, message, scene.Sending()));
        await Send();

        var mail = Assert.Single(sink.Taken);
        Assert.Equal(["RCPT TO:<teo@example.org>"], mail.To);
        Assert.Single(sink.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.DoesNotContain(mail.Headers, header => header.Name.Equals("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("CONNECT", "!hang", "did not answer in time")]
    [InlineData("CONNECT", "!drop", "broke")]
    [InlineData("CONNECT", "!garbage", "")]
    [InlineData("CONNECT", "!endless", "")]
    [InlineData("CONNECT", "421 not now", "try again later (421)")]
    [InlineData("EHLO", "!hang", "did not answer in time")]
    [InlineData("MAIL", "!drop", "broke")]
    [InlineData("MAIL", "451 busy", "try again later (451)")]
    [InlineData("MAIL", "530 who are you", "wants a user name and a password (530)")]
    [InlineData("MAIL", "550 not you", "does not let this sender write (550)")]
    [InlineData("RCPT", "450 later", "for this receiver at the moment (450)")]
    [InlineData("DATA", "!drop", "broke")]
    [InlineData(".", "!hang", "did not answer in time")]
    [InlineData(".", "452 full", "try again later (452)")]
    public async Task A_server_that_misbehaves_costs_nothing_but_time(string verb, string answer, string reason)
    {
        sink.Answer = said => said == verb ? answer : null;
        await scene.Post(scene.Cast.Hanna, "Patience");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Dispatching.On(database, scene.Clock, Hurried, new MailCarrier()).SendDue(default);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * 1024 * 1024);
        var row = Assert.Single(await scene.Rows());
        Assert.Equal((OutgoingState.Waiting, 1), (row.State, row.Tries));
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
        // A server's own words are nobody's business here.
        Assert.DoesNotMatch("busy|not now|not you|who are you|full", row.Reason!);

        sink.Answer = _ => null;
        scene.Clock.Pass(TimeSpan.FromMinutes(10));
        await Send();
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    [Theory]
    [InlineData("RCPT", "550 nobody of that name", "does not know this receiver (550)")]
    [InlineData(".", "554 no", "refused the message (554)")]
    public async Task What_the_server_refuses_for_good_has_failed(string verb, string answer, string reason)
    {
        sink.Answer = said => said == verb ? answer : null;
        await scene.Post(scene.Cast.Hanna, "In vain");
        await Send();
        var row = Assert.Single(await scene.Rows());
        Assert.Equal(OutgoingState.Failed, row.State);
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_there_is_said_as_that()
    {
        var port = sink.Port;
        await sink.DisposeAsync();
        await scene.SetUp(port);
        await scene.Post(scene.Cast.Hanna, "Into nothing");
        await Send();
        Assert.Contains("cannot be reached", (await scene.Rows()).Single().Reason, StringComparison.Ordinal);
        sink = new MailSink();
    }

    /// <summary>Ten thousand that are due together, to one server on this machine.</summary>
    [Fact]
    public async Task Many_at_once_leave_within_a_minute_each_once()
    {
        var many = Proof.IsWanted ? 10_000 : 1_000;
        await scene.Post([.. Enumerable.Range(0, many).Select(number => OutgoingMail.ToList($"list{number}@example.org", Message.About($"Notes {number}").Said("Words."), scene.Sending()))]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Dispatching.On(database, scene.Clock, null, new MailCarrier()).SendDue(default), Dispatching.On(database, scene.Clock, null, new MailCarrier()).SendDue(default));
        Proof.Add($"outbox: {many} mails sent in {clock.Elapsed.TotalSeconds:0} s over {sink.Connections} connections");

        Assert.Equal(many, sink.Taken.Count);
        Assert.Equal(many, sink.Taken.Select(mail => mail["Message-ID"]).Distinct().Count());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
        Assert.All(await scene.States(), state => Assert.Equal(OutgoingState.Sent, state));
    }

    [Theory]
    [InlineData("mail.example.org", 465, "STARTTLS")]
    [InlineData("https://mail.example.org", 587, "not the name of a server")]
    [InlineData("mail.example.org:587", 587, "not the name of a server")]
    [InlineData("mail.example.org\r\nx", 587, "not the name of a server")]
    [InlineData("", 587, "name of the server")]
    [InlineData("mail.example.org", 0, "number between")]
    public void A_server_that_cannot_be_used_is_refused_at_once(string host, int port, string why)
    {
        var refused = Assert.Throws<Refusal>(() => OutboxSettings.Fresh().Use(host, port, null, "rapport@example.org", null));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private Task Send() => Dispatching.On(database, scene.Clock, null, new MailCarrier()).SendDue(default);

    /// <summary>As the client writes it to the line.</summary>
    private static string Written(System.Net.Mail.MailMessage mail)
    {
        var folder = Directory.CreateTempSubdirectory("rapport-mail-");
        try
        {
            using var client = new System.Net.Mail.SmtpClient { DeliveryMethod = System.Net.Mail.SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = folder.FullName };
            client.Send(mail);
            var raw = File.ReadAllText(folder.GetFiles().Single().FullName, Encoding.Latin1);
            // The line says these before the mail itself.
            return Envelope().Replace(raw, "");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^(X-Sender|X-Receiver): [^\r\n]*\r\n([ \t][^\r\n]*\r\n)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Envelope();
}
