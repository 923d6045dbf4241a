using System.Collections.Concurrent;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Who of a pair has their meeting open in a browser just now. It is known for the moment and kept nowhere.</summary>
public sealed class Presence
{
    private readonly ConcurrentDictionary<string, (Id<Series> Series, Id<Person> Person)> here = new(StringComparer.Ordinal);

    public void Come(string connection, Id<Series> series, Id<Person> person) => here[connection] = (series, person);

    /// <returns>The series whose page was left, if one was open.</returns>
    public Id<Series>? Leave(string connection) => here.TryRemove(connection, out var was) ? was.Series : null;

    public bool IsHere(Id<Series> series, Id<Person> person) => here.Values.Contains((series, person));
}
