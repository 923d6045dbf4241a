using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Features.Shared;

/// <summary>What a person sees when something did not work. Nobody comes here by its address.</summary>
[AllowAnonymous]
public sealed class ErrorModel : PageModel
{
    public Failure Failure { get; private set; } = null!;

    public void OnGet() =>
        Failure = HttpContext.Features.Get<Failure>() ?? throw new Refusal(RefusalKind.Missing, "There is nothing here.");
}
