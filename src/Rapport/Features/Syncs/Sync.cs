using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// A standing meeting of leaders: metrics first, airtime for yellow and red alone, and nothing red forgotten. It has one who
/// facilitates and one who stands in; who belongs is said by <see cref="SyncMember"/>, when it meets by <see cref="SyncRhythm"/>.
/// </summary>
public sealed class Sync
{
    public const int LongestName = 100;

    private Sync() { }

    public Sync(string name, Id<Person> facilitator, Id<Person>? standIn, Id<Person> by, DateTimeOffset at)
    {
        (StartedBy, StartedAt) = (by, at);
        Rename(name);
        Entrust(facilitator, standIn);
    }

    public Id<Sync> Id { get; init; } = Id<Sync>.New();
    public string Name { get; private set; } = "";
    public Id<Person> FacilitatorId { get; private set; }
    public Id<Person>? StandInId { get; private set; }
    /// <summary>Where its notes go besides those who belong; null: nowhere else.</summary>
    public string? MailingList { get; private set; }

    /// <summary>The chat channel that hears of decisions and escalations; null: none does.</summary>
    public Id<ChatChannel>? ChannelId { get; private set; }
    public Id<Person> StartedBy { get; private init; }
    public DateTimeOffset StartedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }

    public void Rename(string name)
    {
        RefuseIfEnded();
        Name = TypedText.Line(name, LongestName, "Give the sync a name.");
    }

    public void Entrust(Id<Person> facilitator, Id<Person>? standIn)
    {
        RefuseIfEnded();
        Refusal.Invalid(facilitator == standIn, "Somebody else stands in for whoever facilitates.");
        (FacilitatorId, StandInId) = (facilitator, standIn);
    }

    public void Reach(string? mailingList, Id<ChatChannel>? channel)
    {
        RefuseIfEnded();
        (MailingList, ChannelId) = (TypedText.LineOrNull(mailingList, 254) is { } typed ? EmailAddress.Of(typed) : null, channel);
    }

    public void End(DateTimeOffset at)
    {
        RefuseIfEnded();
        EndedAt = at;
    }

    public void RefuseIfEnded() => Refusal.Conflict(EndedAt is not null, "This sync has ended. What it left can still be read.");
}

/// <summary>
/// Somebody's place in a sync, from one moment until another: they attend, or read what it leaves. What one may see of a sync
/// follows from it, and all who belong see who does.
/// </summary>
public sealed class SyncMember
{
    private SyncMember() { }

    public SyncMember(Id<Sync> sync, Id<Person> person, bool attends, Id<Person> addedBy, DateTimeOffset at) =>
        (SyncId, PersonId, Attends, AddedBy, JoinedAt) = (sync, person, attends, addedBy, at);

    public Id<SyncMember> Id { get; private init; } = Id<SyncMember>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<Person> PersonId { get; private init; }

    /// <summary>Sits in the meeting and writes; whoever does not, reads.</summary>
    public bool Attends { get; private set; }
    public Id<Person> AddedBy { get; private init; }
    public DateTimeOffset JoinedAt { get; private init; }
    public DateTimeOffset? LeftAt { get; private set; }

    public void Seat(bool attends) => Attends = attends;

    public void Leave(DateTimeOffset at) => LeftAt ??= at;
}
