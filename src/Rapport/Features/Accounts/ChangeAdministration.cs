using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Gives and takes the right to run the installation, and closes and opens accounts. The last administrator can neither be
/// taken that right nor be shut out.
/// </summary>
public sealed class ChangeAdministration(RapportDb db, TimeProvider clock)
{
    public Task Grant(Id<Person> id, Viewer viewer, CancellationToken stop) => Change(AuditKind.MadeAdministrator, id, viewer, (account, _) =>
    {
        Refusal.Conflict(account.DisabledAt is not null, "This account is disabled. Enable it first.");
        account.IsAdministrator = true;
        return Task.CompletedTask;
    }, stop);

    public Task Withdraw(Id<Person> id, Viewer viewer, CancellationToken stop) => Change(AuditKind.UnmadeAdministrator, id, viewer, async (account, _) =>
    {
        await LastAdministrator.Keep(db, id, viewer, stop);
        account.IsAdministrator = false;
    }, stop);

    /// <summary>Ends every session at once; the person, their history and their place stay as they are.</summary>
    public Task Disable(Id<Person> id, Viewer viewer, CancellationToken stop) => Change(AuditKind.DisabledAccount, id, viewer, async (account, now) =>
    {
        Refusal.Conflict(account.Id == viewer.AccountId, "Somebody else disables your account, so that you do not shut yourself out.");
        await LastAdministrator.Keep(db, id, viewer, stop);
        account.DisabledAt ??= now;
        foreach (var session in await db.AtTheDoor().Sessions.Where(session => session.AccountId == account.Id && session.EndedAt == null).ToListAsync(stop))
            session.End(now);
    }, stop);

    public Task Enable(Id<Person> id, Viewer viewer, CancellationToken stop) => Change(AuditKind.EnabledAccount, id, viewer, (account, _) =>
    {
        account.DisabledAt = null;
        return Task.CompletedTask;
    }, stop);

    private Task Change(AuditKind what, Id<Person> id, Viewer viewer, Func<Account, DateTimeOffset, Task> change, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            Refusal.Missing(!viewer.MayAdminister());
            Refusal.Forbidden(!viewer.HasJustProved(now), "Sign in again before you do this.");
            var account = await db.SeenBy(viewer).Accounts.One(account => account.PersonId == id, stop);
            await change(account, now);
            db.Add(new AuditEvent(what, viewer.PersonId, now, id));
            account.ConcurrencyStamp = Guid.NewGuid().ToString("N");
            await db.SaveChangesAsync(stop);
        },
        stop);
}
