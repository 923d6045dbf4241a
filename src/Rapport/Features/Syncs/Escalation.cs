using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// A request for somebody's answer, or something that all should know. One for a decision says what is needed, from whom and
/// by when, and is open until it is answered here; one for awareness, until it was seen in a sync.
/// </summary>
public sealed class Escalation : IOfSync
{
    public const int LongestText = 1000;

    private Escalation() { }

    public Escalation(Id<Sync> sync, EscalationKind kind, string? text, string? needed, Id<Person>? asked, DateOnly? byDay, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Invalid(!Enum.IsDefined(kind), "Say whether it is for awareness or for a decision.");
        Refusal.Invalid(byDay is { Year: < 2000 or > 2200 }, "Choose a day between the years 2000 and 2200.");
        (SyncId, Kind, RaisedBy, RaisedAt) = (sync, kind, by, at);
        Text = TypedText.Line(text, LongestText, "Say what it is about.");
        if (kind == EscalationKind.Awareness)
            return;
        Refusal.Invalid(asked is null || byDay is null, "For a decision, say who decides and by when.");
        (Needed, AskedId, ByDay) = (TypedText.Line(needed, LongestText, "Say what is needed."), asked, byDay);
    }

    public Id<Escalation> Id { get; init; } = Id<Escalation>.New();
    public Id<Sync> SyncId { get; private init; }
    public EscalationKind Kind { get; private init; }
    public string Text { get; private init; } = "";
    public string? Needed { get; private init; }
    public Id<Person>? AskedId { get; private init; }
    public DateOnly? ByDay { get; private init; }
    public Id<Person> RaisedBy { get; private init; }
    public DateTimeOffset RaisedAt { get; private init; }
    public string? Answer { get; private set; }
    public Id<Person>? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Settled, and on no further running order.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Reply(string? answer, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Conflict(Kind != EscalationKind.Decision, "This is for awareness; it takes no answer.");
        Refusal.Forbidden(by != AskedId, "Only whoever is asked answers.");
        (Answer, AnsweredBy, AnsweredAt) = (TypedText.Line(answer, LongestText, "Write the answer."), by, at);
    }

    public void Close(DateTimeOffset at) => ClosedAt ??= at;
}

public enum EscalationKind
{
    Awareness,
    Decision,
}

/// <summary>Somebody has seen an escalation.</summary>
public sealed class EscalationReading
{
    private EscalationReading() { }

    public EscalationReading(Id<Escalation> escalation, Id<Person> person, DateTimeOffset at) => (EscalationId, PersonId, At) = (escalation, person, at);

    public Id<Escalation> EscalationId { get; private init; }
    public Id<Person> PersonId { get; private init; }
    public DateTimeOffset At { get; private init; }
}

/// <summary>A question to the whole sync. It stays until somebody has answered it.</summary>
public sealed class OpenQuestion : IOfSync
{
    public const int LongestText = 500;

    private OpenQuestion() { }

    public OpenQuestion(Id<Sync> sync, string? text, Id<Person> by, Id<Sync>? cameFrom, DateTimeOffset at) =>
        (SyncId, Text, AskedBy, CameFrom, AskedAt) = (sync, TypedText.Line(text, LongestText, "Write the question."), by, cameFrom, at);

    public Id<OpenQuestion> Id { get; init; } = Id<OpenQuestion>.New();
    public Id<Sync> SyncId { get; private init; }
    public string Text { get; private init; } = "";
    public Id<Person> AskedBy { get; private init; }
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>The sync that passed it on; null when it was asked here.</summary>
    public Id<Sync>? CameFrom { get; private init; }
    public string? Answer { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Settle(string? answer, DateTimeOffset at)
    {
        Refusal.Conflict(ClosedAt is not null, "This question is settled.");
        (Answer, ClosedAt) = (TypedText.Line(answer, LongestText, "Write the answer in a line."), at);
    }
}
