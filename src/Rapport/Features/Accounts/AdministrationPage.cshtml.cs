using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Who can sign in, who may run the installation, and the links that let people in. For everyone else there is nothing here.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class AdministrationPage(
    AccountQueries accounts, InvitationQueries invitations, InvitePerson invite, WithdrawInvitation withdraw, RestoreSignIn restore, ChangeAdministration change, Viewer viewer, TimeProvider clock) : PageModel
{
    private const string Here = "/administration/accounts";

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public InvitePerson.Relation Relation { get; set; }

    /// <summary>The link that was just made, shown this once.</summary>
    [TempData]
    public string? Link { get; set; }

    [TempData]
    public string? Done { get; set; }

    public Viewer Viewer { get; } = viewer;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public List<AccountQueries.Member> Everybody { get; private set; } = [];

    public List<InvitationQueries.Item> Invitations { get; private set; } = [];

    public Task OnGet(CancellationToken stop) => Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) =>
        Do(async () => Show(await invite.Run(new InvitePerson.Request(Name ?? "", Email ?? "", Relation), Viewer, stop)), stop);

    public Task<IActionResult> OnPostInvite(Guid person, CancellationToken stop) =>
        Do(async () => Show(await invite.Run(new Id<Person>(person), Viewer, stop)), stop);

    public Task<IActionResult> OnPostWithdraw(Guid invitation, CancellationToken stop) => Do(async () =>
    {
        await withdraw.Run(new(invitation), Viewer, stop);
        Done = "That link no longer works.";
    }, stop);

    public Task<IActionResult> OnPostRestore(Guid person, CancellationToken stop) =>
        DoProved(async () => Show(await restore.Run(new(person), Viewer, stop)), stop);

    public Task<IActionResult> OnPostGrant(Guid person, CancellationToken stop) => DoProved(() => change.Grant(new(person), Viewer, stop), stop);

    public Task<IActionResult> OnPostUngrant(Guid person, CancellationToken stop) => DoProved(() => change.Withdraw(new(person), Viewer, stop), stop);

    public Task<IActionResult> OnPostDisable(Guid person, CancellationToken stop) => DoProved(() => change.Disable(new(person), Viewer, stop), stop);

    public Task<IActionResult> OnPostEnable(Guid person, CancellationToken stop) => DoProved(() => change.Enable(new(person), Viewer, stop), stop);

    /// <summary>A day in the viewer's own time.</summary>
    public string On(DateTimeOffset at) => WallClock.Local(at, Viewer.TimeZone).Day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private void Show(string path) => Link = $"{Request.Scheme}://{Request.Host}{path}";

    private async Task<IActionResult> DoProved(Func<Task> act, CancellationToken stop) =>
        Viewer.HasJustProved(Now) ? await Do(act, stop) : LocalRedirect("/sign-in/again?returnUrl=" + Here);

    private async Task<IActionResult> Do(Func<Task> act, CancellationToken stop)
    {
        try
        {
            await act();
            return LocalRedirect(Here);
        }
        catch (Refusal refusal) when (refusal.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            ModelState.AddModelError("", refusal.Message);
            Response.StatusCode = refusal.Kind == RefusalKind.Invalid ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            await Load(stop);
            return Page();
        }
    }

    private async Task Load(CancellationToken stop)
    {
        Everybody = await accounts.Everybody(Viewer, stop);
        Invitations = await invitations.Recent(Viewer, stop);
    }
}
