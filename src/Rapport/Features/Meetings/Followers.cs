using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Rapport.Access;

namespace Rapport.Features.Meetings;

/// <summary>A browser tab that has the standing page of a pair open, or the page of a sync. Nobody else is told that it is there.</summary>
/// <param name="Room">Where it hears news.</param>
/// <param name="Question">What it has to be allowed for.</param>
public sealed record Follower(HubCallerContext Line, string Room, LiveQuestion Question);

/// <summary>The tabs of this node that hear when something of a pair or a sync changed and sit in no meeting of two.</summary>
public sealed class Followers
{
    private readonly ConcurrentDictionary<string, Follower> here = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Follower> All => [.. here.Values];

    public void Come(Follower follower) => here[follower.Line.ConnectionId] = follower;

    public void Leave(string connection) => here.TryRemove(connection, out _);
}
