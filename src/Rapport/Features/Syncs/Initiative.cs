using System.Globalization;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Work with an outcome and an end, as leaders follow it: in which quarter it is to be done, and what was reached of what was aimed at.</summary>
public sealed class Initiative : IOfSync
{
    public const int LongestText = 500;

    private Initiative() { }

    public Initiative(Id<Sync> sync, string? name, Id<Person> owner, string? quarter, DateTimeOffset at)
    {
        (SyncId, RaisedAt, ChangedAt, Rating) = (sync, at, at, Rating.Green);
        Describe(name, owner, quarter, at);
    }

    public Id<Initiative> Id { get; init; } = Id<Initiative>.New();
    public Id<Sync> SyncId { get; private init; }
    public string Name { get; private set; } = "";
    public Id<Person> OwnerId { get; private set; }

    /// <summary>"2026-Q3".</summary>
    public string Quarter { get; private set; } = "";
    public Rating Rating { get; private set; }
    public string? Target { get; private set; }
    public string? Actual { get; private set; }
    public string? Blockers { get; private set; }

    /// <summary>What is different from last time.</summary>
    public string? Changed { get; private set; }
    public DateTimeOffset RaisedAt { get; private init; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public InitiativeEnding? ClosedAs { get; private set; }

    public bool IsOpen => ClosedAt is null;

    public void Describe(string? name, Id<Person> owner, string? quarter, DateTimeOffset at)
    {
        RefuseIfClosed();
        (Name, OwnerId, ChangedAt) = (TypedText.Line(name, 200, "Name the initiative."), owner, at);
        Quarter = Syncs.Quarter.Parse(quarter).ToString();
    }

    /// <summary>How it stands now.</summary>
    public void Report(Rating rating, string? target, string? actual, string? blockers, string? changed, DateTimeOffset at)
    {
        RefuseIfClosed();
        Refusal.Invalid(!Enum.IsDefined(rating), "Choose red, yellow or green.");
        (Rating, ChangedAt) = (rating, at);
        (Target, Actual) = (TypedText.LineOrNull(target, LongestText), TypedText.LineOrNull(actual, LongestText));
        (Blockers, Changed) = (TypedText.LineOrNull(blockers, LongestText), TypedText.LineOrNull(changed, LongestText));
    }

    public void Rate(Rating rating, DateTimeOffset at)
    {
        RefuseIfClosed();
        Refusal.Invalid(!Enum.IsDefined(rating), "Choose red, yellow or green.");
        (Rating, ChangedAt) = (rating, at);
    }

    public void Close(InitiativeEnding ending, DateTimeOffset at)
    {
        RefuseIfClosed();
        Refusal.Invalid(!Enum.IsDefined(ending), "Say whether it is finished or stopped.");
        (ClosedAt, ClosedAs, ChangedAt) = (at, ending, at);
    }

    private void RefuseIfClosed() => Refusal.Conflict(!IsOpen, "This initiative is over.");
}

public enum InitiativeEnding
{
    Finished,
    Stopped,
}

/// <summary>A quarter of a year, written "2026-Q3".</summary>
public sealed record Quarter(int Year, int Number)
{
    public static Quarter Of(DateOnly day) => new(day.Year, ((day.Month - 1) / 3) + 1);

    /// <exception cref="Refusal">Invalid.</exception>
    public static Quarter Parse(string? text)
    {
        var typed = (text ?? "").Trim();
        var isQuarter = typed is { Length: 7 } && typed[4] == '-' && typed[5] is 'Q' or 'q' && typed[6] is >= '1' and <= '4'
            && int.TryParse(typed.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        Refusal.Invalid(!isQuarter, "Choose the quarter in which it is to be done.");
        return new(int.Parse(typed.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), typed[6] - '0');
    }

    public Quarter Next => Number == 4 ? new(Year + 1, 1) : new(Year, Number + 1);

    public Quarter Before => Number == 1 ? new(Year - 1, 4) : new(Year, Number - 1);

    /// <summary>"Q3 2026".</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"Q{Number} {Year}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");
}
