using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Somebody who is signed in shows their password or passkey once more, before what protects the account is changed. The
/// session goes on under a new number, so that an old copy of it cannot do the same.
/// </summary>
public sealed class ProveAgain(RapportDb db, Passwords passwords, Guesses guesses, TimeProvider clock)
{
    /// <exception cref="TooManyGuesses">Nothing was looked at.</exception>
    public async Task<AccountSession> Run(string password, Id<KnownBrowser>? browser, Caller caller, Viewer viewer, CancellationToken stop)
    {
        var account = await db.SeenBy(viewer).Accounts.One(account => account.Id == viewer.AccountId, stop);
        var guess = await guesses.Spend(account.Email!, caller.Network, browser, stop);
        if (guess.Words is { } wait)
            throw new TooManyGuesses(wait);

        Refusal.Invalid(!passwords.Fits(account, password), "This is not your password.");
        await guesses.GiveBack(guess.Spent, stop);
        Refusal.Invalid(await db.AtTheDoor().WantsPasskeys(stop) && await db.SeenBy(viewer).Passkeys.AnyAsync(stop), SignIn.PasskeyWanted);
        return await Replace(viewer, caller, stop);
    }

    /// <summary>For someone whose passkey was recognised.</summary>
    public Task<AccountSession> Run(Account shown, Caller caller, Viewer viewer, CancellationToken stop)
    {
        Refusal.Invalid(shown.Id != viewer.AccountId, "This passkey belongs to another account.");
        return Replace(viewer, caller, stop);
    }

    private async Task<AccountSession> Replace(Viewer viewer, Caller caller, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        (await db.SeenBy(viewer).Sessions.One(session => session.Id == viewer.SessionId, stop)).End(now);
        var session = new AccountSession(viewer.AccountId, caller.Browser, caller.Network, now);
        db.AddRange(session, new AuditEvent(AuditKind.ProvedAgain, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
        return session;
    }
}
