using Microsoft.AspNetCore.Identity;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Accounts;

/// <summary>
/// How one person signs in: an e-mail address with a password, a passkey, or both. It is not the person: who they are and
/// whom they meet hangs on <see cref="Person"/>.
/// </summary>
public sealed class Account : IdentityUser<Guid>
{
    public Account() => (Id, SecurityStamp) = (Guid.CreateVersion7(), Guid.NewGuid().ToString("N"));

    public required Id<Person> PersonId { get; init; }

    /// <summary>May run the installation: people, policies, invitations. Opens no conversation.</summary>
    public bool IsAdministrator { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>The address is the person's; what they sign in with follows it.</summary>
    public Account SignInWith(string email)
    {
        (Email, UserName) = (email, email);
        (NormalizedEmail, NormalizedUserName) = (email.ToUpperInvariant(), email.ToUpperInvariant());
        ConcurrencyStamp = Guid.NewGuid().ToString("N");
        return this;
    }
}
