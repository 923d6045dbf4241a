using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>What became of one attempt to send something. A failure says whether trying again makes sense; its words are ours and tell nothing that a server answered.</summary>
public abstract record Outcome
{
    public sealed record Sent : Outcome;

    /// <param name="After">The least time to wait, where the other side named one.</param>
    /// <param name="IsOfAll">It says something of the server, and not of this message or receiver alone.</param>
    public sealed record Later(string Reason, TimeSpan? After = null, bool IsOfAll = false) : Outcome;

    public sealed record Never(string Reason) : Outcome;
}

/// <summary>One message as it is handed to what carries it.</summary>
public sealed record Parcel(Id<OutgoingMessage> Id, string Address, string? Name, DateTimeOffset MadeAt, Message Message);

/// <summary>Everything that is needed to reach one destination.</summary>
/// <param name="Secret">The password or the webhook's address, opened; nothing where there is none or where it cannot be opened.</param>
public sealed record WayOut(OutboxSettings Settings, ChatChannel? Channel, string? Secret);

/// <summary>A way out of here: mail or chat.</summary>
public interface ICarrier
{
    Way Way { get; }

    /// <summary>Several messages may be given to what is opened, also at once.</summary>
    ITrip Open(WayOut route);
}

/// <summary>To one destination, for a few messages.</summary>
public interface ITrip : IDisposable
{
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    Task<Outcome> Carry(Parcel parcel, CancellationToken stop);
}
