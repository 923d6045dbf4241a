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

    /// <summary>A date for the narrow margin beside a promise: "3 days late", "Today", "Tomorrow", "Tue 24", "1 Dec".</summary>
    /// <param name="isRunning">Whether the day binds anybody: a proposal that nobody accepted is never late.</param>
    public static string Margin(DateOnly due, DateOnly today, bool isRunning = true) => (due.DayNumber - today.DayNumber) switch
    {
        < 0 when isRunning => NearDate.Late(due, today),
        0 => "Today",
        1 => "Tomorrow",
        > 1 and <= 13 => due.ToString("ddd d", CultureInfo.InvariantCulture),
        _ => due.ToString(due.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>A past day for the margin: "Thu 19 Nov", and in another year "19 Nov 2025".</summary>
    public static string OnDay(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "ddd d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>How it ended: "kept", "kept 3 days late", "not kept", "declined", "Teo left".</summary>
    public static string Ending(this LoopRow row) => Ending(row.EndedAs, row.Due, row.EndedAt, row.OwnerZone, row.OwnerName);

    public static string Ending(LoopEnding? endedAs, DateOnly due, DateTimeOffset? endedAt, string ownerZone, string ownerName) => endedAs switch
    {
        LoopEnding.Kept => "kept",
        LoopEnding.Late => "kept " + NearDate.Late(due, WallClock.Local(endedAt!.Value, ownerZone).Day),
        LoopEnding.NotKept => "not kept",
        LoopEnding.Declined => "declined",
        LoopEnding.Left => PersonName.Called(ownerName) + " left",
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
        1 => $"{Capital(whose)} one promise of the last half year was {(share.Kept == 1 ? "" : "not ")}kept on time.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share.Kept} of {whose} {share.Due} promises of the last half year."),
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
