namespace Rapport.Features.People;

/// <summary>
/// The reporting lines as they would be after an import, those of the file over those that exist, so that a manager may
/// stand below their reports in the file and a loop is found even where most of it exists already.
/// </summary>
internal sealed class ImportLines(
    List<ImportPlan.Draft> drafts, Dictionary<string, ImportPlan.Draft> inFile, Dictionary<string, ImportPlan.Known> known)
{
    private const int MostNamesInAChain = 8;

    public void Check()
    {
        foreach (var draft in drafts)
            CheckManager(draft);
        foreach (var loop in Loops())
            Tell(loop);
    }

    private void CheckManager(ImportPlan.Draft draft)
    {
        if (draft.ManagerEmail is not { } manager)
            return;

        if (EmailAddress.Comparer.Equals(manager, draft.Email))
            draft.Problems.Add("Nobody can be their own manager.");
        else if (known.TryGetValue(manager, out var person) && person.HasLeft)
            draft.Problems.Add($"The manager {person.Name} has left.");
        else if (person is null && !inFile.ContainsKey(manager))
            draft.Problems.Add($"The manager {manager} is neither in the file nor in the organisation.");
    }

    /// <summary>Each loop once, as the e-mails from one person up to the one who reports to the first.</summary>
    private List<List<string>> Loops()
    {
        var loops = new List<List<string>>();
        var walkOf = new Dictionary<string, string>(EmailAddress.Comparer);
        foreach (var start in inFile.Keys)
        {
            var path = new List<string>();
            var at = start;
            while (at is not null && walkOf.TryAdd(at, start))
            {
                path.Add(at);
                at = ManagerOf(at);
            }

            if (at is not null && EmailAddress.Comparer.Equals(walkOf[at], start))
                loops.Add([.. path.SkipWhile(email => !EmailAddress.Comparer.Equals(email, at))]);
        }

        return loops;
    }

    private void Tell(List<string> loop)
    {
        if (loop.Count == 1)
            return;

        for (var at = 0; at < loop.Count; at++)
        {
            if (inFile.TryGetValue(loop[at], out var draft))
                draft.Problems.Add($"The reporting lines go round in a circle: {Chain(loop, at)}.");
        }
    }

    private string Chain(List<string> loop, int from)
    {
        var names = Enumerable.Range(from, Math.Min(loop.Count, MostNamesInAChain)).Select(at => NameOf(loop[at % loop.Count])).ToList();
        if (loop.Count > MostNamesInAChain)
            names.Add($"{loop.Count - MostNamesInAChain} more");
        return string.Join(" → ", names.Append(NameOf(loop[from])));
    }

    private string? ManagerOf(string email) =>
        inFile.TryGetValue(email, out var draft) ? draft.ManagerEmail : known.GetValueOrDefault(email)?.ManagerEmail;

    private string NameOf(string email) => inFile.TryGetValue(email, out var draft) ? draft.ShownName : known[email].Name;
}
