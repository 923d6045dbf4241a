using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// A standing meeting of exactly two people. It carries their agenda, their open loops and their history; when it ends,
/// it becomes a record that both can still read and nobody can change.
/// </summary>
public sealed class Series
{
    private Series() { }

    public Series(SeriesKind kind, Id<Person> manager, Id<Person> report, Id<Person> startedBy, DateTimeOffset at)
    {
        Refusal.Invalid(manager == report, "A series needs two people.");
        Refusal.Invalid(startedBy != manager && startedBy != report, "A series is started by one of its two people.");
        (Kind, ManagerId, ReportId, StartedBy, StartedAt) = (kind, manager, report, startedBy, at);
    }

    public Id<Series> Id { get; init; } = Id<Series>.New();
    public SeriesKind Kind { get; private init; }
    public Id<Person> ManagerId { get; private init; }
    public Id<Person> ReportId { get; private init; }
    public Id<Person> StartedBy { get; private init; }
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>The day on which the series ends, in its own zone; may lie ahead. No slot stands on or after it.</summary>
    public DateOnly? EndedOn { get; private set; }
    public SeriesEnding? EndedBecause { get; private set; }

    /// <summary>Whether the meeting's time is divided into People, Product and Process.</summary>
    public bool HasParts { get; private set; } = true;

    /// <summary>Whether a point or note that reads like a status report is marked, to its author alone.</summary>
    public bool HasStatusMarks { get; private set; } = true;

    /// <summary>How many meetings were held, so that a point's waiting is a subtraction and not a count.</summary>
    public int MeetingsHeld { get; private set; }

    /// <summary>Slots planned up to here have their row; the settling job goes on from here.</summary>
    public DateTimeOffset? SettledUntil { get; private set; }

    /// <summary>One as its row tells it.</summary>
    internal static Series Stored(
        Id<Series> id, SeriesKind kind, Id<Person> manager, Id<Person> report, Id<Person> startedBy, DateTimeOffset startedAt, DateOnly? endedOn, SeriesEnding? endedBecause,
        bool hasParts, bool hasStatusMarks, int meetingsHeld, DateTimeOffset? settledUntil) => new()
        {
            Id = id, Kind = kind, ManagerId = manager, ReportId = report, StartedBy = startedBy, StartedAt = startedAt, EndedOn = endedOn, EndedBecause = endedBecause,
            HasParts = hasParts, HasStatusMarks = hasStatusMarks, MeetingsHeld = meetingsHeld, SettledUntil = settledUntil,
        };

    public bool IsPair(Id<Person> person) => person == ManagerId || person == ReportId;

    public Id<Person> Other(Id<Person> person) => person == ManagerId ? ReportId : ManagerId;

    public bool HasEnded(DateOnly today) => EndedOn <= today;

    public void End(DateOnly day, SeriesEnding because)
    {
        Refusal.Conflict(EndedOn is { } earlier && earlier <= day, "This series has already ended.");
        (EndedOn, EndedBecause) = (day, because);
    }

    /// <summary>An end that lies ahead is taken back.</summary>
    public void GoOn(DateOnly today)
    {
        Refusal.Conflict(HasEnded(today), "This series has already ended.");
        (EndedOn, EndedBecause) = (null, null);
    }

    public void RefuseIfEnded(DateOnly today) =>
        Refusal.Conflict(HasEnded(today), "This series has ended. It can be read, but not changed.");

    public void DivideTime(bool hasParts) => HasParts = hasParts;

    public void MarkStatus(bool hasMarks) => HasStatusMarks = hasMarks;

    public void CountMeeting() => MeetingsHeld++;

    public void SettleUntil(DateTimeOffset instant)
    {
        if (SettledUntil is null || instant > SettledUntil)
            SettledUntil = instant;
    }
}

public enum SeriesKind
{
    Direct,
    SkipLevel,
}

public enum SeriesEnding
{
    Left,
    ManagerChanged,
    Ended,
}

/// <summary>A guide that a series follows.</summary>
public sealed class SeriesGuide
{
    private SeriesGuide() { }

    public SeriesGuide(Id<Series> series, Id<Policies.RoleGuide> guide) => (SeriesId, GuideId) = (series, guide);

    public Id<Series> SeriesId { get; private init; }
    public Id<Policies.RoleGuide> GuideId { get; private init; }
}
