using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>A page at which somebody shows who they are. What does not fit brings the same page back, with the reason in words.</summary>
public abstract class DoorPage : PageModel
{
    /// <param name="enter">Returns where it leads.</param>
    protected async Task<IActionResult> Enter(Func<Task<IActionResult>> enter)
    {
        try
        {
            return await enter();
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            return Refused(StatusCodes.Status400BadRequest, refusal.Message);
        }
        catch (TooManyGuesses refusal)
        {
            return Refused(StatusCodes.Status429TooManyRequests, refusal.Message);
        }
    }

    private PageResult Refused(int status, string message)
    {
        ModelState.AddModelError("", message);
        Response.StatusCode = status;
        return Page();
    }
}
