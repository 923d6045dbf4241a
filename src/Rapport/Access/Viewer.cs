using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// Who is looking: one signed-in person, read anew for every request, so that what was taken away is gone with the next
/// click. Being an administrator opens the installation's pages and no conversation.
/// </summary>
/// <param name="TimeZone">IANA zone in which the viewer's days begin.</param>
/// <param name="IsShut">
/// The sign-in was restored by an administrator and no counterpart has confirmed yet that it was really them: pair content
/// stays shut.
/// </param>
/// <param name="ProvedAt">When the viewer last showed a password or passkey.</param>
public sealed record Viewer(
    Id<Person> PersonId,
    Guid AccountId,
    Id<AccountSession> SessionId,
    string Name,
    string TimeZone,
    bool IsAdministrator,
    bool IsShut,
    DateTimeOffset ProvedAt)
{
    /// <summary>The organisation demands passkeys, and the viewer has none yet: there is nothing else here for them before.</summary>
    public bool NeedsPasskey { get; init; }

    /// <summary>Belongs to a leadership sync, or may start one: pages lead there. It opens none.</summary>
    public bool IsAmongLeaders { get; init; }

    /// <summary>Belongs to a leadership sync, so that there can be something of it to show.</summary>
    public bool IsInSync { get; init; }

    /// <summary>A moment as the viewer's clock shows it.</summary>
    public DateTime Local(DateTimeOffset at) => WallClock.Local(at, TimeZone) is var (day, time) ? day.ToDateTime(time) : default;

    public DateOnly Today(DateTimeOffset now) => WallClock.Local(now, TimeZone).Day;
}
