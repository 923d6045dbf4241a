using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Jobs;

namespace Rapport.Features.Accounts;

/// <summary>
/// Removes what people left behind at the door once it serves nobody: when and from where they signed in, browsers that
/// were not seen again, links long used up, counts of guesses, and the oldest part of the log. A link with which a sign-in was restored stays, since
/// the record of that points to it.
/// </summary>
public sealed class ForgetOldTraces(JobsDb db, TimeProvider clock)
{
    /// <summary>How long somebody can look up when and from where they were signed in.</summary>
    public static readonly TimeSpan KeptSessions = TimeSpan.FromDays(90);

    /// <summary>As long as the cookie by which a browser is known.</summary>
    public static readonly TimeSpan KeptBrowsers = BrowserCookie.Kept;

    public static readonly TimeSpan KeptLinks = TimeSpan.FromDays(400);

    /// <summary>How long it can be looked up who did what.</summary>
    public static readonly TimeSpan KeptLog = TimeSpan.FromDays(400);

    public async Task Run(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await db.GuessBudgets.Where(Guesses.Forgettable(now)).ExecuteDeleteAsync(stop);

        var ended = now - KeptSessions;
        await db.Sessions.Where(session => session.EndedAt < ended || session.ExpiresAt < ended).ExecuteDeleteAsync(stop);

        var unseen = now - KeptBrowsers;
        await db.KnownBrowsers.Where(browser => browser.LastSeenAt < unseen).ExecuteDeleteAsync(stop);

        var old = now - KeptLinks;
        await db.Invitations
            .Where(link => (link.UsedAt < old || link.ExpiresAt < old) && !db.Recoveries.Any(recovery => recovery.InvitationId == link.Id))
            .ExecuteDeleteAsync(stop);

        await db.LetGoOfAuditEvents(now - KeptLog, stop);
    }
}
