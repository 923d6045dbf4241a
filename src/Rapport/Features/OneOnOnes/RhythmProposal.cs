using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// What one of the pair suggests: how often, when, how long. Agreed proposals are the pair's agreement and its history;
/// an answer other than yes is another proposal.
/// </summary>
public sealed class RhythmProposal
{
    public const int LongestReason = 500;

    private RhythmProposal() { }

    /// <param name="departsFrom">The policy that the rhythm lies outside of, in words; such a rhythm needs a reason.</param>
    public RhythmProposal(Id<Series> series, Id<Person> by, Rhythm rhythm, string? reason, string? departsFrom, DateTimeOffset at)
    {
        Reason = TypedText.LineOrNull(reason, LongestReason);
        Refusal.Invalid(departsFrom is not null && Reason is null, $"{departsFrom} Say why this pair differs.");
        (SeriesId, ProposedBy, ProposedAt, DepartsFrom) = (series, by, at, departsFrom);
        (Cadence, Weekday, At, TimeZone, Minutes, FromDay) = (rhythm.Cadence, rhythm.Weekday, rhythm.At, rhythm.Zone, rhythm.Minutes, rhythm.From);
    }

    public Id<RhythmProposal> Id { get; init; } = Id<RhythmProposal>.New();
    public Id<Series> SeriesId { get; private init; }
    public Id<Person> ProposedBy { get; private init; }
    public DateTimeOffset ProposedAt { get; private init; }
    public Cadence Cadence { get; private init; }
    public DayOfWeek Weekday { get; private init; }
    public TimeOnly At { get; private init; }
    public string TimeZone { get; private init; } = "";
    public int Minutes { get; private init; }
    public DateOnly FromDay { get; private set; }
    public string? Reason { get; private init; }
    public string? DepartsFrom { get; private init; }
    public RhythmAnswer? Answer { get; private set; }
    public Id<Person>? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    public Rhythm Rhythm => new(Cadence, Weekday, At, TimeZone, Minutes, FromDay);

    public bool IsOpen => AnsweredAt is null;

    /// <summary>One as its row tells it.</summary>
    internal static RhythmProposal Stored(
        Id<RhythmProposal> id, Id<Series> series, Id<Person> by, DateTimeOffset at, Cadence cadence, DayOfWeek weekday, TimeOnly time, string zone,
        int minutes, DateOnly from, string? reason, string? departsFrom, RhythmAnswer? answer, Id<Person>? answeredBy, DateTimeOffset? answeredAt) => new()
        {
            Id = id, SeriesId = series, ProposedBy = by, ProposedAt = at, Cadence = cadence, Weekday = weekday, At = time, TimeZone = zone,
            Minutes = minutes, FromDay = from, Reason = reason, DepartsFrom = departsFrom, Answer = answer, AnsweredBy = answeredBy, AnsweredAt = answeredAt,
        };

    /// <param name="earliest">
    /// A yes that comes late takes effect from then on, in the weeks that were proposed: today for a first agreement, in the
    /// proposal's zone; for a change see <see cref="Agreements.EarliestChange"/>.
    /// </param>
    public void Agree(Id<Person> by, DateOnly earliest, DateTimeOffset at)
    {
        Refusal.Forbidden(by == ProposedBy, "The other person agrees to a proposal, not the one who made it.");
        RefuseIfAnswered();
        FromDay = Rhythm.NoEarlierThan(earliest).From;
        Close(RhythmAnswer.Agreed, by, at);
    }

    public void Counter(Id<Person> by, DateTimeOffset at) =>
        Close(by == ProposedBy ? RhythmAnswer.Withdrawn : RhythmAnswer.Countered, by, at);

    public void Withdraw(Id<Person> by, DateTimeOffset at)
    {
        Refusal.Forbidden(by != ProposedBy, "Only who made a proposal withdraws it; answer with another one.");
        Close(RhythmAnswer.Withdrawn, by, at);
    }

    private void RefuseIfAnswered() => Refusal.Conflict(!IsOpen, "This proposal has already been answered.");

    private void Close(RhythmAnswer answer, Id<Person> by, DateTimeOffset at)
    {
        RefuseIfAnswered();
        (Answer, AnsweredBy, AnsweredAt) = (answer, by, at);
    }
}

public enum RhythmAnswer
{
    Agreed,
    Countered,
    Withdrawn,
}
