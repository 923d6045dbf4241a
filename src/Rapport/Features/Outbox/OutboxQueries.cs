using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>A message as administrators see it: everything but what it says.</summary>
public sealed record MessageRow(
    Id<OutgoingMessage> Id, Way Way, MessageKind Kind, string Address, OutgoingState State, int Tries, DateTimeOffset MadeAt, DateTimeOffset NotBefore,
    DateTimeOffset AgainAt, DateTimeOffset? EndedAt, DateTimeOffset? LeasedUntil, string? Reason, long Turn);

/// <summary>Some messages, the newest first.</summary>
/// <param name="Before">From where older ones go on; nothing at the end.</param>
public sealed record MessagesFound(IReadOnlyList<MessageRow> Rows, long? Before, IReadOnlyDictionary<OutgoingState, int> Counts, bool HasMailServer);

/// <summary>Reads how far messages are, and through what they leave. For administrators, and nothing for anybody else.</summary>
public sealed class OutboxQueries(RapportDb db)
{
    public const int PageSize = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(150);

    public async Task<MessagesFound> Messages(OutgoingState? state, long? before, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var seen = db.SeenBy(viewer);
        var rows = await seen.OutgoingMessages
            .Where(message => (state == null || message.State == state) && (before == null || message.Turn < before))
            .OrderByDescending(message => message.Turn).Take(PageSize + 1).Select(Row).ToListAsync(stop);
        var counts = await seen.OutgoingMessages.GroupBy(message => message.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, stop);
        var hasMailServer = await seen.OutboxSettings.AnyAsync(settings => settings.Host != null, stop);
        return new([.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Turn : null, counts, hasMailServer);
    }

    /// <summary>How a test message fared, once that is known or after a few seconds.</summary>
    public async Task<MessageRow?> Test(Id<OutgoingMessage> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var test = db.SeenBy(viewer).OutgoingMessages.Where(message => message.Id == id && message.Kind == MessageKind.Test).Select(Row);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var row = await test.FirstOrDefaultAsync(stop);
            if (row is null or not { State: OutgoingState.Waiting, Reason: null } || System.Diagnostics.Stopwatch.GetElapsedTime(began) > Patience)
                return row;
            await Task.Delay(BetweenLooks, stop);
        }
    }

    public Task<OutboxSettings?> Settings(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        return db.SeenBy(viewer).OutboxSettings.AsNoTracking().FirstOrDefaultAsync(stop);
    }

    public Task<int> MailsThatWait(Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).OutgoingMessages.CountAsync(message => message.Way == Way.Mail && message.State == OutgoingState.Waiting, stop);

    /// <summary>Those that are open, by name.</summary>
    public Task<List<ChatChannel>> Channels(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        return db.SeenBy(viewer).ChatChannels.AsNoTracking().Where(channel => channel.ClosedAt == null).OrderBy(channel => channel.Name).ThenBy(channel => channel.Id).ToListAsync(stop);
    }

    private static readonly System.Linq.Expressions.Expression<Func<OutgoingMessage, MessageRow>> Row = message => new MessageRow(
        message.Id, message.Way, message.Kind, message.Address, message.State, message.Tries, message.MadeAt, message.NotBefore,
        message.AgainAt, message.EndedAt, message.LeasedUntil, message.Reason, message.Turn);
}
