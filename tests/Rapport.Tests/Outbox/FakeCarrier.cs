using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Rapport.Data;
using Rapport.Features.Outbox;
using Rapport.Jobs;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Outbox;

/// <summary>Carries messages no further than into a list, or fails in the way that a test wants.</summary>
internal sealed class FakeCarrier(Way way = Way.Mail) : ICarrier
{
    private int _calls;

    public ConcurrentQueue<Parcel> Carried { get; } = [];

    /// <summary>What becomes of an attempt; what is sent is in the list by then.</summary>
    public Func<Parcel, Task<Outcome>> Answer { get; set; } = _ => Task.FromResult<Outcome>(new Outcome.Sent());

    public int Calls => _calls;

    public IEnumerable<string> Subjects => Carried.Select(parcel => parcel.Message.Subject);

    public Way Way => way;

    public ITrip Open(WayOut route) => new Trip(this);

    /// <summary>A dispatcher of a node of its own that sends by this.</summary>
    public Dispatcher On(Database database, FixedClock clock, DispatchLimits? limits = null) => Dispatching.On(database, clock, limits, this);

    private sealed class Trip(FakeCarrier carrier) : ITrip
    {
        public async Task<Outcome> Carry(Parcel parcel, CancellationToken stop)
        {
            Interlocked.Increment(ref carrier._calls);
            var outcome = await carrier.Answer(parcel);
            if (outcome is Outcome.Sent)
                carrier.Carried.Enqueue(parcel);
            return outcome;
        }

        public void Dispose()
        {
        }
    }
}

internal static class Dispatching
{
    public static Dispatcher On(Database database, FixedClock clock, DispatchLimits? limits, params ICarrier[] carriers) => new(
        new OutboxRows(database.Jobs, Host.Secrets), carriers, new NodeNews(database.Ways, database.App, NullLogger<NodeNews>.Instance), clock, limits ?? DispatchLimits.Usual, NullLogger<Dispatcher>.Instance);
}
