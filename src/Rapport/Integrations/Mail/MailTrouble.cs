using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Mail;

/// <summary>Why a mail did not go, in plain words, and whether trying again makes sense.</summary>
internal static class MailTrouble
{
    private const int FirstFinal = 500;

    public static Outcome Of(Exception trouble, string address, OutboxSettings settings, bool isEncrypted) => trouble switch
    {
        SmtpFailedRecipientException refused => Receiver(refused),
        _ when Inside<AuthenticationException>(trouble) => new Outcome.Later("The mail server showed a certificate that is not to be trusted: it is for another name, too old, or signed by nobody known here.", IsOfAll: true),
        _ when Inside<SocketException>(trouble) => new Outcome.Later("The mail server cannot be reached. Look at its name and port, and whether a firewall lets this machine through.", IsOfAll: true),
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: null } when !Ascii.IsValid(address) => new Outcome.Never("The mail server takes no address with letters beyond ASCII."),
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure } when !Inside<IOException>(trouble) && isEncrypted =>
            new Outcome.Later("The mail server offers no encryption on this port (STARTTLS), so nothing was sent to it. Port 587 is the usual one.", IsOfAll: true),
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure } or IOException => new Outcome.Later("The line to the mail server broke.", IsOfAll: true),
        SmtpException known => Answered(known, settings),
        _ => new Outcome.Never("The mail server does not take this message or address."),
    };

    private static Outcome Receiver(SmtpFailedRecipientException refused) => (int)refused.StatusCode >= FirstFinal
        ? new Outcome.Never($"The mail server does not know this receiver ({Code(refused)}).")
        : new Outcome.Later($"The mail server does not take mail for this receiver at the moment ({Code(refused)}).");

    private static Outcome Answered(SmtpException known, OutboxSettings settings) => (int)known.StatusCode switch
    {
        530 or 534 or 535 or 538 or 454 when settings.HasPassword => new Outcome.Later($"The mail server did not take the user name or the password ({Code(known)}).", IsOfAll: true),
        530 or 534 or 535 or 538 => new Outcome.Later($"The mail server wants a user name and a password ({Code(known)}).", IsOfAll: true),
        421 or 450 or 451 or 452 => new Outcome.Later($"The mail server asks to try again later ({Code(known)}).", IsOfAll: true),
        550 or 551 or 553 or 501 => new Outcome.Later($"The mail server does not let this sender write ({Code(known)}).", IsOfAll: true),
        >= FirstFinal => new Outcome.Never($"The mail server refused the message ({Code(known)})."),
        _ => new Outcome.Later($"The mail server did not take it ({Code(known)}).", IsOfAll: true),
    };

    private static string Code(SmtpException answer) => ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);

    private static bool Inside<T>(Exception trouble)
        where T : Exception
    {
        for (var inner = trouble; inner is not null; inner = inner.InnerException)
        {
            if (inner is T)
                return true;
        }

        return false;
    }
}
