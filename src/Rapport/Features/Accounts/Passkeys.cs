using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Hosting;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>A passkey that a browser has just made, proved to be for the challenge that we gave it.</summary>
/// <param name="AccountId">For whom it was asked; an account that is being made takes this id.</param>
public sealed record NewPasskey(Guid AccountId, UserPasskeyInfo Info);

/// <summary>
/// Makes and recognises passkeys. What a browser has to answer to travels with it, sealed, for a few minutes and one use.
/// </summary>
public sealed class Passkeys(IPasskeyHandler<Account> handler, RapportDb db, IDataProtectionProvider protection, ServerOptions options)
{
    private const string NotRecognised = "This passkey was not recognised. Try again, or use your password.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _making = protection.CreateProtector("Rapport.Passkey.Making").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _showing = protection.CreateProtector("Rapport.Passkey.Showing").ToTimeLimitedDataProtector();

    /// <returns>What the browser needs to make a passkey, as JSON.</returns>
    public async Task<string> AskForNew(HttpContext context, Guid account, string email, string name)
    {
        var made = await handler.MakeCreationOptionsAsync(new() { Id = account.ToString(), Name = email, DisplayName = name }, context);
        Give(context, _making.Protect(made.AttestationState ?? "", Patience));
        return made.CreationOptionsJson;
    }

    /// <exception cref="Refusal">Invalid: it is not the answer to what we asked.</exception>
    public async Task<NewPasskey> Made(HttpContext context, string credential)
    {
        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential, AttestationState = Take(context, _making) });
        Refusal.Invalid(!result.Succeeded, "The passkey could not be made. Try again, or choose a password.");
        return new(Guid.Parse(result.UserEntity!.Id), result.Passkey!);
    }

    /// <returns>What the browser needs to show a passkey of this site, whoever it belongs to, as JSON.</returns>
    public async Task<string> Ask(HttpContext context)
    {
        var made = await handler.MakeRequestOptionsAsync(null, context);
        Give(context, _showing.Protect(made.AssertionState ?? "", Patience));
        return made.RequestOptionsJson;
    }

    /// <returns>Whose passkey it is.</returns>
    /// <exception cref="Refusal">Invalid: it is not one of ours, or not for what we asked.</exception>
    public async Task<Account> Shown(HttpContext context, string credential)
    {
        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = Take(context, _showing) });
        Refusal.Invalid(!result.Succeeded, NotRecognised);
        var shown = result.Passkey!;
        var kept = await db.AtTheDoor().Passkeys.SingleAsync(passkey => passkey.CredentialId == shown.CredentialId, context.RequestAborted);
        (kept.Data.SignCount, kept.Data.IsBackedUp) = (shown.SignCount, shown.IsBackedUp);
        return result.User!;
    }

    /// <summary>Saved with everything else of the use case.</summary>
    public void Add(Account account, NewPasskey passkey)
    {
        Refusal.Invalid(account.Id != passkey.AccountId, NotRecognised);
        var info = passkey.Info;
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = account.Id,
            CredentialId = info.CredentialId,
            Data = new IdentityPasskeyData
            {
                PublicKey = info.PublicKey,
                Name = info.Name,
                CreatedAt = info.CreatedAt,
                SignCount = info.SignCount,
                Transports = info.Transports,
                IsUserVerified = info.IsUserVerified,
                IsBackupEligible = info.IsBackupEligible,
                IsBackedUp = info.IsBackedUp,
                AttestationObject = info.AttestationObject,
                ClientDataJson = info.ClientDataJson,
            },
        });
    }

    private void Give(HttpContext context, string state)
    {
        var cookie = Cookie();
        var given = cookie.Build(context);
        given.MaxAge = Patience;
        context.Response.Cookies.Append(cookie.Name!, state, given);
    }

    private string Take(HttpContext context, ITimeLimitedDataProtector seal)
    {
        var cookie = Cookie();
        context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
        try
        {
            return seal.Unprotect(context.Request.Cookies[cookie.Name!] ?? "");
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            throw new Refusal(RefusalKind.Invalid, "That took too long. Try again.");
        }
    }

    private CookieBuilder Cookie()
    {
        var cookie = new CookieBuilder();
        cookie.SetSafely("rapport-passkey", options.InsecureHttp);
        return cookie;
    }
}
