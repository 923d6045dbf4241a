using Microsoft.EntityFrameworkCore;
using Rapport.Jobs;

namespace Rapport.Features.Outbox;

/// <summary>Ends what came too late while nothing could be sent, and lets go of messages whose end is long past.</summary>
public sealed class LetMessagesGo(JobsDb db, TimeProvider clock)
{
    /// <summary>How long it can be looked up that something was sent.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task Run(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await db.OutgoingMessages
            .Where(message => message.State == OutgoingState.Waiting && message.StaleAt <= now && (message.LeasedUntil == null || message.LeasedUntil <= now))
            .ExecuteUpdateAsync(message => message
                .SetProperty(it => it.State, OutgoingState.Stale).SetProperty(it => it.EndedAt, now).SetProperty(it => it.Reason, "It would have come too late.")
                .SetProperty(it => it.Lease, (Guid?)null).SetProperty(it => it.LeasedUntil, (DateTimeOffset?)null), stop);
        var old = now - Kept;
        await db.OutgoingMessages.Where(message => message.EndedAt < old).ExecuteDeleteAsync(stop);
    }
}
