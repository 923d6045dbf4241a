using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;

namespace Rapport.Features.Accounts;

/// <summary>Asks somebody who is signed in to show once more who they are.</summary>
public sealed class SignInAgainPage(AccountQueries accounts, ProveAgain prove, Passkeys passkeys, SessionCookie cookie, BrowserCookie browsers, Viewer viewer) : DoorPage
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public Viewer Viewer { get; } = viewer;

    public string Email { get; private set; } = "";

    public async Task OnGet(CancellationToken stop) => Email = (await accounts.Mine(Viewer, stop)).Email;

    public Task<IActionResult> OnPost(CancellationToken stop) => Enter(async () =>
    {
        var known = await browsers.Find(HttpContext, Email, stop);
        return await prove.Run(Password ?? "", known?.Id, Caller.Of(HttpContext), Viewer, stop);
    }, stop);

    public Task<IActionResult> OnPostPasskey(CancellationToken stop) => Enter(async () =>
        await prove.Run(await passkeys.Shown(HttpContext, Credential ?? ""), Caller.Of(HttpContext), Viewer, stop), stop);

    private async Task<IActionResult> Enter(Func<Task<AccountSession>> open, CancellationToken stop)
    {
        await OnGet(stop);
        return await Enter(async () =>
        {
            cookie.Give(HttpContext, await open());
            return LocalRedirect(Url.Own(ReturnUrl, "/account"));
        });
    }
}
