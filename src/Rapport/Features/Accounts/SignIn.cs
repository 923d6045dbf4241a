using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Opens a session for whoever knows the password or holds the passkey. Says the same, as slowly, whatever was wrong.</summary>
public sealed class SignIn(RapportDb db, Passwords passwords, Guesses guesses, TimeProvider clock)
{
    public const string NotTogether = "This e-mail address and password do not go together. Check both, or ask your administrator for a new link.";

    public const string PasskeyWanted = "Your organisation signs in with passkeys. Use yours; if you no longer have it, your administrator can give you a new link.";

    /// <param name="Browser">The browser, when this address has signed in from it before.</param>
    public sealed record Request(string Email, string Password, Id<KnownBrowser>? Browser);

    /// <exception cref="TooManyGuesses">Nothing was looked at.</exception>
    public async Task<AccountSession> Run(Request request, Caller caller, CancellationToken stop)
    {
        var guess = await guesses.Spend(request.Email, caller.Network, request.Browser, stop);
        if (guess.Words is { } wait)
            throw new TooManyGuesses(wait);

        var email = request.Email.Trim().ToUpperInvariant();
        var account = await db.AtTheDoor().Accounts.FirstOrDefaultAsync(account => account.NormalizedEmail == email, stop);
        var fits = passwords.Fits(account, request.Password);
        if (!fits || account is null || !await MayEnter(account, stop))
        {
            db.Add(new AuditEvent(AuditKind.SignInRefused, null, clock.GetUtcNow(), account?.PersonId));
            await db.SaveChangesAsync(stop);
            throw new Refusal(RefusalKind.Invalid, NotTogether);
        }

        await guesses.GiveBack(guess.Spent, stop);
        // Said to whoever knows the password only. Who has no passkey yet comes in to make one (PasskeysFirst).
        var door = db.AtTheDoor();
        Refusal.Invalid(await door.WantsPasskeys(stop) && await door.Passkeys.AnyAsync(passkey => passkey.UserId == account.Id, stop), PasskeyWanted);
        return await Open(account, caller, stop);
    }

    /// <summary>For someone whose passkey was recognised.</summary>
    public async Task<AccountSession> Run(Account account, Caller caller, CancellationToken stop)
    {
        Refusal.Invalid(!await MayEnter(account, stop), NotTogether);
        return await Open(account, caller, stop);
    }

    private async Task<AccountSession> Open(Account account, Caller caller, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var session = new AccountSession(account.Id, caller.Browser, caller.Network, now);
        db.AddRange(session, new AuditEvent(AuditKind.SignedIn, account.PersonId, now));
        await db.SaveChangesAsync(stop);
        return session;
    }

    private async Task<bool> MayEnter(Account account, CancellationToken stop)
    {
        var person = await db.AtTheDoor().People.SingleAsync(person => person.Id == account.PersonId, stop);
        return account.DisabledAt is null && !person.HasLeft(WallClock.Today(clock, person.TimeZone));
    }
}

/// <summary>The budget of guesses is empty; the message says how long to wait or what else to do.</summary>
public sealed class TooManyGuesses(string message) : Exception(message);
