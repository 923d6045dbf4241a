using Microsoft.AspNetCore.DataProtection;
using Rapport.Features.Accounts;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Access;

/// <summary>The one thing that a signed-in browser carries: the number of its session, sealed. Everything else is looked up.</summary>
public sealed class SessionCookie(IDataProtectionProvider protection, ServerOptions options)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Rapport.Session");
    private readonly CookieBuilder _cookie = Build(options);

    public string Name => _cookie.Name!;

    public Id<AccountSession>? Read(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: > 0 } carried)
            return null;

        try
        {
            return new Id<AccountSession>(new Guid(_seal.Unprotect(Convert.FromBase64String(carried))));
        }
        catch (Exception forged) when (forged is System.Security.Cryptography.CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    public void Give(HttpContext context, AccountSession session)
    {
        var cookie = _cookie.Build(context);
        cookie.MaxAge = AccountSession.Longest;
        context.Response.Cookies.Append(Name, Value(session.Id), cookie);
    }

    public void Take(HttpContext context) => context.Response.Cookies.Delete(Name, _cookie.Build(context));

    public string Value(Id<AccountSession> session) => Convert.ToBase64String(_seal.Protect(session.Value.ToByteArray()));

    private static CookieBuilder Build(ServerOptions options)
    {
        var cookie = new CookieBuilder();
        cookie.SetSafely("rapport", options.InsecureHttp);
        // Strict would greet whoever follows a link from a mail as a stranger.
        cookie.SameSite = SameSiteMode.Lax;
        return cookie;
    }
}
