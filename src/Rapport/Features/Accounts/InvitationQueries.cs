using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>What one-time links say to those who hold them, and to administrators who made them.</summary>
public sealed class InvitationQueries(RapportDb db, TimeProvider clock)
{
    /// <param name="Name">Empty for the first administrator.</param>
    /// <param name="AccountId">Whose way in is restored.</param>
    /// <param name="WantsPasskey">A password will not do.</param>
    public sealed record Greeting(InvitationKind Kind, string? Name, string? Email, string? IssuedBy, Guid? AccountId, bool WantsPasskey);

    public sealed record Item(Id<Invitation> Id, InvitationKind Kind, string? Name, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? WithdrawnAt)
    {
        public bool IsGood(DateTimeOffset now) => UsedAt is null && WithdrawnAt is null && now < ExpiresAt;
    }

    /// <returns>Nothing when the link is no longer good, or never was one.</returns>
    public async Task<Greeting?> Greet(LinkSecret? secret, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var hash = secret?.Hash ?? [];
        var door = db.AtTheDoor();
        var wantsPasskey = await door.WantsPasskeys(stop);
        return await door.Invitations
            .Where(link => link.SecretHash == hash && link.UsedAt == null && link.WithdrawnAt == null && link.ExpiresAt > now)
            .Select(link => new Greeting(
                link.Kind,
                door.People.Where(person => person.Id == link.PersonId).Select(person => person.Name).FirstOrDefault(),
                door.People.Where(person => person.Id == link.PersonId).Select(person => person.Email).FirstOrDefault(),
                door.People.Where(person => person.Id == link.IssuedBy).Select(person => person.Name).FirstOrDefault(),
                door.Accounts.Where(account => account.PersonId == link.PersonId).Select(account => (Guid?)account.Id).FirstOrDefault(), wantsPasskey))
            .FirstOrDefaultAsync(stop);
    }

    /// <summary>The newest links first; for administrators, and nothing for anybody else.</summary>
    public Task<List<Item>> Recent(Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return seen.Invitations
            .Where(link => link.Kind != InvitationKind.FirstAdministrator)
            .OrderByDescending(link => link.IssuedAt)
            .Take(20)
            .Select(link => new Item(
                link.Id, link.Kind, seen.People.Where(person => person.Id == link.PersonId).Select(person => person.Name).FirstOrDefault(),
                link.IssuedAt, link.ExpiresAt, link.UsedAt, link.WithdrawnAt))
            .ToListAsync(stop);
    }
}
