using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// An entry of the register: what could go wrong, is owed or has failed, as tracked work with an owner. It lives on between
/// syncs; once it has been red it returns to every one of them, whatever it is rated, until somebody closes it.
/// </summary>
public sealed class Risk : IOfSync
{
    public const int LongestSummary = 200;
    public const int LongestText = 1000;

    private Risk() { }

    public Risk(Id<Sync> sync, RiskKind kind, string? summary, Id<Person> owner, Rating rating, Id<Person> by, DateTimeOffset at)
    {
        (SyncId, Kind, RaisedBy, RaisedAt, Rating, RatedAt) = (sync, kind, by, at, rating, at);
        RedSince = rating == Rating.Red ? at : null;
        Summary = Line(summary);
        OwnerId = owner;
        Refusal.Invalid(!Enum.IsDefined(kind) || !Enum.IsDefined(rating), "Choose what it is and how it is rated.");
    }

    public Id<Risk> Id { get; init; } = Id<Risk>.New();
    public Id<Sync> SyncId { get; private init; }
    public RiskKind Kind { get; private set; }
    public string Summary { get; private set; } = "";

    /// <summary>What happens if nothing is done.</summary>
    public string? FailureMode { get; private set; }

    /// <summary>What is being done.</summary>
    public string? Mitigation { get; private set; }
    public Id<Person> OwnerId { get; private set; }
    public DateOnly? TargetOn { get; private set; }
    public Rating Rating { get; private set; }
    public DateTimeOffset RatedAt { get; private set; }

    /// <summary>Since when it has been one of those that return; null while it never was red.</summary>
    public DateTimeOffset? RedSince { get; private set; }
    public Id<Person> RaisedBy { get; private init; }
    public DateTimeOffset RaisedAt { get; private init; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Id<Person>? ClosedBy { get; private set; }
    public string? ClosedBecause { get; private set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>It is red, or was and is not closed: it comes first.</summary>
    public bool Returns => IsOpen && RedSince is not null;

    public void Describe(RiskKind kind, string? summary, string? failureMode, string? mitigation, Id<Person> owner, DateOnly? targetOn)
    {
        RefuseIfClosed();
        Refusal.Invalid(!Enum.IsDefined(kind), "Choose what it is.");
        Refusal.Invalid(targetOn is { Year: < 2000 or > 2200 }, "Choose a target date between the years 2000 and 2200.");
        (Kind, Summary, OwnerId, TargetOn) = (kind, Line(summary), owner, targetOn);
        (FailureMode, Mitigation) = (TypedText.LineOrNull(failureMode, LongestText), TypedText.LineOrNull(mitigation, LongestText));
    }

    /// <returns>The line of its history; null where nothing changed.</returns>
    public RiskRating? Rate(Rating rating, string? word, Id<Person> by, Id<SyncMeeting>? meeting, DateTimeOffset at)
    {
        RefuseIfClosed();
        Refusal.Invalid(!Enum.IsDefined(rating), "Choose red, yellow or green.");
        if (rating == Rating)
            return null;
        (Rating, RatedAt) = (rating, at);
        if (rating == Rating.Red)
            RedSince ??= at;
        return new(Id, rating, word, by, at, meeting);
    }

    public void Close(string? because, Id<Person> by, DateTimeOffset at)
    {
        RefuseIfClosed();
        ClosedBecause = TypedText.Line(because, LongestText, "Say how it was settled; the next who has it reads that.");
        (ClosedAt, ClosedBy) = (at, by);
    }

    public void Reopen(DateTimeOffset at)
    {
        Refusal.Conflict(IsOpen, "This is open.");
        (ClosedAt, ClosedBy, ClosedBecause) = (null, null, null);
        if (Rating == Rating.Red)
            RedSince ??= at;
    }

    private void RefuseIfClosed() => Refusal.Conflict(!IsOpen, "This is closed. Open it again to change it.");

    private static string Line(string? summary) => TypedText.Line(summary, LongestSummary, "Say in one line what it is.");
}

public enum RiskKind
{
    Risk,
    Debt,
    ControlFailure,
}

/// <summary>One change of a risk's rating.</summary>
public sealed class RiskRating
{
    private RiskRating() { }

    public RiskRating(Id<Risk> risk, Rating rating, string? word, Id<Person> by, DateTimeOffset at, Id<SyncMeeting>? meeting) =>
        (RiskId, Rating, Word, RatedBy, RatedAt, MeetingId) = (risk, rating, TypedText.LineOrNull(word, 300), by, at, meeting);

    public Id<RiskRating> Id { get; private init; } = Id<RiskRating>.New();
    public Id<Risk> RiskId { get; private init; }
    public Rating Rating { get; private init; }
    public string? Word { get; private init; }
    public Id<Person> RatedBy { get; private init; }
    public DateTimeOffset RatedAt { get; private init; }
    public Id<SyncMeeting>? MeetingId { get; private init; }
}

/// <summary>Somebody takes it on them that a red leaves a sync without an action.</summary>
public sealed class RedAcceptance
{
    private RedAcceptance() { }

    public RedAcceptance(Id<SyncMeeting> meeting, Id<Risk> risk, Id<Person> by, string? word, DateTimeOffset at) =>
        (MeetingId, RiskId, AcceptedBy, Word, At) = (meeting, risk, by, TypedText.LineOrNull(word, 300), at);

    public Id<SyncMeeting> MeetingId { get; private init; }
    public Id<Risk> RiskId { get; private init; }
    public Id<Person> AcceptedBy { get; private init; }
    public string? Word { get; private init; }
    public DateTimeOffset At { get; private init; }
}
