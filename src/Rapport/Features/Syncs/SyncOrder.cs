using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Everything that the pre-read and the running order of one sync show, as it was read in one go for one viewer.</summary>
public sealed record SyncOrder
{
    public required OrderSync Sync { get; init; }
    public required OrderMeeting Meeting { get; init; }

    /// <summary>The viewer sits in the meeting; otherwise they read.</summary>
    public required bool Attends { get; init; }
    public required IReadOnlyList<OrderMember> Members { get; init; }
    public required IReadOnlyList<OrderColumn> Columns { get; init; }
    public required IReadOnlyList<OrderRow> Rows { get; init; }
    public required IReadOnlyList<OrderCell> Cells { get; init; }

    /// <summary>All that there are, in their order.</summary>
    public required IReadOnlyList<OrderTeam> Teams { get; init; }
    public required IReadOnlyList<OrderStaffing> Staffing { get; init; }
    public required IReadOnlyList<OrderRisk> Risks { get; init; }
    public required IReadOnlyList<OrderInitiative> Initiatives { get; init; }
    public required IReadOnlyList<OrderDecision> Decisions { get; init; }

    /// <summary>What holds of what this sync decided, the newest first and not further back than one looks: it may be superseded.</summary>
    public required IReadOnlyList<OrderEarlier> Earlier { get; init; }
    public required IReadOnlyList<OrderEscalation> Escalations { get; init; }
    public required IReadOnlyList<OrderQuestion> Questions { get; init; }
    public required IReadOnlyList<OrderAction> Actions { get; init; }
    public required IReadOnlyList<OrderMatter> Matters { get; init; }
    public required IReadOnlyList<OrderTriage> Triages { get; init; }
    public required IReadOnlyList<OrderNote> Notes { get; init; }
    public required IReadOnlyList<OrderTime> Times { get; init; }

    /// <summary>The viewer's own.</summary>
    public required OrderVote? Vote { get; init; }

    private Dictionary<Id<Person>, string>? names;

    /// <summary>What an item is called; null for what is none of this sync.</summary>
    public string? TitleOf(SyncItem item) => item.Kind switch
    {
        SyncItemKind.Figure => Outliers.FirstOrDefault(outlier => outlier.Item == item)?.Title,
        SyncItemKind.Staffing => Staffing.FirstOrDefault(one => one.Id.Value == item.Id)?.Role,
        SyncItemKind.Risk => Risks.FirstOrDefault(one => one.Id.Value == item.Id)?.Summary,
        SyncItemKind.Initiative => Initiatives.FirstOrDefault(one => one.Id.Value == item.Id)?.Name,
        SyncItemKind.Decision => Decisions.FirstOrDefault(one => one.Id.Value == item.Id)?.Text,
        SyncItemKind.Escalation => Escalations.FirstOrDefault(one => one.Id.Value == item.Id)?.Text,
        SyncItemKind.Question => Questions.FirstOrDefault(one => one.Id.Value == item.Id)?.Text,
        _ => Actions.FirstOrDefault(one => one.Id.Value == item.Id)?.Promise,
    };

    /// <summary>Of everybody who belongs or did.</summary>
    public string NameOf(Id<Person> person) =>
        (names ??= Members.GroupBy(member => member.PersonId).ToDictionary(same => same.Key, same => same.First().Name)).GetValueOrDefault(person, "Somebody");

    public IEnumerable<OrderMember> Belonging => Members.Where(member => member.Belongs);

    public int Following => Belonging.Count(member => member.CameAt is not null);

    private Dictionary<string, OrderTriage>? byItem;

    public Treatment? Marked(SyncItem item) => (byItem ??= Triages.ToDictionary(triage => triage.Item)).GetValueOrDefault(item.ToString())?.Treatment;

    private Dictionary<string, OrderNote>? notesByItem;

    public OrderNote? Note(SyncItem item) => (notesByItem ??= Notes.ToDictionary(note => note.Item)).GetValueOrDefault(item.ToString());

    private Dictionary<(Id<MetricRow>, Id<MetricColumn>), OrderCell>? byCell;

    // Asked for several times a page, and forty teams have two hundred.
    private OrderCell? Cell(OrderRow row, OrderColumn column) => (byCell ??= Cells.ToDictionary(cell => (cell.RowId, cell.ColumnId))).GetValueOrDefault((row.Id, column.Id));

    public NormalRange Range(OrderRow row, OrderColumn column) => Cell(row, column)?.Normal ?? NormalRange.Any;

    public decimal? Figure(OrderRow row, OrderColumn column) => Series(row, column) is [{ Ago: 0 } latest, ..] ? latest.Value : null;

    /// <summary>The figures of the last syncs, the newest first; this one's is number 0.</summary>
    public IReadOnlyList<OrderFigure> Series(OrderRow row, OrderColumn column) => Cell(row, column)?.Figures ?? [];

    private List<Outlier>? outliers;

    /// <summary>The figures of this sync that are off their normal range.</summary>
    public IEnumerable<Outlier> Outliers => outliers ??=
    [
        .. from row in Rows
           from column in Columns
           let value = Figure(row, column)
           where value is not null
           let beyond = Range(row, column).Beyond(value.Value)
           where beyond is not null
           select new Outlier(row, column, value.Value, beyond),
    ];

    /// <summary>What was flagged to talk about: figures off their range, unless they are merely acknowledged.</summary>
    public IEnumerable<Outlier> Flagged => Outliers.Where(outlier => Marked(outlier.Item) != Treatment.Acknowledge);

    /// <summary>Red first, and before them those that left the last sync without an action; then what was red, then yellow; each by age.</summary>
    public IEnumerable<OrderRisk> Airtime => Risks.Where(risk => risk.IsOpen && TakesAirtime(risk.Item, risk.Rating))
        .OrderBy(risk => risk.Rating).ThenByDescending(risk => risk.WasAccepted).ThenBy(risk => risk.RedSince ?? DateTimeOffset.MaxValue).ThenBy(risk => risk.RaisedAt);

    public IEnumerable<OrderRisk> Acknowledged => Risks.Where(risk => !risk.IsOpen || !TakesAirtime(risk.Item, risk.Rating));

    /// <summary>The initiatives that are talked about, in their order; the others are folded.</summary>
    public IEnumerable<OrderInitiative> AirtimeInitiatives => Initiatives.Where(one => one.IsOpen && TakesAirtime(one.Item, one.Rating));

    /// <summary>Red does, green does not, and yellow does unless whoever leads had it merely acknowledged.</summary>
    public bool TakesAirtime(SyncItem item, Rating rating) => rating == Rating.Red || (rating == Rating.Yellow && Marked(item) != Treatment.Acknowledge);

    public IEnumerable<OrderAction> ActionsFor(OrderRisk risk) => Actions.Where(action => action.RiskId == risk.Id);

    /// <summary>The reds that would leave without an action for the week, and that nobody has taken on themselves.</summary>
    /// <param name="today">Of whoever asks.</param>
    public IEnumerable<OrderRisk> Unanswered(DateOnly today) => Risks.Where(risk => risk is { IsOpen: true, Rating: Rating.Red, AcceptedBy: null }
        && !ActionsFor(risk).Any(action => action.IsOpen && action.Due <= today.AddDays(7)));
}

/// <summary>A figure off its normal range.</summary>
/// <param name="Beyond">"over 30".</param>
public sealed record Outlier(OrderRow Row, OrderColumn Column, decimal Value, string Beyond)
{
    public SyncItem Item => SyncItem.Figure(Row.Id, Column.Id);

    /// <summary>"Platform: P1 restore 42 min, over 30".</summary>
    public string Title => $"{Row.Team}: {Column.Name} {NormalRange.Figure(Value)}{(Column.Unit.Length > 0 ? " " + Column.Unit : "")}, {Beyond}";
}

public sealed record OrderSync(Id<Sync> Id, string Name, Id<Person> FacilitatorId, Id<Person>? StandInId, DateTimeOffset? EndedAt, uint Version);

public sealed record OrderMeeting(
    Id<SyncMeeting> Id, DateTimeOffset PlannedStart, DateTimeOffset StartsAt, int Minutes, DateTimeOffset OpenedAt, string? MovedBecause, DateTimeOffset? StartedAt,
    Id<Person>? LeaderId, DateTimeOffset? LeaderSeenAt, Id<Person>? AsksToLead, SyncSection? Section, string? Item, DateTimeOffset? EndedAt, DateTimeOffset? MissedAt,
    DateTimeOffset? NotesSentAt, Id<Person>? NotesSentBy)
{
    public bool IsComing => StartedAt is null && MissedAt is null;
    public bool IsRunning => StartedAt is not null && EndedAt is null;
    public DateTimeOffset PreReadDueAt => StartsAt - SyncMeeting.PreReadAhead;
    public bool LeaderIsAway(DateTimeOffset now) => IsRunning && now - (LeaderSeenAt ?? StartedAt!.Value) > SyncMeeting.Absence;
}

/// <param name="Belongs">Today; the others did once.</param>
/// <param name="CameAt">When they were first seen in this meeting.</param>
public sealed record OrderMember(Id<Person> PersonId, string Name, bool Attends, bool Belongs, DateTimeOffset JoinedAt, DateTimeOffset? CameAt);

public sealed record OrderColumn(Id<MetricColumn> Id, string Name, string Unit)
{
    public string Title => Unit.Length > 0 ? $"{Name}, {Unit}" : Name;
}

public sealed record OrderRow(Id<MetricRow> Id, Id<Team> TeamId, string Team, Id<Person> OwnerId, Id<Person>? DeputyId, Id<Person>? FilledBy, DateTimeOffset? FilledAt)
{
    public bool IsFilled => FilledAt is not null;

    public bool IsOf(Id<Person> person) => OwnerId == person || DeputyId == person;
}

/// <summary>What is normal for one column of a team, and what the team reported of it in this sync and the last ones.</summary>
/// <param name="Ago">How many syncs ago each of the figures is of, in no order.</param>
public sealed record OrderCell(Id<MetricRow> RowId, Id<MetricColumn> ColumnId, decimal? Low, decimal? High, IReadOnlyList<int> Ago, IReadOnlyList<decimal> Reported)
{
    private NormalRange? normal;
    private List<OrderFigure>? figures;

    public NormalRange Normal => normal ??= new(Low, High);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<OrderFigure> Figures => figures ??= [.. Reported.Zip(Ago, (value, ago) => new OrderFigure(value, ago)).OrderBy(figure => figure.Ago)];
}

/// <param name="Ago">How many syncs ago; 0: of this one.</param>
public sealed record OrderFigure(decimal Value, int Ago);

public sealed record OrderStaffing(
    Id<StaffingUpdate> Id, Id<Team> TeamId, string Team, string Role, StaffingStage Stage, string? BackfillOf, DateOnly? StartsOn, DateOnly? TargetOn, string? Word, Id<Person> OwnerId,
    DateTimeOffset ChangedAt, DateTimeOffset? ClosedAt, uint Version);

/// <param name="Age">The meetings that it has been through since it first was red, this one among them; null for what never was.</param>
/// <param name="WasAccepted">It left the last sync without an action.</param>
public sealed record OrderRisk(
    Id<Risk> Id, RiskKind Kind, string Summary, string? FailureMode, string? Mitigation, Id<Person> OwnerId, DateOnly? TargetOn, Rating Rating, DateTimeOffset RatedAt,
    DateTimeOffset? RedSince, DateTimeOffset RaisedAt, DateTimeOffset? ClosedAt, string? ClosedBecause, int? Age, Id<Person>? AcceptedBy, bool WasAccepted, uint Version)
{
    public bool IsOpen => ClosedAt is null;

    public SyncItem Item => new(SyncItemKind.Risk, Id.Value);
}

public sealed record OrderInitiative(
    Id<Initiative> Id, string Name, Id<Person> OwnerId, string Quarter, Rating Rating, string? Target, string? Actual, string? Blockers, string? Changed, DateTimeOffset ChangedAt,
    DateTimeOffset? ClosedAt, InitiativeEnding? ClosedAs, uint Version)
{
    public bool IsOpen => ClosedAt is null;

    public SyncItem Item => new(SyncItemKind.Initiative, Id.Value);

    public string QuarterWords => Syncs.Quarter.Parse(Quarter).Words;
}

public sealed record OrderDecision(
    Id<SyncDecision> Id, string Text, string? Why, string? Condition, Id<Person> ExecutorId, DateOnly Due, DateTimeOffset TakenAt, string? Supersedes)
{
    public SyncItem Item => new(SyncItemKind.Decision, Id.Value);
}

/// <param name="Text">Its beginning.</param>
public sealed record OrderEarlier(Id<SyncDecision> Id, string Text);

public sealed record OrderTeam(Id<Team> Id, string Name);

public sealed record OrderEscalation(
    Id<Escalation> Id, EscalationKind Kind, string Text, string? Needed, Id<Person>? AskedId, DateOnly? ByDay, Id<Person> RaisedBy, string? Answer, DateTimeOffset? AnsweredAt,
    DateTimeOffset? ClosedAt, int SeenBy, bool SeenByMe)
{
    public SyncItem Item => new(SyncItemKind.Escalation, Id.Value);
}

public sealed record OrderQuestion(Id<OpenQuestion> Id, string Text, Id<Person> AskedBy, string? CameFrom, string? Answer, DateTimeOffset? ClosedAt)
{
    public SyncItem Item => new(SyncItemKind.Question, Id.Value);
}

public sealed record OrderAction(
    Id<SyncAction> Id, Id<Risk>? RiskId, Id<Person> OwnerId, string Promise, DateOnly Due, bool IsParked, DateTimeOffset MadeAt, bool IsOfThis, DateTimeOffset? EndedAt, ActionEnding? EndedAs,
    string? Word)
{
    public bool IsOpen => EndedAt is null;
}

public sealed record OrderMatter(Id<RestrictedMatter> Id, Id<Person> OwnerId, DateOnly Due, IReadOnlyList<Id<Person>> People, Id<Person> NotedBy);

public sealed record OrderTriage(string Item, Treatment Treatment);

public sealed record OrderNote(string Item, string Text, int Version, Id<Person> WrittenBy);

/// <param name="Seconds">Up to now, for the stretch that runs.</param>
public sealed record OrderTime(SyncSection Section, Rating? Colour, double Seconds, bool Runs);

public sealed record OrderVote(int Mark, string? Word);
