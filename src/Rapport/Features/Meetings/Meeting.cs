using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// One dated meeting of a series. Its identity is the series and the originally planned start, so moving it never changes
/// which one it is. It is planned, may be moved, and ends held, missed or excused; a held one is a record that stays as it
/// is unless one of the two reopens it. Untouched future slots have no row.
/// </summary>
public sealed class Meeting
{
    private Meeting() { }

    public Meeting(Id<Series> series, Slot slot)
    {
        (SeriesId, PlannedStart, StartsAt, Minutes) = (series, slot.PlannedStart, slot.PlannedStart, slot.Minutes);
        (WindowFrom, WindowTo) = (slot.WindowFrom, slot.WindowTo);
    }

    /// <summary>A meeting that no slot asked for.</summary>
    public static Meeting Unplanned(Id<Series> series, DateTimeOffset at, int minutes) => new()
    {
        SeriesId = series,
        PlannedStart = at,
        StartsAt = at,
        Minutes = minutes,
        WindowFrom = at,
        WindowTo = at.AddDays(1),
        IsUnplanned = true,
    };

    public Id<Meeting> Id { get; private init; } = Id<Meeting>.New();
    public Id<Series> SeriesId { get; private init; }
    public DateTimeOffset PlannedStart { get; private init; }
    public DateTimeOffset StartsAt { get; private set; }

    /// <summary>Planned length.</summary>
    public int Minutes { get; private init; }
    public DateTimeOffset WindowFrom { get; private set; }
    public DateTimeOffset WindowTo { get; private set; }
    public bool IsUnplanned { get; private init; }
    public int Moves { get; private set; }

    /// <summary>It was moved, or its record opened again: there is something to tell of it.</summary>
    public bool HasHappenings => Moves > 0 || FirstClosedAt != ClosedAt;
    public DateTimeOffset? StartedAt { get; private set; }
    public Id<Person>? StartedBy { get; private set; }
    public Opening? Opening { get; private set; }

    /// <summary>What is being discussed now, for both.</summary>
    public Id<AgendaPoint>? CurrentPointId { get; private set; }

    /// <summary>When the record was closed; null again while it is reopened.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who closed it; nobody did when its window passed while it stood open.</summary>
    public Id<Person>? ClosedBy { get; private set; }

    /// <summary>The first closing: the meeting's end, whatever was reopened later.</summary>
    public DateTimeOffset? FirstClosedAt { get; private set; }

    /// <summary>When both were asked whether they met; a meeting is never missed before.</summary>
    public DateTimeOffset? AskedAt { get; private set; }
    public bool? ManagerSaysMet { get; private set; }
    public bool? ReportSaysMet { get; private set; }

    /// <summary>Why the manager promised nothing this time.</summary>
    public string? ManagerSkipped { get; private set; }
    public string? ReportSkipped { get; private set; }
    public MeetingOutcome? Outcome { get; private set; }

    /// <summary>"leave", or the name of the public holiday.</summary>
    public string? ExcusedBecause { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Minutes);

    /// <summary>
    /// Up to when talk counts that began at one moment and has lasted until another. One point takes no longer than the
    /// whole meeting was planned for, and nothing counts once twice that has passed since it began or was to begin,
    /// whichever came later: a laptop left open talks about nothing.
    /// </summary>
    public DateTimeOffset CountsUntil(DateTimeOffset from, DateTimeOffset now)
    {
        var length = TimeSpan.FromMinutes(Minutes);
        var began = StartedAt > StartsAt ? StartedAt.Value : StartsAt;
        return new[] { now, from + length, began + (2 * length) }.Min() is var until && until > from ? until : from;
    }

    public bool IsRunning => StartedAt is not null && ClosedAt is null && Outcome is null;

    /// <summary>It is a record, and one of the two has opened it again.</summary>
    public bool IsReopened => Outcome == MeetingOutcome.Held && StartedAt is not null && ClosedAt is null;

    /// <summary>Text, points, promises and decisions may be written.</summary>
    public bool IsOpenForWriting => IsRunning || IsReopened;

    /// <summary>Started and closed by neither of the two before its window passed.</summary>
    public bool IsUnfinished => Outcome == MeetingOutcome.Held && StartedAt is not null && FirstClosedAt is null;

    /// <summary>Both said that they met; nothing was written.</summary>
    public bool IsRecordedOnly => Outcome == MeetingOutcome.Held && StartedAt is null;

    public MeetingMove Move(Id<Person> by, DateTimeOffset to, string reason, DateTimeOffset now)
    {
        reason = TypedText.Line(reason, 500, "Say why it moves; the other person reads it.");
        Refusal.Conflict(StartedAt is not null, "This meeting has already begun.");
        Refusal.Conflict(Outcome is not null, "This meeting is past; it can no longer be moved.");
        Refusal.Invalid(to <= now, "Choose a time that lies ahead.");
        Refusal.Invalid(to < WindowFrom || to >= WindowTo, "A meeting moves within its own window, before the next one is due.");
        Refusal.Invalid(to == StartsAt, "That is when it already stands.");

        var move = new MeetingMove(Id, by, now, StartsAt, to, reason);
        StartsAt = to;
        Moves++;
        (AskedAt, ManagerSaysMet, ReportSaysMet) = (null, null, null);
        return move;
    }

    /// <summary>The plan around this meeting changed, and with it how far the meeting may be moved.</summary>
    public void Refit(Slot slot) => (WindowFrom, WindowTo) = (slot.WindowFrom, slot.WindowTo);

    /// <summary>Begins the meeting; whoever comes second simply joins.</summary>
    public void Start(Id<Person> by, DateTimeOffset now)
    {
        Refusal.Conflict(Outcome is MeetingOutcome.Held or MeetingOutcome.Missed, "This meeting is past.");
        if (StartedAt is not null)
            return;
        (StartedAt, StartedBy) = (now, by);
        (Outcome, ExcusedBecause, SettledAt) = (null, null, null);
    }

    /// <summary>The report's choice of what comes first.</summary>
    public void Open(Opening opening)
    {
        Refusal.Conflict(!IsRunning, "This meeting is not running any more.");
        Opening = opening;
    }

    public void Discuss(Id<AgendaPoint>? point)
    {
        RefuseIfNotWritable();
        CurrentPointId = point;
    }

    /// <param name="managerSkipped">Why the manager promises nothing; null if they do.</param>
    /// <returns>Whether it became held by this: closing a reopened record does not hold it again.</returns>
    public bool Close(Id<Person> by, string? managerSkipped, string? reportSkipped, DateTimeOffset now)
    {
        Refusal.Conflict(ClosedAt is not null, "This meeting is already closed.");
        Refusal.Conflict(StartedAt is null, "This meeting has not begun.");
        var becomesHeld = Outcome != MeetingOutcome.Held;
        if (FirstClosedAt is null)
            (ManagerSkipped, ReportSkipped) = (TypedText.LineOrNull(managerSkipped, 200), TypedText.LineOrNull(reportSkipped, 200));
        (ClosedAt, ClosedBy, CurrentPointId) = (now, by, null);
        FirstClosedAt ??= now;
        (Outcome, SettledAt) = (MeetingOutcome.Held, SettledAt ?? now);
        return becomesHeld;
    }

    public MeetingReopening Reopen(Id<Person> by, DateTimeOffset now)
    {
        Refusal.Conflict(ClosedAt is null, "This meeting is not closed.");
        (ClosedAt, ClosedBy) = (null, null);
        return new MeetingReopening(Id, by, now);
    }

    public void Ask(DateTimeOffset now) => AskedAt ??= now;

    /// <summary>One tap by each: "we met", or "we did not". Two yeses make it held.</summary>
    /// <returns>Whether it became held by this answer.</returns>
    public bool SayWhetherMet(bool isManager, bool met, DateTimeOffset now)
    {
        Refusal.Conflict(StartedAt is not null || Outcome is MeetingOutcome.Held, "This meeting is already recorded as held.");
        if (isManager)
            ManagerSaysMet = met;
        else
            ReportSaysMet = met;
        if (ManagerSaysMet is not true || ReportSaysMet is not true)
            return false;
        (Outcome, SettledAt, ExcusedBecause) = (MeetingOutcome.Held, now, null);
        return true;
    }

    public void Excuse(string because, DateTimeOffset now) =>
        (Outcome, ExcusedBecause, SettledAt) = (MeetingOutcome.Excused, because, now);

    public void Miss(DateTimeOffset now)
    {
        Refusal.Conflict(AskedAt is null, "Both are asked before a meeting counts as missed.");
        (Outcome, SettledAt) = (MeetingOutcome.Missed, now);
    }

    /// <summary>The window passed while the meeting stood open: it was held, and is shown as unfinished.</summary>
    public void LeaveUnfinished(DateTimeOffset now)
    {
        Refusal.Conflict(!IsRunning, "Only a running meeting can be left unfinished.");
        (Outcome, SettledAt, ClosedAt, CurrentPointId) = (MeetingOutcome.Held, now, now, null);
    }

    public void RefuseIfNotWritable() =>
        Refusal.Conflict(!IsOpenForWriting, "This meeting is a record and stays as it is. Reopen it to change something.");
}

public enum MeetingOutcome
{
    Held,
    Missed,
    Excused,
}

/// <summary>What the report chose to begin with.</summary>
public enum Opening
{
    Loops,
    Points,
}

/// <summary>One move of a meeting: a fact of the series that both see.</summary>
public sealed class MeetingMove
{
    private MeetingMove() { }

    public MeetingMove(Id<Meeting> meeting, Id<Person> by, DateTimeOffset at, DateTimeOffset from, DateTimeOffset to, string reason) =>
        (MeetingId, MovedBy, MovedAt, FromStart, ToStart, Reason) = (meeting, by, at, from, to, reason);

    public Id<MeetingMove> Id { get; private init; } = Id<MeetingMove>.New();
    public Id<Meeting> MeetingId { get; private init; }
    public Id<Person> MovedBy { get; private init; }
    public DateTimeOffset MovedAt { get; private init; }
    public DateTimeOffset FromStart { get; private init; }
    public DateTimeOffset ToStart { get; private init; }
    public string Reason { get; private init; } = "";
}

/// <summary>A record was opened again; it says by whom and when.</summary>
public sealed class MeetingReopening
{
    private MeetingReopening() { }

    public MeetingReopening(Id<Meeting> meeting, Id<Person> by, DateTimeOffset at) => (MeetingId, ReopenedBy, ReopenedAt) = (meeting, by, at);

    public Id<MeetingReopening> Id { get; private init; } = Id<MeetingReopening>.New();
    public Id<Meeting> MeetingId { get; private init; }
    public Id<Person> ReopenedBy { get; private init; }
    public DateTimeOffset ReopenedAt { get; private init; }
}
