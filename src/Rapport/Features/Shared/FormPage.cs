using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Kernel;

namespace Rapport.Features.Shared;

/// <summary>
/// A page with forms. What succeeds redirects; what is refused brings the same page back, with the reason in words and
/// everything that was typed still in its fields. What is missing stays missing.
/// </summary>
public abstract class FormPage : PageModel
{
    /// <summary>Why the last act was refused, in words for the person; null otherwise.</summary>
    public string? Refused { get; private set; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task Load(CancellationToken stop);

    /// <param name="to">Where to go afterwards; a path of our own.</param>
    protected Task<IActionResult> Act(Func<Task> act, string to, CancellationToken stop) =>
        Act(async () =>
        {
            await act();
            return to;
        }, stop);

    /// <param name="act">Returns where to go afterwards; a path of our own.</param>
    protected async Task<IActionResult> Act(Func<Task<string>> act, CancellationToken stop)
    {
        try
        {
            return LocalRedirect(await act());
        }
        catch (Refusal refusal) when (refusal.Kind != RefusalKind.Missing)
        {
            Refused = refusal.Message;
            Response.StatusCode = refusal.Kind switch
            {
                RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
                RefusalKind.Conflict => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status400BadRequest,
            };
            await Load(stop);
            return Page();
        }
    }
}
