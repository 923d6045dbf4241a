using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// Uses a one-time link: the first administrator or an invited person gets an account, somebody who lost their way in
/// gets it back. Each ends signed in.
/// </summary>
public sealed class AcceptInvitation(RapportDb db, Passwords passwords, Passkeys passkeys, Guesses guesses, TimeProvider clock)
{
    /// <summary>A second click, or a retry after a lost answer, comes within this time.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(10);

    private const string Used = "This link has been used. If that was you, sign in; if not, tell your administrator.";

    /// <param name="Name">How the person is shown; not asked when a sign-in is restored.</param>
    /// <param name="Email">Asked of the first administrator only; everybody else's is known.</param>
    /// <param name="Passkey">What the browser answered, when a passkey was made; then a password is not needed.</param>
    public sealed record Request(LinkSecret Secret, string? Name, string? Email, string? TimeZone, string? Password, NewPasskey? Passkey);

    public async Task<AccountSession> Run(Request request, Caller caller, CancellationToken stop)
    {
        var invitation = await db.AtTheDoor().Invitations.One(invitation => invitation.SecretHash == request.Secret.Hash, stop);
        if (invitation.UsedAt is not null)
            return await Again(invitation, request, caller, stop);

        try
        {
            return await Accept(invitation, request, caller, stop);
        }
        catch (DbUpdateException)
        {
            // Somebody else was faster with the same link, or the same person twice.
            db.ChangeTracker.Clear();
            invitation = await db.AtTheDoor().Invitations.One(one => one.Id == invitation.Id, stop);
            if (invitation.UsedAt is null)
                throw;

            return await Again(invitation, request, caller, stop);
        }
    }

    private async Task<AccountSession> Accept(Invitation invitation, Request request, Caller caller, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Missing(!invitation.IsGood(now), "This link is used up or too old. Ask for a new one.");
        var (account, name) = invitation.Kind switch
        {
            InvitationKind.FirstAdministrator => await Found(request, now, stop),
            InvitationKind.Join => await Join(invitation.PersonId!.Value, request, now, stop),
            _ => await Restore(invitation, now, stop),
        };
        Refusal.Invalid(request.Passkey is null && string.IsNullOrEmpty(request.Password), "Choose a password, or use a passkey.");
        Refusal.Invalid(request.Passkey is null && await db.AtTheDoor().WantsPasskeys(stop), "Your organisation signs in with passkeys, so make one here.");
        if (!string.IsNullOrEmpty(request.Password))
        {
            PasswordRules.Check(request.Password, name, account.Email!);
            passwords.Set(account, request.Password);
        }

        if (request.Passkey is not null)
            passkeys.Add(account, request.Passkey);

        invitation.Use(account.PersonId, now);
        var session = new AccountSession(account.Id, caller.Browser, caller.Network, now);
        db.AddRange(session, new AuditEvent(invitation.Kind == InvitationKind.Recovery ? AuditKind.CameBack : AuditKind.Joined, account.PersonId, now));
        await db.SaveChangesAsync(stop);
        await guesses.Forget(account.Email!, stop);
        return session;
    }

    private async Task<(Account Account, string Name)> Found(Request request, DateTimeOffset now, CancellationToken stop)
    {
        Refusal.Missing(await db.AtTheDoor().Accounts.AnyAsync(stop), "Somebody has become the first administrator already. Ask them for an invitation.");
        var person = new Person(request.Name ?? "", request.Email ?? "", request.TimeZone ?? "", now);
        db.Add(person);
        return (New(person, request, now, isAdministrator: true), person.Name);
    }

    private async Task<(Account Account, string Name)> Join(Id<Person> id, Request request, DateTimeOffset now, CancellationToken stop)
    {
        var person = await db.AtTheDoor().People.One(person => person.Id == id, stop);
        Refusal.Missing(person.HasLeft(WallClock.Today(clock, person.TimeZone)), "This link is no longer good. Ask for a new one.");
        person.Rename(request.Name ?? "");
        person.MoveTo(request.TimeZone ?? "");
        return (New(person, request, now, isAdministrator: false), person.Name);
    }

    /// <summary>What could be in strange hands ends: sessions, passkeys, the old password, browsers that were known.</summary>
    private async Task<(Account Account, string Name)> Restore(Invitation invitation, DateTimeOffset now, CancellationToken stop)
    {
        var door = db.AtTheDoor();
        var person = await door.People.One(person => person.Id == invitation.PersonId, stop);
        var account = await door.Accounts.One(account => account.PersonId == invitation.PersonId, stop);
        Refusal.Missing(account.DisabledAt is not null || person.HasLeft(WallClock.Today(clock, person.TimeZone)), "This link is no longer good. Ask for a new one.");
        (await door.Recoveries.One(recovery => recovery.InvitationId == invitation.Id, stop)).Use(now);
        foreach (var session in await door.Sessions.Where(session => session.AccountId == account.Id && session.EndedAt == null).ToListAsync(stop))
            session.End(now);

        db.RemoveRange(await door.KnownBrowsers.Where(browser => browser.AccountId == account.Id).ToListAsync(stop));
        db.RemoveRange(await door.Passkeys.Where(passkey => passkey.UserId == account.Id).ToListAsync(stop));
        account.PasswordHash = null;
        account.ConcurrencyStamp = Guid.NewGuid().ToString("N");
        return (account, person.Name);
    }

    private Account New(Person person, Request request, DateTimeOffset now, bool isAdministrator)
    {
        var account = new Account
        {
            Id = request.Passkey?.AccountId ?? Guid.CreateVersion7(),
            PersonId = person.Id,
            IsAdministrator = isAdministrator,
            CreatedAt = now,
        };
        db.Add(account.SignInWith(person.Email));
        return account;
    }

    /// <summary>The same person sending the same form again is let in; anybody else finds the link used up.</summary>
    private async Task<AccountSession> Again(Invitation invitation, Request request, Caller caller, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var account = await db.AtTheDoor().Accounts.FirstOrDefaultAsync(account => account.PersonId == invitation.PersonId && account.DisabledAt == null, stop);
        var mayBeSame = now - invitation.UsedAt < Retry && account is not null && !string.IsNullOrEmpty(request.Password);
        Refusal.Missing(!mayBeSame, Used);
        // Whoever holds a used link can guess here as well as at the front door, and it costs as much.
        var guess = await guesses.Spend(account!.Email!, caller.Network, browser: null, stop);
        Refusal.Missing(guess.Wait is not null || !passwords.Fits(account, request.Password!), Used);
        await guesses.GiveBack(guess.Spent, stop);

        var session = new AccountSession(account.Id, caller.Browser, caller.Network, now);
        db.AddRange(session, new AuditEvent(AuditKind.SignedIn, account.PersonId, now));
        await db.SaveChangesAsync(stop);
        return session;
    }
}
