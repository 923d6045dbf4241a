using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>Adds a passkey to one's account, or removes one, as long as a way in remains.</summary>
public sealed class ChangePasskeys(RapportDb db, Passkeys passkeys, TimeProvider clock)
{
    public async Task Add(NewPasskey passkey, string name, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(!viewer.HasJustProved(now), "Sign in again before you do this.");
        var account = await db.SeenBy(viewer).Accounts.One(account => account.Id == viewer.AccountId, stop);
        passkey.Info.Name = TypedText.LineOrNull(name, 100);
        passkeys.Add(account, passkey);
        db.Add(new AuditEvent(AuditKind.AddedPasskey, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }

    public async Task Remove(string id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(!viewer.HasJustProved(now), "Sign in again before you do this.");
        var mine = await db.SeenBy(viewer).Passkeys.ToListAsync(stop);
        var passkey = mine.Find(passkey => string.Equals(Convert.ToHexStringLower(passkey.CredentialId), id, StringComparison.Ordinal));
        Refusal.Missing(passkey is null);
        var account = await db.SeenBy(viewer).Accounts.One(account => account.Id == viewer.AccountId, stop);
        Refusal.Conflict(mine.Count == 1 && await db.AtTheDoor().WantsPasskeys(stop), "This is your only way in: your organisation signs in with passkeys. Add another one first.");
        Refusal.Conflict(mine.Count == 1 && account.PasswordHash is null, "This is your only way in. Set a password or add another passkey first.");
        db.Remove(passkey);
        db.Add(new AuditEvent(AuditKind.RemovedPasskey, viewer.PersonId, now));
        await db.SaveChangesAsync(stop);
    }
}
