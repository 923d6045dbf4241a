using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>The door for those who have an account.</summary>
[AllowAnonymous]
public sealed class SignInPage(SignIn signIn, SessionCookie cookie) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public string? Problem { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        try
        {
            var session = await signIn.Run(new(Email ?? "", Password ?? ""), Caller.Of(HttpContext), stop);
            cookie.Give(HttpContext, session);
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            Problem = refusal.Message;
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }
    }
}
