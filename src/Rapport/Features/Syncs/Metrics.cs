using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>A figure that every team of a sync reports, such as velocity in points.</summary>
public sealed class MetricColumn
{
    /// <summary>What a sync begins with.</summary>
    public static readonly IReadOnlyList<(string Name, string Unit)> Usual =
    [
        ("Velocity", "points"), ("Incidents", ""), ("P1 restore", "min"), ("Open requisitions", ""), ("Attrition", "90 days"),
    ];

    private MetricColumn() { }

    public MetricColumn(Id<Sync> sync, string? name, string? unit, int position)
    {
        (SyncId, Position) = (sync, position);
        Rename(name, unit);
    }

    public Id<MetricColumn> Id { get; init; } = Id<MetricColumn>.New();
    public Id<Sync> SyncId { get; private init; }
    public string Name { get; private set; } = "";
    public string Unit { get; private set; } = "";
    public int Position { get; private init; }
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>"Velocity, points".</summary>
    public string Title => Unit.Length > 0 ? $"{Name}, {Unit}" : Name;

    public void Rename(string? name, string? unit) => (Name, Unit) = (TypedText.Line(name, 60, "Name the figure."), TypedText.Line(unit, 20));

    /// <summary>Not asked for any more; what was reported stays in the notes.</summary>
    public void Retire(DateTimeOffset at) => RetiredAt ??= at;
}

/// <summary>A team's row: one owner fills it, or the deputy does.</summary>
public sealed class MetricRow
{
    private MetricRow() { }

    public MetricRow(Id<Sync> sync, Id<Team> team, Id<Person> owner, Id<Person>? deputy, int position)
    {
        (SyncId, TeamId, Position) = (sync, team, position);
        Entrust(owner, deputy);
    }

    public Id<MetricRow> Id { get; init; } = Id<MetricRow>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<Team> TeamId { get; private init; }
    public Id<Person> OwnerId { get; private set; }
    public Id<Person>? DeputyId { get; private set; }
    public int Position { get; private init; }
    public DateTimeOffset? RetiredAt { get; private set; }

    public bool IsOf(Id<Person> person) => OwnerId == person || DeputyId == person;

    public void Entrust(Id<Person> owner, Id<Person>? deputy)
    {
        Refusal.Invalid(owner == deputy, "The deputy is somebody else than the owner.");
        (OwnerId, DeputyId) = (owner, deputy);
    }

    public void Retire(DateTimeOffset at) => RetiredAt ??= at;
}

/// <summary>From when on what is normal for a team's figure. The newest holds; the others are the record of how it changed.</summary>
public sealed class MetricRange
{
    private MetricRange() { }

    public MetricRange(Id<MetricRow> row, Id<MetricColumn> column, NormalRange range, Id<Person> by, DateTimeOffset at) =>
        (RowId, ColumnId, Low, High, SetBy, SetAt) = (row, column, range.Low, range.High, by, at);

    public Id<MetricRange> Id { get; private init; } = Id<MetricRange>.New();
    public Id<MetricRow> RowId { get; private init; }
    public Id<MetricColumn> ColumnId { get; private init; }
    public decimal? Low { get; private init; }
    public decimal? High { get; private init; }
    public Id<Person> SetBy { get; private init; }
    public DateTimeOffset SetAt { get; private init; }

    public NormalRange Range => new(Low, High);
}

/// <summary>A team's figure of one sync. Where there was none, there is no such row: that is not zero.</summary>
public sealed class MetricFigure
{
    // What a page and a number in PostgreSQL both show in full.
    private const decimal Largest = 1_000_000_000;

    private MetricFigure() { }

    public MetricFigure(Id<SyncMeeting> meeting, Id<MetricRow> row, Id<MetricColumn> column, decimal value)
    {
        (MeetingId, RowId, ColumnId) = (meeting, row, column);
        Correct(value);
    }

    public Id<SyncMeeting> MeetingId { get; private init; }
    public Id<MetricRow> RowId { get; private init; }
    public Id<MetricColumn> ColumnId { get; private init; }
    public decimal Value { get; private set; }

    public void Correct(decimal value)
    {
        Refusal.Invalid(Math.Abs(value) > Largest || decimal.Round(value, 2) != value, "Write figures with at most two decimals, below a thousand million.");
        Value = value;
    }
}

/// <summary>That a team's row of one sync was filled, with figures or as having none.</summary>
public sealed class FilledRow
{
    private FilledRow() { }

    public FilledRow(Id<SyncMeeting> meeting, Id<MetricRow> row, Id<Person> by, DateTimeOffset at)
    {
        (MeetingId, RowId) = (meeting, row);
        Again(by, at);
    }

    public Id<SyncMeeting> MeetingId { get; private init; }
    public Id<MetricRow> RowId { get; private init; }
    public Id<Person> FilledBy { get; private set; }
    public DateTimeOffset FilledAt { get; private set; }

    public void Again(Id<Person> by, DateTimeOffset at) => (FilledBy, FilledAt) = (by, at);
}
