using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>
/// A message on its way to one receiver, saved with what caused it: what kind it is, to whom, and how far it got. What it says lies
/// apart (<see cref="OutgoingContent"/>) and is thrown away as soon as it has been sent.
/// </summary>
public sealed class OutgoingMessage
{
    /// <summary>The index that keeps one cause from telling the same receiver twice.</summary>
    public const string OncePerCause = "outgoing_message_cause";

    /// <summary>The destination of all mail: one server. A chat channel is one of its own.</summary>
    public const string ByMail = "mail";

    /// <summary>For how long it is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private static long lastTurn;

    private OutgoingMessage() { }

    internal OutgoingMessage(Way way, string destination, string receiver, string address, string zone, Message message, Sending sending)
    {
        (Way, Destination, Receiver, Address, TimeZone, Kind, Cause, MadeAt) = (way, destination, receiver, address, zone, sending.Kind, sending.Cause, sending.At);
        (IsUrgent, NotBefore, StaleAt) = (sending.IsUrgent, sending.From, sending.From + sending.StaleAfter);
        (Turn, AgainAt) = (NextTurn(sending.At), sending.At);
        Content = new(Id, message.ToJson());
    }

    /// <summary>It stands in the message that is sent, so that a double can be told.</summary>
    public Id<OutgoingMessage> Id { get; private init; } = Id<OutgoingMessage>.New();
    public Way Way { get; private init; }
    public MessageKind Kind { get; private init; }
    public string Cause { get; private init; } = "";

    /// <summary>What has to be reached for it: what fails there fails for all that goes there.</summary>
    public string Destination { get; private init; } = "";

    /// <summary>Who gets it, as a key: messages with the same one keep their order.</summary>
    public string Receiver { get; private init; } = "";

    /// <summary>As it is shown: an e-mail address, or the name of a channel.</summary>
    public string Address { get; private init; } = "";

    /// <summary>Who is meant by name, in a mail to a person.</summary>
    public string? Name { get; internal init; }
    public Id<Person>? PersonId { get; internal init; }
    public Id<ChatChannel>? ChannelId { get; internal init; }

    /// <summary>The receiver's, by which quiet hours are reckoned.</summary>
    public string TimeZone { get; private init; } = "UTC";

    /// <summary>Its place among those to the same receiver.</summary>
    public long Turn { get; private init; }
    public DateTimeOffset MadeAt { get; private init; }
    public bool IsUrgent { get; private init; }
    public DateTimeOffset NotBefore { get; private set; }
    public DateTimeOffset StaleAt { get; private set; }

    public OutgoingState State { get; private set; }
    public int Tries { get; private set; }
    public DateTimeOffset? FirstTriedAt { get; private set; }
    public DateTimeOffset? LastTriedAt { get; private set; }

    /// <summary>After a failure: when it is tried again.</summary>
    public DateTimeOffset AgainAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it has not got there, in words of ours; never what a server answered.</summary>
    public string? Reason { get; private set; }

    /// <summary>Which run of which node is sending it, and until when nobody else does.</summary>
    public Guid? Lease { get; private set; }
    public DateTimeOffset? LeasedUntil { get; private set; }

    internal OutgoingContent? Content { get; private set; }

    public bool IsBeingSent(DateTimeOffset now) => LeasedUntil > now;

    /// <summary>Once more, from now on and with as much patience as at first.</summary>
    public void SendAgain(DateTimeOffset now)
    {
        Refusal.Conflict(IsBeingSent(now), "It is being sent at this moment.");
        Refusal.Conflict(State is not (OutgoingState.Failed or OutgoingState.Waiting), "What it said is gone, so it cannot be sent again.");
        (State, EndedAt, Reason, FirstTriedAt, AgainAt) = (OutgoingState.Waiting, null, null, null, now);
        if (NotBefore > now)
            NotBefore = now;
        if (StaleAt < now + TimeSpan.FromDays(1))
            StaleAt = now + TimeSpan.FromDays(1);
    }

    public void GiveUp(DateTimeOffset now)
    {
        Refusal.Conflict(IsBeingSent(now), "It is being sent at this moment.");
        Refusal.Conflict(State is not (OutgoingState.Failed or OutgoingState.Waiting), "It is not on its way any more.");
        (State, EndedAt, Lease, LeasedUntil) = (OutgoingState.GivenUp, now, null, null);
    }

    /// <summary>How long to wait after so many failures: twice as long each time, up to an hour.</summary>
    public static TimeSpan Pause(int tries) => FirstPause * Math.Pow(2, Math.Min(tries, 10) - 1) is var pause && pause < LongestPause ? pause : LongestPause;

    // Several are made within one tick of any clock, and each has a turn of its own.
    private static long NextTurn(DateTimeOffset at)
    {
        while (true)
        {
            var last = Interlocked.Read(ref lastTurn);
            var next = Math.Max(last + 1, at.UtcTicks);
            if (Interlocked.CompareExchange(ref lastTurn, next, last) == last)
                return next;
        }
    }
}

/// <summary>What a message says, until it is sent. The application can write it and not read it; only the jobs' role reads.</summary>
public sealed class OutgoingContent
{
    private OutgoingContent() { }

    internal OutgoingContent(Id<OutgoingMessage> message, string text) => (MessageId, Text) = (message, text);

    public Id<OutgoingMessage> MessageId { get; private init; }

    public string Text { get; private init; } = "";
}
