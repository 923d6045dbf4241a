using Microsoft.AspNetCore.Identity;

namespace Rapport.Features.Accounts;

/// <summary>How people get in and out: sign-in, sessions, passkeys, invitations, restored sign-ins.</summary>
public static class AccountsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = Passwords.Rounds);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        services.AddScoped<SignIn>();
        services.AddScoped<SignOut>();
    }
}
