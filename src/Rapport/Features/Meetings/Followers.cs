using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>A browser tab that has the standing page of a pair open. Nobody else is told that it is there.</summary>
public sealed record Follower(HubCallerContext Line, Id<AccountSession> Session, Id<Series> Series);

/// <summary>The tabs of this node that hear when something of a pair changed and sit in no meeting.</summary>
public sealed class Followers
{
    private readonly ConcurrentDictionary<string, Follower> here = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Follower> All => [.. here.Values];

    public void Come(Follower follower) => here[follower.Line.ConnectionId] = follower;

    public void Leave(string connection) => here.TryRemove(connection, out _);
}
