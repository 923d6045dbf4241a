using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Opens a session for whoever knows the password. Says the same, as slowly, whatever was wrong.</summary>
public sealed class SignIn(RapportDb db, Passwords passwords, TimeProvider clock)
{
    public const string NotTogether = "This e-mail address and password do not go together. Check both, or ask your administrator for a new link.";

    public sealed record Request(string Email, string Password);

    public async Task<AccountSession> Run(Request request, Caller caller, CancellationToken stop)
    {
        var email = request.Email.Trim().ToUpperInvariant();
        var account = await db.AtTheDoor().Accounts.FirstOrDefaultAsync(account => account.NormalizedEmail == email, stop);
        var fits = passwords.Fits(account, request.Password);
        Refusal.Invalid(!fits || account is null || !await MayEnter(account, stop), NotTogether);

        var session = new AccountSession(account.Id, caller.Browser, caller.Network, clock.GetUtcNow());
        db.Add(session);
        await db.SaveChangesAsync(stop);
        return session;
    }

    private async Task<bool> MayEnter(Account account, CancellationToken stop)
    {
        var person = await db.AtTheDoor().People.SingleAsync(person => person.Id == account.PersonId, stop);
        return account.DisabledAt is null && !person.HasLeft(WallClock.Today(clock, person.TimeZone));
    }
}
