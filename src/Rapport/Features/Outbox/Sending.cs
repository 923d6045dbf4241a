using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>Why something is sent, and when it may be.</summary>
/// <param name="Cause">A key of ours for what caused it, never anything that was typed: nobody is told twice for the same cause.</param>
/// <param name="At">When it was caused.</param>
public sealed record Sending(MessageKind Kind, string Cause, DateTimeOffset At)
{
    /// <summary>It does not wait for the receiver's morning.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>Not sent before this moment.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>After so much time from the moment at which it could be sent, nobody wants it any more.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromDays(7);

    internal DateTimeOffset From => NotBefore is { } later && later > At ? later : At;
}

/// <summary>Makes a mail, to be added in the transaction that causes it.</summary>
public static class OutgoingMail
{
    public static OutgoingMessage To(Person person, Message message, Sending sending) =>
        new(Way.Mail, OutgoingMessage.ByMail, Key(person.Email), person.Email, person.TimeZone, message, sending) { PersonId = person.Id, Name = person.Name };

    /// <summary>To an address that is no person's, such as a mailing list.</summary>
    /// <exception cref="Refusal">It has not the shape of an address.</exception>
    public static OutgoingMessage ToList(string address, Message message, Sending sending)
    {
        var list = EmailAddress.Of(address);
        return new(Way.Mail, OutgoingMessage.ByMail, Key(list), list, "UTC", message, sending with { IsUrgent = true });
    }

    private static string Key(string address) => "mail:" + address.ToLowerInvariant();
}

/// <summary>Makes a message to a chat channel, to be added in the transaction that causes it. It waits for nobody's morning.</summary>
public static class OutgoingChat
{
    public static OutgoingMessage To(Id<ChatChannel> channel, string name, Message message, Sending sending) =>
        new(Way.Chat, channel.ToString(), $"chat:{channel}", name, "UTC", message, sending with { IsUrgent = true }) { ChannelId = channel };
}
