using Rapport.Kernel;

namespace Rapport.Integrations.Chat;

/// <summary>Which kind of chat a webhook belongs to. The names are stored.</summary>
public enum ChatKind
{
    Slack,
    Mattermost,
    Teams,
}

/// <summary>
/// A place in somebody's chat that messages can be sent to, by an incoming webhook. Whoever knows the webhook's address can write
/// there, so it is kept apart, sealed; here is only by what it can be told.
/// </summary>
public sealed class ChatChannel
{
    public const int LongestName = 80;

    private ChatChannel() { }

    public ChatChannel(ChatKind kind, string name, WebhookAddress address, DateTimeOffset at)
    {
        (Kind, MadeAt) = (kind, at);
        Name = TypedText.Line(name, LongestName, "Give the channel a name.");
        Shown = address.Shown;
    }

    public Id<ChatChannel> Id { get; init; } = Id<ChatChannel>.New();
    public ChatKind Kind { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>The host, and the last four letters of the address.</summary>
    public string Shown { get; private set; } = "";
    public DateTimeOffset MadeAt { get; private init; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Under which its webhook's address is kept.</summary>
    public string SecretKey => $"chat {Id}";

    /// <summary>The same channel by another webhook: the old one was withdrawn, or became known.</summary>
    public void Replace(WebhookAddress address)
    {
        Refusal.Conflict(ClosedAt is not null, "This channel was closed.");
        Shown = address.Shown;
    }

    public void Close(DateTimeOffset now) => ClosedAt ??= now;
}

/// <summary>The address of a webhook as somebody pastes it.</summary>
public sealed record WebhookAddress
{
    private WebhookAddress(string full, string shown) => (Full, Shown) = (full, shown);

    /// <summary>The secret itself.</summary>
    public string Full { get; }

    public string Shown { get; }

    /// <exception cref="Refusal">It is none, or leads to where nothing is sent.</exception>
    public static WebhookAddress Of(string? text, IReadOnlyCollection<string> internalHosts)
    {
        var line = TypedText.Line(text, 2_000, "Paste the address of the webhook.");
        // What was pasted is a secret, whatever is wrong with it: it is not said back.
        Refusal.Invalid(
            !Uri.TryCreate(line, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || address.AbsolutePath.Length < 2,
            "This is not the address of a webhook. It begins with https:// and has a path.");
        var isInternal = internalHosts.Contains(OutsideOnly.Host(address), StringComparer.Ordinal);
        Refusal.Invalid(address.Scheme == "http" && !isInternal, "A webhook's address begins with https://. Without encryption only hosts of your own network are written to, which an administrator lists on this page.");
        Refusal.Invalid(address.Port != 443 && !isInternal, "A webhook's address has no port. Another one is only for hosts of your own network, which an administrator lists on this page.");
        var path = address.AbsolutePath + address.Query;
        return new(address.AbsoluteUri, $"{address.IdnHost} …{path[^Math.Min(4, path.Length - 1)..]}");
    }

    public override string ToString() => Shown;
}
