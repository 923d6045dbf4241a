using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>
/// A promise with an owner and a day. It belongs to the series, not to the meeting that opened it, and returns to every
/// agenda until its owner says how it ended. Typed for the other person it is a proposal until that person accepts it.
/// </summary>
public sealed class OpenLoop
{
    public const int LongestPromise = 500;
    public const int LongestWord = 500;

    private readonly List<OpenLoopEvent> news = [];

    private OpenLoop() { }

    /// <param name="id">Where whoever asks has made one already.</param>
    public OpenLoop(
        Id<Series> series, Id<Person> owner, Id<Person> proposedBy, string promise, DateOnly due, Id<AgendaPoint>? point, Id<Meeting>? meeting, DateTimeOffset at,
        Id<OpenLoop>? id = null)
    {
        Id = id ?? Id<OpenLoop>.New();
        promise = TypedText.Line(promise, LongestPromise, "Say what was promised.");
        RefuseIfTooFar(due, at);
        (SeriesId, OwnerId, ProposedBy, Promise, Due, FirstDue) = (series, owner, proposedBy, promise, due, due);
        (PointId, MeetingId, ProposedAt) = (point, meeting, at);
        Record(LoopHappening.Proposed, proposedBy, at, toDue: due);
        if (owner == proposedBy)
            AcceptedAt = at;
    }

    public Id<OpenLoop> Id { get; private init; }
    public Id<Series> SeriesId { get; private init; }
    public Id<Person> OwnerId { get; private init; }
    public Id<Person> ProposedBy { get; private init; }
    public string Promise { get; private init; } = "";
    public DateOnly Due { get; private set; }
    public DateOnly FirstDue { get; private init; }
    public Id<AgendaPoint>? PointId { get; private init; }
    public Id<Meeting>? MeetingId { get; private init; }
    public DateTimeOffset ProposedAt { get; private init; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public int Postponements { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public LoopEnding? EndedAs { get; private set; }

    /// <summary>Why, in the owner's words; invited for every end but kept.</summary>
    public string? Word { get; private set; }

    /// <summary>What happened to the loop since it was loaded; saved beside it as its history.</summary>
    public IReadOnlyList<OpenLoopEvent> News => news;

    public bool IsOpen => EndedAt is null;

    public bool IsProposed => IsOpen && AcceptedAt is null;

    public bool IsOverdue(DateOnly today) => IsOpen && Due < today;

    /// <summary>A promise is made, or gets a new date, for a day that can still be kept.</summary>
    /// <param name="today">In the owner's zone.</param>
    public void RefuseIfPast(DateOnly today) => Refusal.Invalid(Due < today, "That day is past. Choose today or a later day.");

    public void Accept(DateTimeOffset at)
    {
        RefuseIfEnded();
        Refusal.Conflict(AcceptedAt is not null, "You have already accepted this promise.");
        AcceptedAt = at;
        Record(LoopHappening.Accepted, OwnerId, at);
    }

    public void Decline(string? word, DateTimeOffset at)
    {
        RefuseIfEnded();
        Refusal.Conflict(AcceptedAt is not null, "This promise is already accepted; say how it ended instead.");
        End(LoopEnding.Declined, word, at, LoopHappening.Declined, OwnerId);
    }

    public void Postpone(DateOnly due, string? word, DateTimeOffset at)
    {
        RefuseIfNotAccepted();
        Refusal.Invalid(due <= Due, "Postponing needs a later date.");
        RefuseIfTooFar(due, at);
        Record(LoopHappening.Postponed, OwnerId, at, Due, due, word);
        Due = due;
        Postponements++;
    }

    /// <summary>Done. After its day it counts as late, whatever was pressed.</summary>
    /// <param name="today">In the owner's zone.</param>
    public void Keep(string? word, DateOnly today, DateTimeOffset at)
    {
        RefuseIfNotAccepted();
        End(today > Due ? LoopEnding.Late : LoopEnding.Kept, word, at, LoopHappening.Ended, OwnerId);
    }

    public void GiveUp(string? word, DateTimeOffset at)
    {
        RefuseIfNotAccepted();
        End(LoopEnding.NotKept, word, at, LoopHappening.Ended, OwnerId);
    }

    /// <summary>The word on why can come a little later than what it explains: an ending, or a new date.</summary>
    /// <param name="last">The newest entry of the loop's history.</param>
    public void Explain(OpenLoopEvent last, string? word)
    {
        Refusal.Conflict(
            last.What is not (LoopHappening.Postponed or LoopHappening.Ended or LoopHappening.Declined),
            "There is nothing to explain: this promise is open, for the day it was made for.");
        last.Explain(TypedText.LineOrNull(word, LongestWord));
        if (!IsOpen)
            Word = last.Word;
    }

    /// <summary>A slip of the finger: the owner opens it again.</summary>
    public void Reopen(DateTimeOffset at)
    {
        Refusal.Conflict(IsOpen, "This loop is still open.");
        Refusal.Conflict(EndedAs == LoopEnding.Left, "Who left cannot keep this promise any more.");
        (EndedAt, EndedAs, Word) = (null, null, null);
        Record(LoopHappening.Reopened, OwnerId, at);
    }

    /// <summary>The owner left the organisation.</summary>
    public void EndAsLeft(DateTimeOffset at)
    {
        if (IsOpen)
            End(LoopEnding.Left, null, at, LoopHappening.Ended, by: null);
    }

    private void End(LoopEnding ending, string? word, DateTimeOffset at, LoopHappening happening, Id<Person>? by)
    {
        (EndedAt, EndedAs, Word) = (at, ending, TypedText.LineOrNull(word, LongestWord));
        Record(happening, by, at, word: Word);
    }

    private void Record(LoopHappening what, Id<Person>? by, DateTimeOffset at, DateOnly? fromDue = null, DateOnly? toDue = null, string? word = null) =>
        news.Add(new OpenLoopEvent(Id, what, by, at, fromDue, toDue, TypedText.LineOrNull(word, LongestWord)));

    private static void RefuseIfTooFar(DateOnly due, DateTimeOffset at) =>
        Refusal.Invalid(due > DateOnly.FromDateTime(at.UtcDateTime).AddYears(2), "Choose a day within the next two years.");

    private void RefuseIfEnded() => Refusal.Conflict(!IsOpen, "This loop is already closed.");

    private void RefuseIfNotAccepted()
    {
        RefuseIfEnded();
        Refusal.Conflict(AcceptedAt is null, "Accept the promise first, or decline it.");
    }
}

public enum LoopEnding
{
    Kept,
    Late,
    NotKept,
    Declined,
    Left,
}

/// <summary>One entry of a loop's history.</summary>
public sealed class OpenLoopEvent
{
    private OpenLoopEvent() { }

    internal OpenLoopEvent(Id<OpenLoop> loop, LoopHappening what, Id<Person>? by, DateTimeOffset at, DateOnly? fromDue, DateOnly? toDue, string? word) =>
        (LoopId, What, ById, At, FromDue, ToDue, Word) = (loop, what, by, at, fromDue, toDue, word);

    public Id<OpenLoopEvent> Id { get; private init; } = Id<OpenLoopEvent>.New();
    public Id<OpenLoop> LoopId { get; private init; }
    public LoopHappening What { get; private init; }
    public Id<Person>? ById { get; private init; }
    public DateTimeOffset At { get; private init; }
    public DateOnly? FromDue { get; private init; }
    public DateOnly? ToDue { get; private init; }
    public string? Word { get; private set; }

    internal void Explain(string? word) => Word = word;
}

public enum LoopHappening
{
    Proposed,
    Accepted,
    Declined,
    Postponed,
    Ended,
    Reopened,
}
