using System.Security.Cryptography;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>One browser that is signed in. It ends by sign-out, by another session's hand, by idleness or by age.</summary>
public sealed class AccountSession
{
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private AccountSession() { }

    public AccountSession(Guid account, string browser, string network, DateTimeOffset at)
    {
        (AccountId, StartedAt, SeenAt, ProvedAt, ExpiresAt) = (account, at, at, at, at + Longest);
        Browser = browser.Length > 200 ? browser[..200] : browser;
        Network = network;
    }

    /// <summary>It is carried in the cookie: 128 random bits, of which nothing says when it was made.</summary>
    public Id<AccountSession> Id { get; private init; } = new(new Guid(RandomNumberGenerator.GetBytes(16)));
    public Guid AccountId { get; private init; }
    public DateTimeOffset StartedAt { get; private init; }
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>When the person last showed a password or passkey; sensitive acts want it recent.</summary>
    public DateTimeOffset ProvedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string Browser { get; private init; } = "";

    /// <summary>The address it was started from, shortened to its network.</summary>
    public string Network { get; private init; } = "";

    public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt && now - SeenAt < Idle;

    public void See(DateTimeOffset now) => SeenAt = now > SeenAt ? now : SeenAt;

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
