namespace Rapport.Features.Syncs;

/// <summary>
/// The notes of a sync as they stood at its end, in words and names: what the page, the Markdown, the mail and the comparison
/// with the next one are made of. Nothing that is restricted is in it.
/// </summary>
public sealed record RecordedSync
{
    public required string Name { get; init; }
    public required string Facilitator { get; init; }
    public required string? StandIn { get; init; }
    public required IReadOnlyList<string> Present { get; init; }
    public required IReadOnlyList<string> Columns { get; init; }
    public required IReadOnlyList<RecordedRow> Rows { get; init; }
    public required IReadOnlyList<RecordedFlag> Flagged { get; init; }
    public required IReadOnlyList<RecordedStaffing> Staffing { get; init; }
    public required IReadOnlyList<RecordedRisk> Risks { get; init; }
    public required IReadOnlyList<RecordedInitiative> Initiatives { get; init; }
    public required IReadOnlyList<RecordedDecision> Decisions { get; init; }
    public required IReadOnlyList<RecordedEscalation> Escalations { get; init; }
    public required IReadOnlyList<RecordedQuestion> Questions { get; init; }
    public required IReadOnlyList<RecordedAction> Actions { get; init; }

    /// <summary>Seconds by section, in their order, and by colour: red, yellow.</summary>
    public required IReadOnlyList<int> SectionSeconds { get; init; }
    public required IReadOnlyList<int> ColourSeconds { get; init; }
}

/// <param name="IsFilled">False: the row was never filled.</param>
public sealed record RecordedRow(string Team, string Owner, bool IsFilled, IReadOnlyList<RecordedFigure> Figures);

/// <param name="Value">Null: there was none.</param>
/// <param name="Beyond">"over 30"; null within its range.</param>
public sealed record RecordedFigure(decimal? Value, string? Beyond);

public sealed record RecordedFlag(string Title, string? Note);

public sealed record RecordedStaffing(string Team, string Role, StaffingStage Stage, string? BackfillOf, DateOnly? StartsOn, DateOnly? TargetOn, string? Word, string? Note);

/// <param name="Age">In meetings, this one among them; null for what never was red.</param>
/// <param name="Action">What is done about a red this week.</param>
/// <param name="AcceptedBy">Who took it on them that there is none.</param>
public sealed record RecordedRisk(
    Guid Id, RiskKind Kind, string Summary, string? FailureMode, string? Mitigation, string Owner, DateOnly? TargetOn, Rating Rating, bool WasRed, int? Age, string? Action,
    string? AcceptedBy, string? Note);

public sealed record RecordedInitiative(
    Guid Id, string Name, string Owner, string Quarter, Rating Rating, string? Target, string? Actual, string? Blockers, string? Changed, string? Note);

public sealed record RecordedDecision(Guid Id, string Text, string? Why, string? Condition, string Executor, DateOnly Due, string? Supersedes);

public sealed record RecordedEscalation(Guid Id, EscalationKind Kind, string Text, string? Needed, string? Asked, DateOnly? ByDay, string? Answer, int SeenBy, int Of);

public sealed record RecordedQuestion(string Text, string AskedBy, string? Answer);

public sealed record RecordedAction(string Promise, string Owner, DateOnly Due, bool IsParked, string? For);
