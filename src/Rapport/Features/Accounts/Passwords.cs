using Microsoft.AspNetCore.Identity;

namespace Rapport.Features.Accounts;

/// <summary>Keeps and compares passwords, used as they were typed.</summary>
public sealed class Passwords(IPasswordHasher<Account> hasher)
{
    /// <summary>
    /// PBKDF2-HMAC-SHA-512. One comparison takes about 145 ms of one core of a server's AMD EPYC under .NET 10; whoever guesses
    /// is to pay at least 100 ms, so the number grows with the machines.
    /// </summary>
    public const int Rounds = 400_000;

    private readonly Lazy<string> _nobodys = new(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    public void Set(Account account, string password) => account.PasswordHash = hasher.HashPassword(account, password);

    /// <summary>Costs the same whether or not there is such an account and whether or not it has a password.</summary>
    public bool Fits(Account? account, string password)
    {
        var answer = hasher.VerifyHashedPassword(account!, account?.PasswordHash ?? _nobodys.Value, password);
        if (account?.PasswordHash is null || answer == PasswordVerificationResult.Failed)
            return false;

        if (answer == PasswordVerificationResult.SuccessRehashNeeded)
            Set(account, password);

        return true;
    }
}
