using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;

namespace Rapport.Features.Accounts;

/// <summary>The door for those who have an account.</summary>
[AllowAnonymous]
public sealed class SignInPage(SignIn signIn, Passkeys passkeys, SessionCookie cookie, BrowserCookie browsers) : DoorPage
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What the browser answered when it was asked for a passkey.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public void OnGet()
    {
    }

    public Task<IActionResult> OnPost(CancellationToken stop) => Enter(async () =>
    {
        var known = await browsers.Find(HttpContext, Email ?? "", stop);
        return await signIn.Run(new SignIn.Request(Email ?? "", Password ?? "", known?.Id), Caller.Of(HttpContext), stop);
    }, stop);

    public Task<IActionResult> OnPostPasskey(CancellationToken stop) => Enter(async () =>
        await signIn.Run(await passkeys.Shown(HttpContext, Credential ?? ""), Caller.Of(HttpContext), stop), stop);

    private Task<IActionResult> Enter(Func<Task<AccountSession>> open, CancellationToken stop) => Enter(async () =>
    {
        var session = await open();
        cookie.Give(HttpContext, session);
        await browsers.Remember(HttpContext, session.AccountId, stop);
        return LocalRedirect(Url.Own(ReturnUrl, "/"));
    });
}
