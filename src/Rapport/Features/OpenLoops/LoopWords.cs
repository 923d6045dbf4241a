using System.Globalization;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>What pages say about promises.</summary>
public static class LoopWords
{
    /// <summary>The usual words on why, each one tap.</summary>
    public static readonly IReadOnlyList<string> Reasons =
        ["Other things came first", "Waited for someone", "Was bigger than thought", "No longer needed", "Forgot"];

    public static LoopLook Look(this LoopRow row, DateTimeOffset now) => row switch
    {
        { IsProposed: true } => LoopLook.Proposed,
        { IsOpen: true } => row.DaysLate(now) > 0 ? LoopLook.Late : LoopLook.Open,
        { EndedAs: LoopEnding.Kept or LoopEnding.Late } => LoopLook.Kept,
        _ => LoopLook.Dropped,
    };

    /// <summary>How it ended: "kept", "kept 3 days late", "not kept", "declined", "Teo left".</summary>
    public static string Ending(this LoopRow row) => row.EndedAs switch
    {
        LoopEnding.Kept => "kept",
        LoopEnding.Late => "kept " + NearDate.Late(row.Due, WallClock.Local(row.EndedAt!.Value, row.OwnerZone).Day),
        LoopEnding.NotKept => "not kept",
        LoopEnding.Declined => "declined",
        LoopEnding.Left => PersonName.Called(row.OwnerName) + " left",
        _ => "open",
    };

    /// <summary>"moved once", "moved 3 times"; nothing if it never was.</summary>
    public static string? Moved(this LoopRow row) => row.Postponements switch
    {
        0 => null,
        1 => "new date once",
        2 => "new date twice",
        var times => string.Create(CultureInfo.InvariantCulture, $"new date {times} times"),
    };

    /// <summary>"11 of your 14 promises of the last half year."</summary>
    /// <param name="whose">"your", "Hanna’s".</param>
    public static string Sentence(this FollowThrough share, string whose) => share.Due switch
    {
        0 => $"None of {whose} promises fell due in the last half year.",
        1 => share.Kept == 1 ? $"{Capital(whose)} one promise of the last half year." : $"Not {whose} one promise of the last half year.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share.Kept} of {whose} {share.Due} promises of the last half year."),
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
