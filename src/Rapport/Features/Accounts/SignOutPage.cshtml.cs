using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;

namespace Rapport.Features.Accounts;

/// <summary>The way out. A link alone signs nobody out.</summary>
public sealed class SignOutPage(SignOut signOut, SessionCookie cookie, Viewer viewer) : PageModel
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        await signOut.Run(viewer, stop);
        cookie.Take(HttpContext);
        // Pages are stored nowhere; what was typed and not yet sent lies in the browser's storage.
        Response.Headers["Clear-Site-Data"] = "\"storage\"";
        return LocalRedirect("/sign-in");
    }
}
