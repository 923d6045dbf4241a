using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Rapport.Features.Accounts;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Somebody who has a meeting open in a browser tab, here and now.</summary>
/// <param name="Names">The two of the pair.</param>
public sealed record Seated(
    HubCallerContext Line, Id<AccountSession> Session, Id<Meeting> Meeting, Id<Series> Series, Id<Person> Person, string Name, IReadOnlyDictionary<Id<Person>, string> Names);

/// <summary>Who has which meeting open just now, at this node or another. It is known for the moment and kept nowhere.</summary>
public sealed class Presence
{
    // A node says every three seconds that it lives.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Seated> here = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Node, Id<Series> Series), Id<Person>[]> elsewhere = [];
    private readonly ConcurrentDictionary<string, long> heard = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Seated> All => [.. here.Values];

    public bool IsEmpty => here.IsEmpty;

    /// <summary>Hears that somebody of a series came or left here. It must not take long.</summary>
    public Action<Id<Series>> Moved { get; set; } = _ => { };

    /// <returns>Where the same tab was before.</returns>
    public Seated? Come(Seated seated)
    {
        Seated? before = null;
        here.AddOrUpdate(seated.Line.ConnectionId, seated, (_, was) =>
        {
            before = was;
            return seated;
        });
        if (before is not null && before.Series != seated.Series)
            Moved(before.Series);
        Moved(seated.Series);
        return before;
    }

    /// <returns>Who has left, if a meeting was open.</returns>
    public Seated? Leave(string connection)
    {
        if (!here.TryRemove(connection, out var was))
            return null;

        Moved(was.Series);
        return was;
    }

    public Seated? Of(string connection) => here.GetValueOrDefault(connection);

    public IEnumerable<Seated> In(Id<Series> series) => here.Values.Where(seated => seated.Series == series);

    /// <summary>Everybody who has a meeting of a series open, wherever.</summary>
    public IReadOnlyCollection<Id<Person>> People(Id<Series> series) =>
        [.. In(series).Select(seated => seated.Person).Concat(elsewhere.Where(there => there.Key.Series == series).SelectMany(there => there.Value)).Distinct()];

    public bool IsHere(Id<Series> series, Id<Person> person) => People(series).Contains(person);

    /// <returns>Whether the node was known.</returns>
    public bool Hears(string node)
    {
        var isKnown = heard.ContainsKey(node);
        heard[node] = Stopwatch.GetTimestamp();
        return isKnown;
    }

    /// <summary>Who of a series is at another node.</summary>
    public void There(string node, Id<Series> series, Id<Person>[] people)
    {
        if (people.Length == 0)
            elsewhere.TryRemove((node, series), out _);
        else
            elsewhere[(node, series)] = people;
    }

    /// <returns>The series of which somebody was at a node that is not heard any more.</returns>
    public IReadOnlyCollection<Id<Series>> ForgetSilentNodes()
    {
        var silent = heard.Where(node => Stopwatch.GetElapsedTime(node.Value) > Silence).Select(node => node.Key).ToList();
        var left = elsewhere.Keys.Where(there => silent.Contains(there.Node)).ToList();
        left.ForEach(there => elsewhere.TryRemove(there, out _));
        silent.ForEach(node => heard.TryRemove(node, out _));
        return [.. left.Select(there => there.Series).Distinct()];
    }
}
