using Microsoft.EntityFrameworkCore;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>
/// Recognises a browser in which somebody has signed in before, so that their own guesses are counted apart from
/// everybody else's. It opens nothing and outlives the sign-out.
/// </summary>
public sealed class BrowserCookie(RapportDb db, ServerOptions options, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>The browser as this account knows it, or nothing.</summary>
    public async Task<KnownBrowser?> Find(HttpContext context, string email, CancellationToken stop)
    {
        var hash = Carried(context)?.Hash ?? [];
        var normalized = email.Trim().ToUpperInvariant();
        return await db.AtTheDoor().KnownBrowsers.FirstOrDefaultAsync(
            browser => browser.SecretHash == hash && db.AtTheDoor().Accounts.Any(account => account.Id == browser.AccountId && account.NormalizedEmail == normalized), stop);
    }

    /// <summary>Remembers this browser for the account that has just signed in from it.</summary>
    public async Task Remember(HttpContext context, Guid account, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var secret = Carried(context) ?? LinkSecret.New();
        var known = await db.AtTheDoor().KnownBrowsers.FirstOrDefaultAsync(browser => browser.AccountId == account && browser.SecretHash == secret.Hash, stop);
        if (known is null)
            db.Add(new KnownBrowser(account, secret.Hash, now));
        else
            known.See(now);

        await db.SaveChangesAsync(stop);
        var cookie = Cookie();
        var given = cookie.Build(context);
        given.MaxAge = Kept;
        context.Response.Cookies.Append(cookie.Name!, secret.Text, given);
    }

    private LinkSecret? Carried(HttpContext context) => LinkSecret.Read(context.Request.Cookies[Cookie().Name!]);

    private CookieBuilder Cookie()
    {
        var cookie = new CookieBuilder();
        cookie.SetSafely("rapport-browser", options.InsecureHttp);
        return cookie;
    }
}
