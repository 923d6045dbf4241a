using System.Security.Cryptography.X509Certificates;
using Rapport.Features.Outbox;
using Rapport.Integrations.Mail;
using Rapport.Jobs;

namespace Rapport.Tests.Outbox;

/// <summary>Mail through a server and read by a program that others made, encrypted, with and without a password; and what is said when something about it is wrong.</summary>
public class RealMailServerTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private OutboxScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await OutboxScene.In(database);

    public ValueTask DisposeAsync() => new(database.Empty());

    [Fact]
    public async Task A_mail_goes_encrypted_and_signed_in_and_reads_there_as_it_was_written()
    {
        using var authority = new Certificates.Authority();
        using var certificate = authority.Sign();
        await using var server = await Counterpart.MailServer(Options(certificate, "rapport", "påsswörd with spaces"));
        await scene.SetUp(server.Port, user: "rapport", password: "påsswörd with spaces", senderName: "Räpport, “der Bote”");
        scene.Cast.Hanna.Person.Rename("Hanna Weiß, <h@evil.example>");
        var message = Message.About("Leadership sync — 19 März 你好").Heading("Decisions").Row("By Friday", "We freeze the <b>build</b>\n.\nand start again", "Hanna executes").Said(new string('漢', 3_000)).Link("Open the sync", "/syncs/1");
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, message, scene.Sending()));
        await Send();

        Assert.Equal([OutgoingState.Sent], await scene.States());
        var mail = await server.Next();
        Assert.True(mail["secure"]!.GetValue<bool>());
        Assert.Equal("rapport", mail["user"]!.GetValue<string>());
        Assert.Equal($"<{(await scene.Rows()).Single().Id}@example.org>", mail["messageId"]!.GetValue<string>());
        Assert.Equal(message.Subject, mail["subject"]!.GetValue<string>());
        Assert.Equal(("rapport@example.org", "Räpport, “der Bote”"), (mail["from"]![0]!["address"]!.GetValue<string>(), mail["from"]![0]!["name"]!.GetValue<string>()));
        Assert.Equal(("hanna@example.org", "Hanna Weiß, <h@evil.example>"), (Assert.Single(mail["to"]!.AsArray())!["address"]!.GetValue<string>(), mail["to"]![0]!["name"]!.GetValue<string>()));
        Assert.Equal(["hanna@example.org"], mail["envelope"]!["to"]!.AsArray().Select(to => to!.GetValue<string>()));
        Assert.Equal(MailText.Of(message, "https://rapport.example.org").TrimEnd(), mail["text"]!.GetValue<string>().TrimEnd());
        Assert.Equal(MailHtml.Of(message, "https://rapport.example.org").ReplaceLineEndings("\n").TrimEnd(), mail["html"]!.GetValue<string>().ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(0, mail["attachments"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_wrong_password_is_said_as_that()
    {
        using var authority = new Certificates.Authority();
        using var certificate = authority.Sign();
        await using var server = await Counterpart.MailServer(Options(certificate, "rapport", "right"));
        await scene.SetUp(server.Port, user: "rapport", password: "wrong");
        Assert.Contains("did not take the user name or the password", await Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_a_password_is_said_as_that()
    {
        using var authority = new Certificates.Authority();
        using var certificate = authority.Sign();
        await using var server = await Counterpart.MailServer(Options(certificate, "rapport", "right"));
        await scene.SetUp(server.Port);
        Assert.Contains("wants a user name and a password", await Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_may_not_write_is_said_as_that()
    {
        using var authority = new Certificates.Authority();
        using var certificate = authority.Sign();
        await using var server = await Counterpart.MailServer(new { key = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), cert = certificate.ExportCertificatePem(), sender = "somebody@example.org" });
        await scene.SetUp(server.Port);
        Assert.Contains("does not let this sender write (550)", await Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_encryption_is_told_nothing()
    {
        await using var server = await Counterpart.MailServer(new { });
        await scene.SetUp(server.Port);
        Assert.Contains("offers no encryption", await Reason(), StringComparison.Ordinal);

        await database.Empty();
        scene = await OutboxScene.In(database);
        await using var sink = new MailSink();
        await scene.SetUp(sink.Port, user: "rapport", password: "a secret");
        Assert.Contains("offers no encryption", await Reason(), StringComparison.Ordinal);
        Assert.DoesNotContain(sink.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    /// <summary>Signed by nobody, for another name, or too old: none of them is told a password or a mail.</summary>
    [Theory]
    [InlineData("nobody")]
    [InlineData("another name")]
    [InlineData("too old")]
    public async Task A_certificate_that_is_not_to_be_trusted_ends_it(string fault)
    {
        using var authority = new Certificates.Authority();
        using var certificate = fault switch { "nobody" => Certificates.OfNobody(), "too old" => authority.Sign(isOver: true), _ => authority.Sign("mail.example.org") };
        await using var sink = new MailSink { Certificate = certificate };
        await scene.SetUp(sink.Port, user: "rapport", password: "a secret");
        Assert.Contains("certificate that is not to be trusted", await Reason(), StringComparison.Ordinal);
        Assert.DoesNotContain(sink.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    private static object Options(X509Certificate2 certificate, string user, string password) =>
        new { key = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), cert = certificate.ExportCertificatePem(), user, password };

    private async Task<string> Reason()
    {
        await scene.Post(scene.Cast.Hanna, "In vain");
        await Send();
        return (await scene.Rows())[^1].Reason ?? "sent";
    }

    private Task Send() => Dispatching.On(database, scene.Clock, null, new MailCarrier(alwaysEncrypts: true)).SendDue(default);
}
