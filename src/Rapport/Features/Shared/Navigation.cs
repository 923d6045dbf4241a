using System.Security.Claims;

namespace Rapport.Features.Shared;

/// <summary>The four places that every page leads to, and which of them a page belongs to.</summary>
public static class Navigation
{
    public static readonly (string Label, string Url)[] Places =
    [
        ("Today", "/"),
        ("One-on-ones", "/one-on-ones"),
        ("Open loops", "/open-loops"),
        ("People", "/people"),
    ];

    /// <summary>The label of the place, or nothing for a page outside all four, such as a person's account.</summary>
    public static string? PlaceOf(PathString path)
    {
        return path == "/" ? "Today"
            : Under("/one-on-ones") || Under("/meetings") || Under("/points") || Under("/cadence") ? "One-on-ones"
            : Under("/open-loops") ? "Open loops"
            : Under("/people") ? "People"
            : null;

        bool Under(string place) => path.StartsWithSegments(place, StringComparison.OrdinalIgnoreCase);
    }

    public static string? ViewerName(ClaimsPrincipal user) => user.FindFirstValue("name");

    /// <summary>"light" or "dark" when a person chose one against what their system says; the cookie holds nothing else.</summary>
    public static string? Theme(HttpRequest request) => request.Cookies["theme"] is "light" or "dark" ? request.Cookies["theme"] : null;
}
