using System.Security.Claims;

namespace Rapport.Features.Shared;

/// <summary>The places that every page leads to, and which of them a page belongs to.</summary>
public static class Navigation
{
    private const string ThemeCookie = "theme";

    public static readonly (string Label, string Url)[] Places =
    [
        ("Today", "/"),
        ("One-on-ones", "/one-on-ones"),
        ("Open loops", "/open-loops"),
        ("People", "/people"),
    ];

    /// <summary>For those who belong to a leadership sync, or may start one, between their own and everybody's.</summary>
    private static readonly (string Label, string Url)[] PlacesOfLeaders = [.. Places[..3], (Sync, "/leadership-sync"), .. Places[3..]];

    private const string Sync = "Leadership sync";

    public static IReadOnlyList<(string Label, string Url)> PlacesOf(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == "leads") ? PlacesOfLeaders : Places;

    /// <summary>The label of the place, or nothing for a page outside all of them, such as a person's account.</summary>
    public static string? PlaceOf(PathString path)
    {
        return path == "/" ? "Today"
            : Under("/one-on-ones") || Under("/meetings") || Under("/points") || Under("/cadence") ? "One-on-ones"
            : Under("/open-loops") ? "Open loops"
            : Under("/leadership-sync") || Under("/register") ? Sync
            : Under("/people") ? "People"
            : null;

        bool Under(string place) => path.StartsWithSegments(place, StringComparison.OrdinalIgnoreCase);
    }

    public static string? ViewerName(ClaimsPrincipal user) => user.FindFirstValue("name");

    /// <summary>Whose page it is; nothing before anybody has signed in.</summary>
    public static string? ViewerPerson(ClaimsPrincipal user) => user.FindFirstValue("person");

    public static bool IsAdministrator(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == "admin");

    /// <summary>"light" or "dark" when a person chose one against what their system says; the cookie holds nothing else.</summary>
    public static string? Theme(HttpRequest request) => request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie] : null;

    /// <summary>Keeps the choice in this browser, past the end of the session; anything else than the two leaves it to the system again.</summary>
    public static void Choose(HttpContext context, string? theme)
    {
        var cookie = new CookieOptions { Path = "/", HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps };
        if (theme is not ("light" or "dark"))
        {
            context.Response.Cookies.Delete(ThemeCookie, cookie);
            return;
        }

        cookie.MaxAge = TimeSpan.FromDays(400);
        context.Response.Cookies.Append(ThemeCookie, theme, cookie);
    }
}
