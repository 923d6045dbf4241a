using FsCheck;

namespace Rapport.Tests;

/// <summary>
/// How long the long-running checks go on: a short form always, the full one with RAPPORT_PROVE=1, which adds its figures
/// to the file that RAPPORT_PROOF names. <c>./prove</c> sets both.
/// </summary>
public static class Proof
{
    private static readonly Lock OneLineAtATime = new();

    public static bool IsWanted => Environment.GetEnvironmentVariable("RAPPORT_PROVE") == "1";

    /// <summary>"fuzzing prose: 1,000 cases …": what was checked, then how it went.</summary>
    public static void Add(string line)
    {
        if (!IsWanted || Environment.GetEnvironmentVariable("RAPPORT_PROOF") is not { Length: > 0 } file)
            return;

        lock (OneLineAtATime)
            File.AppendAllText(file, line + "\n");
    }

    /// <summary>Tries generated cases until one fails.</summary>
    /// <param name="usual">How many, in the short form.</param>
    /// <param name="full">How many, in the full one.</param>
    public static void Try(this Property property, string name, int usual, int full, int? largest = null)
    {
        var (cases, config) = (IsWanted ? full : usual, Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        property.Check(config.WithMaxTest(cases).WithEndSize(largest ?? config.EndSize));
        Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {cases:N0} cases, 0 failed, {clock.Elapsed.TotalSeconds:0} s"));
    }
}
