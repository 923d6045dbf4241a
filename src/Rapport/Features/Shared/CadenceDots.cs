using System.Globalization;

namespace Rapport.Features.Shared;

/// <summary>What became of one slot of a series, as both people of it see it.</summary>
public enum CadenceState
{
    Held,

    /// <summary>Held on another day or at another time than first planned.</summary>
    Moved,
    Missed,

    /// <summary>Leave or a public holiday: neither held nor missed.</summary>
    Excused,

    /// <summary>Started and never closed: held all the same.</summary>
    Unfinished,
    Next,
    Later,
}

/// <param name="Day">The day for which the slot was first planned.</param>
/// <param name="Detail">What a person reads when they point at the dot, such as "moved to Fri 6 March".</param>
public readonly record struct CadenceDot(DateOnly Day, CadenceState State, string? Detail = null);

/// <summary>A row of meetings in words. The picture and its text equivalent come from the same dots.</summary>
public static class CadenceDots
{
    /// <summary>"19 held, 3 moved, 1 missed, 2 on leave." What did not happen is not said; nothing at all is "None yet."</summary>
    public static string Totals(IReadOnlyCollection<CadenceDot> dots)
    {
        var counts = new (CadenceState State, string Words)[]
        {
            (CadenceState.Held, "held"),
            (CadenceState.Moved, "moved"),
            (CadenceState.Unfinished, "left unfinished"),
            (CadenceState.Missed, "missed"),
            (CadenceState.Excused, "on leave"),
        };
        var said = counts
            .Select(entry => (Count: dots.Count(dot => dot.State == entry.State), entry.Words))
            .Where(entry => entry.Count > 0)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Count} {entry.Words}"))
            .ToList();
        return said.Count == 0 ? "None yet." : string.Join(", ", said) + ".";
    }

    public static string Word(CadenceState state) => state switch
    {
        CadenceState.Held => "held",
        CadenceState.Moved => "moved",
        CadenceState.Missed => "missed",
        CadenceState.Excused => "leave",
        CadenceState.Unfinished => "left unfinished",
        CadenceState.Next => "next",
        CadenceState.Later => "planned",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
