namespace Rapport.Tests.Hosting;

/// <summary>
/// What two people sent to a meeting and what the server said it had kept, to be held against what the database has.
/// Nothing that was acknowledged may be missing, nothing may be there twice, and no save may have gone over another unseen.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, bool> _additions = [];
    private readonly Dictionary<string, Save> _saves = [];
    private readonly List<Fault> _refused = [];

    /// <summary>What is in the database: points and promises by their words, which are never the same twice, and texts by their place.</summary>
    public sealed record Stored(IReadOnlyCollection<string> Additions, IReadOnlyDictionary<string, (string Words, int Version)> Texts);

    public sealed record Fault(FaultKind Kind, string Words);

    public int Acknowledged { get; private set; }

    /// <summary>Saves that the other person was faster than, and that were therefore shown both texts.</summary>
    public int Overtaken { get; private set; }

    public IEnumerable<string> Unanswered
    {
        get
        {
            lock (_gate)
                return [.. _additions.Where(addition => !addition.Value).Select(addition => addition.Key)];
        }
    }

    public IEnumerable<string> AcknowledgedAdditions
    {
        get
        {
            lock (_gate)
                return [.. _additions.Where(addition => addition.Value).Select(addition => addition.Key)];
        }
    }

    public void Adds(string words)
    {
        lock (_gate)
            _additions.TryAdd(words, false);
    }

    public void Added(string words)
    {
        lock (_gate)
        {
            _additions[words] = true;
            Acknowledged++;
        }
    }

    public void Saves(string place, string words, int basedOn)
    {
        lock (_gate)
            _saves.TryAdd(words, new(place, words, basedOn, null));
    }

    public void Saved(string words, int version)
    {
        lock (_gate)
        {
            _saves[words] = _saves[words] with { Version = version };
            Acknowledged++;
        }
    }

    public void WasOvertaken()
    {
        lock (_gate)
            Overtaken++;
    }

    /// <summary>The server turned down what it has no reason to.</summary>
    public void Refused(string words, int status)
    {
        lock (_gate)
            _refused.Add(new(FaultKind.Refused, $"{words}: {status}"));
    }

    public IReadOnlyList<Fault> Compare(Stored stored)
    {
        lock (_gate)
            return [.. _refused, .. CompareAdditions(stored), .. _saves.Values.GroupBy(save => save.Place).SelectMany(saves => CompareText([.. saves], stored))];
    }

    private IEnumerable<Fault> CompareAdditions(Stored stored)
    {
        var found = stored.Additions.CountBy(words => words).ToDictionary();
        foreach (var (words, isAcknowledged) in _additions)
        {
            var times = found.GetValueOrDefault(words);
            if (times == 0 && isAcknowledged)
                yield return new(FaultKind.Lost, words);
            if (times > 1)
                yield return new(FaultKind.Doubled, words);
        }

        foreach (var words in found.Keys.Where(words => !_additions.ContainsKey(words)))
            yield return new(FaultKind.Unknown, words);
    }

    private static IEnumerable<Fault> CompareText(Save[] saves, Stored stored)
    {
        var kept = saves.Where(save => save.Version is not null).OrderBy(save => save.Version).ToArray();
        foreach (var save in kept.Where(save => save.Version != save.BasedOn + 1))
            yield return new(FaultKind.Overwritten, $"{save.Words}, based on {save.BasedOn}, was kept as {save.Version}");
        foreach (var (first, second) in kept.Zip(kept.Skip(1)).Where(pair => pair.First.Version == pair.Second.Version))
            yield return new(FaultKind.Overwritten, $"{first.Words} and {second.Words} were both kept as {first.Version}");

        var (words, version) = stored.Texts.GetValueOrDefault(saves[0].Place, ("", 0));
        var newest = kept.LastOrDefault();
        if (version < (newest?.Version ?? 0) || (version == newest?.Version && words != newest.Words))
            yield return new(FaultKind.Lost, $"{newest!.Words}, kept as {newest.Version}; there is {words} as {version}");
        else if (version > (newest?.Version ?? 0) && !saves.Any(save => save.Words == words && save.Version is null && save.BasedOn == version - 1))
            yield return new(FaultKind.Unknown, $"{words} as {version}");
    }

    private sealed record Save(string Place, string Words, int BasedOn, int? Version);
}

internal enum FaultKind
{
    Lost,
    Doubled,

    /// <summary>A save went over one that its writer had not seen.</summary>
    Overwritten,

    /// <summary>In the database stands what nobody sent.</summary>
    Unknown,
    Refused,
}
