using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Sets a new password, for someone who has just shown who they are.</summary>
[WantsFreshProof]
public sealed class PasswordPage(AccountQueries accounts, ChangePassword change, Viewer viewer) : PageModel
{
    [BindProperty]
    public string? Password { get; set; }

    public string Email { get; private set; } = "";

    [TempData]
    public string? Done { get; set; }

    public async Task OnGet(CancellationToken stop) => Email = (await accounts.Mine(viewer, stop)).Email;

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        try
        {
            await change.Run(Password ?? "", viewer, stop);
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            ModelState.AddModelError("", refusal.Message);
            Response.StatusCode = StatusCodes.Status400BadRequest;
            await OnGet(stop);
            return Page();
        }

        Done = "Your new password is set. Other browsers are signed out.";
        return LocalRedirect("/account");
    }
}
