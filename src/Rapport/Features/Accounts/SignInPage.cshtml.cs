using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Hosting;

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

    /// <summary>
    /// With a passkey. A script that opens private notes with the same touch is told for whom, and goes on by itself; what opens
    /// them it keeps to itself.
    /// </summary>
    public async Task<IActionResult> OnPostPasskey(CancellationToken stop)
    {
        if (!Request.WantsJson())
            return await Enter(async () => await signIn.Run(await passkeys.Shown(HttpContext, Credential ?? ""), Caller.Of(HttpContext), stop), stop);

        var account = await passkeys.Shown(HttpContext, Credential ?? "");
        await Admit(await signIn.Run(account, Caller.Of(HttpContext), stop), stop);
        return new JsonResult(new { person = account.PersonId.Value, next = Url.Own(ReturnUrl, "/") });
    }

    private Task<IActionResult> Enter(Func<Task<AccountSession>> open, CancellationToken stop) => Enter(async () =>
    {
        await Admit(await open(), stop);
        return LocalRedirect(Url.Own(ReturnUrl, "/"));
    });

    private async Task Admit(AccountSession session, CancellationToken stop)
    {
        cookie.Give(HttpContext, session);
        await browsers.Remember(HttpContext, session.AccountId, stop);
    }
}
