using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>A position that is being filled, as far as it changes when something will be delivered. It is about a role, never about a person here.</summary>
public sealed class StaffingUpdate
{
    public const int LongestText = 500;

    private StaffingUpdate() { }

    public StaffingUpdate(Id<Sync> sync, Id<Person> owner, DateTimeOffset at) => (SyncId, OwnerId, RaisedAt, ChangedAt) = (sync, owner, at, at);

    public Id<StaffingUpdate> Id { get; init; } = Id<StaffingUpdate>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<Team> TeamId { get; private set; }
    public string Role { get; private set; } = "";
    public StaffingStage Stage { get; private set; }

    /// <summary>What it replaces, such as "January requisition".</summary>
    public string? BackfillOf { get; private set; }
    public DateOnly? StartsOn { get; private set; }
    public DateOnly? TargetOn { get; private set; }
    public string? Word { get; private set; }
    public Id<Person> OwnerId { get; private init; }
    public DateTimeOffset RaisedAt { get; private init; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Describe(Id<Team> team, string? role, StaffingStage stage, string? backfillOf, DateOnly? startsOn, DateOnly? targetOn, string? word, DateTimeOffset at)
    {
        Refusal.Conflict(ClosedAt is not null, "This position is closed.");
        Refusal.Invalid(!Enum.IsDefined(stage), "Choose how far it is.");
        Refusal.Invalid(startsOn is { Year: < 2000 or > 2200 } || targetOn is { Year: < 2000 or > 2200 }, "Choose days between the years 2000 and 2200.");
        (TeamId, Stage, StartsOn, TargetOn, ChangedAt) = (team, stage, startsOn, targetOn, at);
        Role = TypedText.Line(role, 200, "Name the position.");
        (BackfillOf, Word) = (TypedText.LineOrNull(backfillOf, 200), TypedText.LineOrNull(word, LongestText));
    }

    /// <summary>Filled and started, or given up.</summary>
    public void Close(DateTimeOffset at) => ClosedAt ??= at;
}

/// <summary>How far filling a position is.</summary>
public enum StaffingStage
{
    Planned,
    Approved,
    Posted,
    Interviewing,
    FinalRounds,
    OfferMade,
    OfferAccepted,
    Started,
}

public static class StaffingStages
{
    public static string Words(this StaffingStage stage) => stage switch
    {
        StaffingStage.FinalRounds => "Final rounds",
        StaffingStage.OfferMade => "Offer made",
        StaffingStage.OfferAccepted => "Offer accepted",
        _ => stage.ToString(),
    };
}
