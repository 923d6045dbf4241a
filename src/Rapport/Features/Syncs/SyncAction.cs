using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// A promise made before all who attend: an open loop of the sync, with an owner and a day. What was parked is one too: it is
/// talked about elsewhere, by its day.
/// </summary>
public sealed class SyncAction
{
    public const int LongestPromise = 500;

    /// <summary>After which a red's action is asked about.</summary>
    public static readonly TimeSpan AskedAfter = TimeSpan.FromDays(7);

    private SyncAction() { }

    public SyncAction(Id<Sync> sync, Id<SyncMeeting>? meeting, Id<Risk>? risk, Id<Person> owner, string? promise, DateOnly due, bool isParked, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Invalid(due.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        (SyncId, MeetingId, RiskId, OwnerId, Due, IsParked, MadeBy, MadeAt) = (sync, meeting, risk, owner, due, isParked, by, at);
        Promise = TypedText.Line(promise, LongestPromise, isParked ? "Say what is to be followed up." : "Say what will be done.");
    }

    public Id<SyncAction> Id { get; init; } = Id<SyncAction>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<SyncMeeting>? MeetingId { get; private init; }

    /// <summary>The red that it is to settle.</summary>
    public Id<Risk>? RiskId { get; private init; }
    public Id<Person> OwnerId { get; private init; }
    public string Promise { get; private init; } = "";
    public DateOnly Due { get; private set; }
    public bool IsParked { get; private init; }
    public Id<Person> MadeBy { get; private init; }
    public DateTimeOffset MadeAt { get; private init; }

    /// <summary>When the owner was asked how it went.</summary>
    public DateTimeOffset? AskedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public ActionEnding? EndedAs { get; private set; }
    public string? Word { get; private set; }

    public bool IsOpen => EndedAt is null;

    /// <summary>It is one that leaves a red in hand: due within a week of a day.</summary>
    public bool IsForTheWeekOf(DateOnly day) => IsOpen && Due <= day.AddDays(7);

    public void Ask(DateTimeOffset at) => AskedAt ??= at;

    public void Keep(string? word, DateOnly today, DateTimeOffset at) => End(today > Due ? ActionEnding.Late : ActionEnding.Kept, word, at);

    public void GiveUp(string? word, DateTimeOffset at) => End(ActionEnding.NotKept, word, at);

    public void Postpone(DateOnly due, string? word)
    {
        Refusal.Conflict(!IsOpen, "This is already settled.");
        Refusal.Invalid(due <= Due, "Choose a later day.");
        Refusal.Invalid(due.Year > 2200, "Choose a day before the year 2200.");
        (Due, Word) = (due, TypedText.LineOrNull(word, 300) ?? Word);
    }

    private void End(ActionEnding ending, string? word, DateTimeOffset at)
    {
        Refusal.Conflict(!IsOpen, "This is already settled.");
        (EndedAt, EndedAs, Word) = (at, ending, TypedText.LineOrNull(word, 300) ?? Word);
    }
}

public enum ActionEnding
{
    Kept,
    Late,
    NotKept,
}

/// <summary>
/// A matter about one person, which leaves the sync: whose it is, by when and who takes part. No word of it is kept, and for
/// anybody else there is no such thing.
/// </summary>
public sealed class RestrictedMatter
{
    public const int MostPeople = 12;

    private RestrictedMatter() { }

    public RestrictedMatter(Id<Sync> sync, Id<Person> owner, DateOnly due, IEnumerable<Id<Person>> people, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Invalid(due.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        var named = people.Append(owner).Append(by).Distinct().Select(person => person.Value).ToArray();
        Refusal.Invalid(named.Length > MostPeople, $"At most {MostPeople} people take part in such a matter.");
        (SyncId, OwnerId, Due, People, NotedBy, NotedAt) = (sync, owner, due, named, by, at);
    }

    public Id<RestrictedMatter> Id { get; init; } = Id<RestrictedMatter>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<Person> OwnerId { get; private init; }
    public DateOnly Due { get; private init; }

    /// <summary>Everybody who knows of it, its owner and who noted it among them.</summary>
    public Guid[] People { get; private init; } = [];
    public Id<Person> NotedBy { get; private init; }
    public DateTimeOffset NotedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(DateTimeOffset at) => EndedAt ??= at;
}
