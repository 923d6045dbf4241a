using System.Diagnostics.CodeAnalysis;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// One thing on the running order, by what kind it is and its id: <c>risk:…</c>, <c>initiative:…</c>. A figure is named by its
/// row and its column: <c>figure:…:…</c>.
/// </summary>
public sealed record SyncItem(SyncItemKind Kind, Guid Id, Guid? Column = null) : IParsable<SyncItem>
{
    public static SyncItem Of(Risk risk) => new(SyncItemKind.Risk, risk.Id.Value);

    public static SyncItem Of(Initiative initiative) => new(SyncItemKind.Initiative, initiative.Id.Value);

    public static SyncItem Figure(Id<MetricRow> row, Id<MetricColumn> column) => new(SyncItemKind.Figure, row.Value, column.Value);

    /// <summary>Where it stands on the running order; a risk or an initiative that is talked through in depth stands in its own section.</summary>
    public SyncSection Section => Kind switch
    {
        SyncItemKind.Figure => SyncSection.Flagged,
        SyncItemKind.Staffing => SyncSection.Staffing,
        SyncItemKind.Risk => SyncSection.Risks,
        SyncItemKind.Initiative => SyncSection.Initiatives,
        SyncItemKind.Decision => SyncSection.Decisions,
        SyncItemKind.Escalation => SyncSection.Escalations,
        SyncItemKind.Question => SyncSection.Questions,
        _ => SyncSection.Actions,
    };

    public static SyncItem Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var item) ? item : throw new Refusal(RefusalKind.Missing, "There is nothing here.");

    public static bool TryParse(string? s, IFormatProvider? provider, [NotNullWhen(true)] out SyncItem? result)
    {
        result = null;
        var parts = (s ?? "").Split(':');
        if (parts.Length is < 2 or > 3 || !Enum.TryParse<SyncItemKind>(parts[0], ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || !Guid.TryParse(parts[1], out var id))
            return false;
        if (kind == SyncItemKind.Figure != (parts.Length == 3))
            return false;

        Guid? column = parts.Length == 3 ? Guid.TryParse(parts[2], out var other) ? other : null : null;
        if (parts.Length == 3 && column is null)
            return false;
        result = new(kind, id, column);
        return true;
    }

    public override string ToString()
    {
        var word = Kind.ToString().ToLowerInvariant();
        return Column is { } column ? $"{word}:{Id}:{column}" : $"{word}:{Id}";
    }
}

public enum SyncItemKind
{
    Figure,
    Staffing,
    Risk,
    Initiative,
    Decision,
    Escalation,
    Question,
    Action,
}

/// <summary>How something stands. Red takes an action this week, yellow is watched, green is resolved or on track.</summary>
public enum Rating
{
    Red,
    Yellow,
    Green,
}

/// <summary>What whoever facilitates wants of an item: to talk about it, or merely to have it seen.</summary>
public enum Treatment
{
    Discuss,
    Acknowledge,
}
