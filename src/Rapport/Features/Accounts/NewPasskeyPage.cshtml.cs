using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Adds a passkey, for someone who has just shown who they are.</summary>
[WantsFreshProof]
public sealed class NewPasskeyPage(Passkeys passkeys, ChangePasskeys change, Viewer viewer) : PageModel
{
    [TempData]
    public string? Done { get; set; }

    public Viewer Viewer { get; } = viewer;

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(string? name, string? credential, CancellationToken stop)
    {
        try
        {
            await change.Add(await passkeys.Made(HttpContext, credential ?? ""), name ?? "", Viewer, stop);
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            ModelState.AddModelError("", refusal.Message);
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        Done = "Your passkey is ready. Next time, choose “Use a passkey”.";
        return LocalRedirect("/account");
    }
}
