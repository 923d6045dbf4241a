namespace Rapport.Features.Syncs;

/// <summary>What two records in a row tell of the time between them: risks up and down, initiatives changed, what was settled.</summary>
public static class SinceLastTime
{
    public static IEnumerable<string> Between(RecordedSync before, RecordedSync now)
    {
        var known = before.Risks.ToDictionary(risk => risk.Id);
        foreach (var risk in now.Risks)
        {
            if (!known.TryGetValue(risk.Id, out var was))
                yield return $"New, {Colour(risk.Rating)}: {risk.Summary}";
            else if (was.Rating != risk.Rating)
                yield return $"{(risk.Rating < was.Rating ? "Worse" : "Better")}, {Colour(was.Rating)} to {Colour(risk.Rating)}: {risk.Summary}";
        }

        foreach (var line in Initiatives(before, now))
            yield return line;
        foreach (var due in before.Decisions.Where(decision => now.Decisions.All(newer => newer.Supersedes != decision.Text)))
            yield return $"Decided last time, to be executed by {SyncWords.Day(due.Due)}: {due.Text} ({due.Executor})";
    }

    private static IEnumerable<string> Initiatives(RecordedSync before, RecordedSync now)
    {
        var known = before.Initiatives.ToDictionary(one => one.Id);
        foreach (var one in now.Initiatives)
        {
            if (!known.TryGetValue(one.Id, out var was))
                yield return $"New initiative: {one.Name}";
            else if (was.Rating != one.Rating)
                yield return $"{one.Name}: {Colour(was.Rating)} to {Colour(one.Rating)}";
            else if (was.Actual != one.Actual && one.Actual is not null)
                yield return $"{one.Name}: {one.Actual}";
        }

        foreach (var gone in before.Initiatives.Where(one => now.Initiatives.All(other => other.Id != one.Id)))
            yield return $"No longer followed: {gone.Name}";
    }

    private static string Colour(Rating rating) => rating.ToString().ToLowerInvariant();
}
