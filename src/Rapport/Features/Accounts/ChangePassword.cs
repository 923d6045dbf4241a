using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Sets a new password. Every other browser is signed out, in case the old one was known to somebody.</summary>
public sealed class ChangePassword(RapportDb db, Passwords passwords, Guesses guesses, TimeProvider clock)
{
    public async Task Run(string password, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(!viewer.HasJustProved(now), "Sign in again before you do this.");
        var account = await db.SeenBy(viewer).Accounts.One(account => account.Id == viewer.AccountId, stop);
        PasswordRules.Check(password, viewer.Name, account.Email!);
        passwords.Set(account, password);
        account.ConcurrencyStamp = Guid.NewGuid().ToString("N");
        foreach (var other in await db.SeenBy(viewer).Sessions.Where(session => session.EndedAt == null && session.Id != viewer.SessionId).ToListAsync(stop))
            other.End(now);

        db.Add(new AuditEvent(AuditKind.ChangedPassword, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
        await guesses.Forget(account.Email!, stop);
    }
}
