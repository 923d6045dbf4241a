using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Mvc;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Features.Accounts;

/// <summary>How people get in and out: sign-in, sessions, passkeys, invitations, restored sign-ins.</summary>
public static class AccountsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = Passwords.Rounds);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        AddPasskeys(services);
        services.AddOptions<CookieTempDataProviderOptions>().Configure((CookieTempDataProviderOptions once, ServerOptions options) => once.Cookie.SetSafely("rapport-once", options.InsecureHttp));

        services.AddScoped<AccountQueries>();
        services.AddScoped<InvitationQueries>();
        services.AddScoped<RecoveryQueries>();
        services.AddScoped<FirstAdministratorLink>();
        services.AddScoped<InvitePerson>();
        services.AddScoped<WithdrawInvitation>();
        services.AddScoped<AcceptInvitation>();
        services.AddScoped<SignIn>();
        services.AddScoped<ProveAgain>();
        services.AddScoped<SignOut>();
        services.AddScoped<EndSession>();
        services.AddScoped<DescribeMyself>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<ChangePasskeys>();
        services.AddScoped<ChangeAdministration>();
        services.AddScoped<RestoreSignIn>();
        services.AddScoped<ConfirmRecovery>();
    }

    public static void Map(WebApplication app) => PasskeysApi.Map(app);

    // Identity brings what is hard to get right, hashing and passkeys, and stays behind them; sessions are our own.
    private static void AddPasskeys(IServiceCollection services)
    {
        services.AddIdentityCore<Account>();
        services.AddScoped<IUserStore<Account>, UserOnlyStore<Account, RapportDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // The device asks for a finger, a face or its code, so that a passkey alone is as good as two factors.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            // The browser's own word, signed with the passkey: our forms carry no Origin header, since our pages send no referrer.
            passkeys.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.HttpContext.Request is var request
                && string.Equals(asked.Origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
        });
        services.AddScoped<Passkeys>();
    }
}
