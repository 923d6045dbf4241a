using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Mail;

/// <summary>
/// Sends mail through the organisation's server. The line is encrypted by STARTTLS and the server's certificate verified, unless
/// the server is this machine; a server that does not offer it is told nothing, not even the password.
/// </summary>
public sealed class MailCarrier : ICarrier
{
    private readonly bool alwaysEncrypts;

    public MailCarrier()
    {
    }

    /// <summary>Encrypts also to a server on this machine, where a test has one.</summary>
    public MailCarrier(bool alwaysEncrypts) => this.alwaysEncrypts = alwaysEncrypts;

    public Way Way => Way.Mail;

    public ITrip Open(WayOut route) => new Trip(route, alwaysEncrypts || !route.Settings.IsOnThisMachine);

    /// <summary>The mail as it is sent: plain text and HTML from one message, and a number by which a double can be told.</summary>
    public static MailMessage Write(Parcel parcel, OutboxSettings settings)
    {
        var sender = MailBox.Of(settings.SenderAddress!, settings.SenderName);
        var receiver = MailBox.Of(parcel.Address, Shown(parcel.Name));
        var mail = new MailMessage
        {
            From = Address(sender),
            Subject = MailSubject.Of(parcel.Message.Subject).Text,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Body = MailText.Of(parcel.Message, settings.LinkBase),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
        };
        mail.To.Add(Address(receiver));
        var page = AlternateView.CreateAlternateViewFromString(MailHtml.Of(parcel.Message, settings.LinkBase), Encoding.UTF8, MediaTypeNames.Text.Html);
        page.TransferEncoding = TransferEncoding.Base64;
        mail.AlternateViews.Add(page);
        mail.Headers.Add("Message-ID", $"<{parcel.Id}@{new MailAddress(sender.Address).Host}>");
        mail.Headers.Add("Date", parcel.MadeAt.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        // Nobody's answering machine writes back.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    // A name that somebody typed with a mark that means something in an address would be taken for one.
    private static string? Shown(string? name) => name is not null && HeaderText.Fits(name) ? name : null;

    private static MailAddress Address(MailBox box) => box.Name is { } name ? new(box.Address, name, Encoding.UTF8) : new(box.Address);

    private sealed class Trip(WayOut route, bool isEncrypted) : ITrip
    {
        private readonly ConcurrentBag<SmtpClient> idle = [];

        public async Task<Outcome> Carry(Parcel parcel, CancellationToken stop)
        {
            var settings = route.Settings;
            if (settings.HasPassword && route.Secret is null)
                return new Outcome.Later("The password of the mail server cannot be opened any more. Enter it again.", IsOfAll: true);

            MailMessage mail;
            try
            {
                mail = Write(parcel, settings);
            }
            catch (FormatException)
            {
                return new Outcome.Never("This is no address to write to.");
            }

            using (mail)
            {
                var client = idle.TryTake(out var known) ? known : Connect(settings);
                try
                {
                    await client.SendMailAsync(mail, stop);
                    idle.Add(client);
                    return new Outcome.Sent();
                }
                catch (Exception trouble) when (trouble is SmtpException or IOException or FormatException or InvalidOperationException)
                {
                    client.Dispose();
                    return MailTrouble.Of(trouble, parcel.Address, settings, isEncrypted);
                }
                catch
                {
                    client.Dispose();
                    throw;
                }
            }
        }

        public void Dispose()
        {
            while (idle.TryTake(out var client))
                client.Dispose();
        }

        private SmtpClient Connect(OutboxSettings settings) => new(settings.Host!, settings.Port)
        {
            EnableSsl = isEncrypted,
            UseDefaultCredentials = false,
            Credentials = settings.UserName is { } user ? new NetworkCredential(user, route.Secret) : null,
            DeliveryFormat = SmtpDeliveryFormat.International,
        };
    }
}
