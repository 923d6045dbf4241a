using System.Net;
using Rapport.Kernel;

namespace Rapport.Integrations.Mail;

/// <summary>The name of a server as somebody types it: a host name or an address, and nothing that could be anything else.</summary>
public static class MailServerName
{
    /// <exception cref="Refusal">It is not the name of a server.</exception>
    public static string Of(string? text)
    {
        var name = TypedText.Line(text, 253, "Give the name of the server, such as mail.example.org.");
        Refusal.Invalid(Uri.CheckHostName(name) == UriHostNameType.Unknown, $"“{name}” is not the name of a server. Write it like mail.example.org, without https:// and without a port.");
        return name.ToLowerInvariant();
    }

    public static bool IsOnThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
