using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Asks somebody who meets a person whether a restored sign-in was theirs.</summary>
public sealed class ConfirmRecoveryPage(RecoveryQueries recoveries, ConfirmRecovery confirm, Viewer viewer) : PageModel
{
    /// <summary>Whose sign-in was restored.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RecoveryQueries.Notice Notice { get; private set; } = null!;

    public async Task OnGet(CancellationToken stop)
    {
        var notice = (await recoveries.ToConfirm(viewer, stop)).Find(notice => notice.Id.Value == Id);
        Refusal.Missing(notice is null);
        Notice = notice;
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        await confirm.Run(new(Id), viewer, stop);
        return LocalRedirect("/");
    }
}
