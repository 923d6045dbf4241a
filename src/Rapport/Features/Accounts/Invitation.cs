using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>A one-time link: to become the first administrator, to join as a person, or to get one's sign-in back.</summary>
public sealed class Invitation
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);
    public static readonly TimeSpan RecoveryGoodFor = TimeSpan.FromDays(1);

    private Invitation() { }

    public Invitation(InvitationKind kind, Id<Person>? person, byte[] secretHash, Id<Person>? issuedBy, DateTimeOffset at)
    {
        (Kind, PersonId, SecretHash, IssuedBy, IssuedAt) = (kind, person, secretHash, issuedBy, at);
        ExpiresAt = at + (kind == InvitationKind.Recovery ? RecoveryGoodFor : GoodFor);
    }

    public Id<Invitation> Id { get; private init; } = Id<Invitation>.New();
    public InvitationKind Kind { get; private init; }
    /// <summary>Whom it is for; the first administrator is nobody until the link is used.</summary>
    public Id<Person>? PersonId { get; private set; }

    /// <summary>SHA-256 of the 256-bit secret in the link; the secret itself is shown once and kept nowhere.</summary>
    public byte[] SecretHash { get; private init; } = [];
    public Id<Person>? IssuedBy { get; private init; }
    public DateTimeOffset IssuedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? UsedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public bool IsGood(DateTimeOffset now) => UsedAt is null && WithdrawnAt is null && now < ExpiresAt;

    public void Use(Id<Person> by, DateTimeOffset now)
    {
        Refusal.Missing(!IsGood(now), "This link is used up or too old. Ask for a new one.");
        (PersonId, UsedAt) = (by, now);
    }

    public void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;
}

public enum InvitationKind
{
    FirstAdministrator,
    Join,
    Recovery,
}

/// <summary>
/// An administrator restored someone's sign-in. From its use until a counterpart of one series confirms that it was
/// really them, no pair content opens.
/// </summary>
public sealed class Recovery
{
    private Recovery() { }

    public Recovery(Id<Person> person, Id<Invitation> invitation, Id<Person> issuedBy, DateTimeOffset at) =>
        (PersonId, InvitationId, IssuedBy, IssuedAt) = (person, invitation, issuedBy, at);

    public Id<Recovery> Id { get; private init; } = Id<Recovery>.New();
    public Id<Person> PersonId { get; private init; }
    public Id<Invitation> InvitationId { get; private init; }
    public Id<Person> IssuedBy { get; private init; }
    public DateTimeOffset IssuedAt { get; private init; }
    public DateTimeOffset? UsedAt { get; private set; }
    public Id<Person>? ConfirmedBy { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    public void Use(DateTimeOffset at) => UsedAt ??= at;

    public void Confirm(Id<Person> by, DateTimeOffset at)
    {
        Refusal.Forbidden(by == PersonId, "Somebody you meet confirms this, not you.");
        Refusal.Conflict(UsedAt is null, "The link has not been used.");
        if (ConfirmedAt is null)
            (ConfirmedBy, ConfirmedAt) = (by, at);
    }
}

/// <summary>A browser from which this account has signed in before: it has a budget of guesses of its own, so that an attacker elsewhere cannot lock its owner out.</summary>
public sealed class KnownBrowser
{
    private KnownBrowser() { }

    public KnownBrowser(Guid account, byte[] secretHash, DateTimeOffset at) =>
        (AccountId, SecretHash, FirstSeenAt, LastSeenAt) = (account, secretHash, at, at);

    public Id<KnownBrowser> Id { get; private init; } = Id<KnownBrowser>.New();
    public Guid AccountId { get; private init; }
    public byte[] SecretHash { get; private init; } = [];
    public DateTimeOffset FirstSeenAt { get; private init; }
    public DateTimeOffset LastSeenAt { get; private set; }

    public void See(DateTimeOffset at) => LastSeenAt = at;
}
