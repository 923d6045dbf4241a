using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>What browsers ask before they make or show a passkey. The answer goes with a form of the page.</summary>
public static class PasskeysApi
{
    /// <param name="Name">As typed so far, by the first administrator.</param>
    public sealed record Newcomer(string? Name, string? Email);

    public static void Map(WebApplication app)
    {
        app.MapPost("/sign-in/passkey-options", async (HttpContext context, Passkeys passkeys) =>
            Results.Content(await passkeys.Ask(context), "application/json")).AllowAnonymous();
        app.MapPost("/invitations/{token}/passkey-options", ForInvitation).AllowAnonymous();
        app.MapPost("/account/passkeys/options", ForAccount);
        // Where password managers lead people who want to make a passkey here, or to look after theirs.
        app.MapGet("/.well-known/passkey-endpoints", (HttpRequest request) => new
        {
            enroll = $"{request.Scheme}://{request.Host}/account/passkeys/new",
            manage = $"{request.Scheme}://{request.Host}/account",
            prfUsageDetails = $"{request.Scheme}://{request.Host}/private-notes/keys",
        }).AllowAnonymous();
    }

    private static async Task<IResult> ForInvitation(
        string token, Newcomer newcomer, HttpContext context, Passkeys passkeys, InvitationQueries invitations, CancellationToken stop)
    {
        var greeting = await invitations.Greet(LinkSecret.Read(token), stop);
        Refusal.Missing(greeting is null, "This link no longer works.");
        var email = People.EmailAddress.Of(greeting.Email ?? newcomer.Email ?? "");
        return Results.Content(
            await passkeys.AskForNew(context, greeting.AccountId ?? Guid.CreateVersion7(), email, greeting.Name ?? newcomer.Name ?? email), "application/json");
    }

    private static async Task<IResult> ForAccount(HttpContext context, Viewer viewer, Passkeys passkeys, AccountQueries accounts, TimeProvider clock, CancellationToken stop)
    {
        Refusal.Forbidden(!viewer.HasJustProved(clock.GetUtcNow()), "Sign in again first: open the page anew.");
        var mine = await accounts.Mine(viewer, stop);
        return Results.Content(await passkeys.AskForNew(context, viewer.AccountId, mine.Email, viewer.Name), "application/json");
    }
}
