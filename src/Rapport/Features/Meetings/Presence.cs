using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Somebody who has a meeting open in a browser tab, here and now.</summary>
public sealed record Seated(HubCallerContext Line, Id<AccountSession> Session, Id<Meeting> Meeting, Id<Series> Series, Id<Person> Person, string Name);

/// <summary>Who has which meeting open just now. It is known for the moment and kept nowhere.</summary>
public sealed class Presence
{
    private readonly ConcurrentDictionary<string, Seated> here = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Seated> All => [.. here.Values];

    public bool IsEmpty => here.IsEmpty;

    /// <returns>Where the same tab was before.</returns>
    public Seated? Come(Seated seated)
    {
        Seated? before = null;
        here.AddOrUpdate(seated.Line.ConnectionId, seated, (_, was) =>
        {
            before = was;
            return seated;
        });
        return before;
    }

    /// <returns>Who has left, if a meeting was open.</returns>
    public Seated? Leave(string connection) => here.TryRemove(connection, out var was) ? was : null;

    public Seated? Of(string connection) => here.GetValueOrDefault(connection);

    public IEnumerable<Seated> In(Id<Series> series) => here.Values.Where(seated => seated.Series == series);

    public bool IsHere(Id<Series> series, Id<Person> person) => here.Values.Any(seated => seated.Series == series && seated.Person == person);
}
