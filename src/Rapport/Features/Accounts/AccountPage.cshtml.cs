using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>One's own name and days, ways in, browsers that are signed in, and the record of all that.</summary>
public sealed class AccountPage(AccountQueries accounts, RecoveryQueries recoveries, DescribeMyself describe, EndSession end, ChangePasskeys passkeys, SessionCookie cookie, Viewer viewer, TimeProvider clock) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Zone { get; set; }

    public Viewer Viewer { get; } = viewer;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public AccountQueries.Own Own { get; private set; } = null!;

    public List<AccountQueries.Passkey> Passkeys { get; private set; } = [];

    public List<AccountQueries.Session> Sessions { get; private set; } = [];

    public List<RecoveryQueries.Entry> Recoveries { get; private set; } = [];

    public IEnumerable<SelectListItem> Zones => WallClock.Zones(Now).Select(zone => new SelectListItem(zone.Label, zone.Id));

    [TempData]
    public string? Done { get; set; }

    public async Task OnGet(CancellationToken stop)
    {
        (Name, Zone) = (Viewer.Name, Viewer.TimeZone);
        await Load(stop);
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        try
        {
            await describe.Run(new(Name ?? "", Zone ?? ""), Viewer, stop);
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            ModelState.AddModelError("", refusal.Message);
            Response.StatusCode = StatusCodes.Status400BadRequest;
            await Load(stop);
            return Page();
        }

        Done = "Saved.";
        return LocalRedirect("/account");
    }

    public IActionResult OnPostTheme(string? theme)
    {
        Navigation.Choose(HttpContext, theme);
        return LocalRedirect("/account");
    }

    public async Task<IActionResult> OnPostEnd(Guid session, CancellationToken stop)
    {
        await end.Run(new(session), Viewer, stop);
        Done = "That browser is signed out.";
        return LocalRedirect("/account");
    }

    public async Task<IActionResult> OnPostEverywhere(CancellationToken stop)
    {
        await end.Everywhere(Viewer, stop);
        cookie.Take(HttpContext);
        Response.Headers["Clear-Site-Data"] = "\"storage\"";
        return LocalRedirect("/sign-in");
    }

    public async Task<IActionResult> OnPostRemove(string passkey, CancellationToken stop)
    {
        if (!Viewer.HasJustProved(Now))
            return LocalRedirect("/sign-in/again?returnUrl=/account");

        await passkeys.Remove(passkey, Viewer, stop);
        Done = "The passkey is removed. You may want to delete it on your device too.";
        return LocalRedirect("/account");
    }

    /// <summary>An instant in the viewer's own time.</summary>
    public string At(DateTimeOffset at)
    {
        var (day, time) = WallClock.Local(at, Viewer.TimeZone);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day:d MMMM yyyy} at {time:HH:mm}");
    }

    private async Task Load(CancellationToken stop)
    {
        Own = await accounts.Mine(Viewer, stop);
        Passkeys = await accounts.Passkeys(Viewer, stop);
        Sessions = await accounts.Sessions(Viewer, stop);
        Recoveries = await recoveries.Mine(Viewer, stop);
    }
}
