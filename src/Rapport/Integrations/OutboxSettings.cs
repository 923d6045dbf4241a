using Rapport.Integrations.Mail;
using Rapport.Kernel;

namespace Rapport.Integrations;

/// <summary>How messages leave this installation: through which mail server, in whose name, and under which address their links lead back.</summary>
public sealed class OutboxSettings
{
    private OutboxSettings() { }

    public static OutboxSettings Fresh() => new();

    public short Id { get; private init; } = 1;

    /// <summary>What stands before the path of a link, such as <c>https://rapport.example.org</c>.</summary>
    public string? LinkBase { get; private set; }

    /// <summary>Nothing: there is no mail server, and mails wait.</summary>
    public string? Host { get; private set; }
    public int Port { get; private set; } = 587;
    public string? UserName { get; private set; }

    /// <summary>Whether a password is kept; it lies apart, sealed.</summary>
    public bool HasPassword { get; private set; }
    public string? SenderAddress { get; private set; }
    public string? SenderName { get; private set; }

    /// <summary>Hosts of the house's own network that chat may be sent to all the same.</summary>
    public string[] InternalHosts { get; private set; } = [];

    public bool HasMailServer => Host is not null;

    /// <summary>The line to this server stays inside of this machine, so that nobody can listen to it.</summary>
    public bool IsOnThisMachine => Host is { } host && MailServerName.IsOnThisMachine(host);

    public void LinkTo(string? address) => LinkBase = WebAddress.Origin(address);

    public void Use(string? host, int? port, string? user, string? senderAddress, string? senderName)
    {
        var server = MailServerName.Of(host);
        Refusal.Invalid(port == 465, "Port 465 encrypts from the first byte, which is not supported here. Use port 587, where the server switches to encryption (STARTTLS).");
        Refusal.Invalid(port is null or < 1 or > 65_535, "A port is a number between 1 and 65535; 587 is the usual one.");
        var sender = MailBox.Typed(senderAddress, senderName);
        (Host, Port, UserName) = (server, port.Value, TypedText.LineOrNull(user, 200));
        (SenderAddress, SenderName) = (sender.Address, sender.Name);
        if (UserName is null)
            HasPassword = false;
    }

    public void KeepPassword(bool isKept) => HasPassword = isKept;

    public void UseNoMailServer() => (Host, UserName, HasPassword) = (null, null, false);

    /// <param name="hosts">One to a line.</param>
    public void AllowInside(string? hosts) => InternalHosts = [.. TypedText.List((hosts ?? "").ReplaceLineEndings("\n").Split('\n'), 253).Select(MailServerName.Of).Distinct(StringComparer.Ordinal).Take(50)];
}

/// <summary>A sealed secret of the installation. The application can replace it and not read it; only the jobs' role reads, and the key to open it lies in the key file.</summary>
public sealed class OutgoingSecret
{
    private OutgoingSecret() { }

    public OutgoingSecret(string key, byte[] box) => (Key, Box) = (key, box);

    public const string MailPassword = "mail password";

    public string Key { get; private init; } = "";

    public byte[] Box { get; private init; } = [];
}
