using System.Threading.Channels;
using Rapport.Data;
using Rapport.Features.Outbox;
using Rapport.Kernel;

namespace Rapport.Jobs;

/// <summary>How long things may take, and how many at once.</summary>
/// <param name="Call">One attempt to send one message.</param>
/// <param name="Lease">How long a message is one run's alone: longer than all attempts for which it may wait.</param>
public sealed record DispatchLimits(TimeSpan Call, TimeSpan Lease, int MailsAtOnce = 4, int Batch = 32)
{
    public static readonly DispatchLimits Usual = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
}

/// <summary>
/// Sends what waits in the outbox, on any number of nodes: each takes messages for itself for a while, and what a node took and
/// did not settle is free again by itself. It looks when something was saved, and every few seconds.
/// </summary>
public sealed class Dispatcher(OutboxRows rows, IEnumerable<ICarrier> carriers, NodeNews news, TimeProvider clock, DispatchLimits limits, ILogger<Dispatcher> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeforeTheLeaseEnds = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private const int DestinationsAtOnce = 4;

    private readonly Breaker breaker = new(clock);
    private readonly Channel<bool> saved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sends everything that may be sent now, and returns when nothing is left.</summary>
    public async Task SendDue(CancellationToken stop)
    {
        while (true)
        {
            var destinations = (await rows.Destinations(clock.GetUtcNow(), stop)).Where(breaker.IsOpen).ToList();
            var moved = 0;
            await Parallel.ForEachAsync(destinations, new ParallelOptions { MaxDegreeOfParallelism = DestinationsAtOnce, CancellationToken = stop }, async (destination, stopAll) =>
                Interlocked.Add(ref moved, await Drain(destination, stopAll)));
            if (moved == 0)
                return;
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        news.OutboxListener = () => saved.Writer.TryWrite(true);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendDue(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                // The message of an exception can quote a row; where it happened says enough.
                log.LogError("What waits to be sent could not be looked at: {Trouble}. {Where}", trouble.GetType().Name, trouble.StackTrace);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var woken = saved.Reader.WaitToReadAsync(enough.Token).AsTask();
            await Task.WhenAny(woken, Task.Delay(Look, clock, enough.Token));
            await enough.CancelAsync();
            saved.Reader.TryRead(out _);
        }
    }

    /// <returns>How many messages are not where they were.</returns>
    private async Task<int> Drain(string destination, CancellationToken stop)
    {
        var isMail = destination == OutgoingMessage.ByMail;
        if (await rows.RouteTo(destination, stop) is not { } route)
            return 0;

        var quiet = await rows.QuietHours(clock.GetUtcNow(), stop);
        using var trip = carriers.Single(carrier => carrier.Way == (isMail ? Way.Mail : Way.Chat)).Open(route);
        var moved = 0;
        while (breaker.IsOpen(destination))
        {
            var now = clock.GetUtcNow();
            var taken = await rows.Take(destination, limits.Batch, now, now + limits.Lease, stop);
            if (taken.Count == 0)
                break;

            var changed = 0;
            await Parallel.ForEachAsync(taken, new ParallelOptions { MaxDegreeOfParallelism = isMail ? limits.MailsAtOnce : 1, CancellationToken = stop }, async (one, stopAll) =>
            {
                if (await Send(one, destination, trip, quiet, stopAll))
                    Interlocked.Increment(ref changed);
            });
            moved += changed;
            if (changed == 0)
                break;
        }

        return moved;
    }

    private async Task<bool> Send(Leased one, string destination, ITrip trip, QuietHours quiet, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (one.StaleAt <= now)
        {
            await rows.Settle(one, OutgoingState.Stale, "It would have come too late.", now, stop);
            return true;
        }

        if (one.LeftOn <= WallClock.Local(now, one.TimeZone).Day)
        {
            await rows.Settle(one, OutgoingState.GivenUp, "The receiver has left.", now, stop);
            return true;
        }

        if (!one.IsUrgent && quiet.Open(now, one.TimeZone) is var open && open > now)
        {
            await rows.PutBack(one, open, stop);
            return true;
        }

        if (one.Until - now < limits.Call + BeforeTheLeaseEnds || !breaker.Begin(destination))
        {
            await rows.PutBack(one, null, stop);
            return false;
        }

        return await Try(one, destination, trip);
    }

    private async Task<bool> Try(Leased one, string destination, ITrip trip)
    {
        var outcome = await Carry(one.Parcel, trip);
        breaker.End(destination, outcome switch { Outcome.Sent => false, Outcome.Later { IsOfAll: true } => true, _ => null });
        var now = clock.GetUtcNow();
        switch (outcome)
        {
            case Outcome.Sent:
                await rows.Settle(one, OutgoingState.Sent, null, now, CancellationToken.None);
                break;
            case Outcome.Never never:
                await rows.Fail(one, never.Reason, null, now, CancellationToken.None);
                log.LogWarning("The message {Message} failed: {Reason}", one.Parcel.Id, never.Reason);
                break;
            case Outcome.Later later:
                var pause = OutgoingMessage.Pause(one.Tries);
                DateTimeOffset? again = now - one.FirstTriedAt >= OutgoingMessage.Patience ? null : now + (later.After is { } asked && asked > pause ? asked : pause);
                await rows.Fail(one, later.Reason, again, now, CancellationToken.None);
                log.LogWarning("The message {Message} did not go: {Reason}", one.Parcel.Id, later.Reason);
                break;
        }

        return true;
    }

    private async Task<Outcome> Carry(Parcel parcel, ITrip trip)
    {
        // A node that is ending ends what it has begun: what is cut off in the middle may have been taken, and would go twice.
        using var limit = new CancellationTokenSource(limits.Call);
        try
        {
            // A carrier that does not listen is left behind.
            return await trip.Carry(parcel, limit.Token).WaitAsync(limits.Call + Grace, CancellationToken.None);
        }
        catch (Exception late) when (late is OperationCanceledException or TimeoutException)
        {
            return new Outcome.Later("The other side did not answer in time.", IsOfAll: true);
        }
        catch (Exception trouble)
        {
            log.LogError("Sending the message {Message} went wrong here: {Trouble}. {Where}", parcel.Id, trouble.GetType().Name, trouble.StackTrace);
            return new Outcome.Later("Something went wrong here.");
        }
    }
}
