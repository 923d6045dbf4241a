using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Where a one-time link leads: to an account in under a minute and a half, or to what to do instead.</summary>
[AllowAnonymous]
public sealed class InvitationPage(AcceptInvitation accept, InvitationQueries invitations, Passkeys passkeys, SessionCookie cookie, BrowserCookie browsers, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Zone { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What the browser answered when it was asked to make a passkey.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>Nothing when the link is no longer good.</summary>
    public InvitationQueries.Greeting? Greeting { get; private set; }

    public IEnumerable<SelectListItem> Zones =>
        WallClock.Zones(clock.GetUtcNow()).Select(zone => new SelectListItem(zone.Label, zone.Id)).Prepend(new SelectListItem("Choose yours", ""));

    public static string Path(LinkSecret secret) => "/invitations/" + secret.Text;

    public async Task OnGet(CancellationToken stop)
    {
        Greeting = await invitations.Greet(LinkSecret.Read(Token), stop);
        Name = Greeting?.Name;
        if (Greeting is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        try
        {
            var secret = LinkSecret.Read(Token);
            Refusal.Missing(secret is null);
            var passkey = string.IsNullOrEmpty(Credential) ? null : await passkeys.Made(HttpContext, Credential);
            var session = await accept.Run(new(secret, Name, Email, Zone, Password, passkey), Caller.Of(HttpContext), stop);
            cookie.Give(HttpContext, session);
            await browsers.Remember(HttpContext, session.AccountId, stop);
            // Whoever joins sets up their private notes next, or goes on to Today; whoever comes back is not asked for a zone and knows the way.
            return LocalRedirect(Zone is null ? "/" : "/private-notes");
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            Greeting = await invitations.Greet(LinkSecret.Read(Token), stop);
            ModelState.AddModelError("", refusal.Message);
            Response.StatusCode = Greeting is null ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
            return Page();
        }
    }
}
