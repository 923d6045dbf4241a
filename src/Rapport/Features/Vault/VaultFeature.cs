using System.Threading.RateLimiting;

namespace Rapport.Features.Vault;

/// <summary>Private notes: encrypted in the browser, kept here as bytes.</summary>
public static class VaultFeature
{
    /// <summary>How often a person's browsers may ask: a page of anything is a request, so the largest vault opens in one go.</summary>
    public const string Pace = "vault";

    private const int Burst = 400;
    private const int PerSecond = 10;

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<VaultQueries>();
        services.AddScoped<FoundVault>();
        services.AddScoped<ChangeVault>();
        services.AddScoped<RetireVault>();
        services.AddScoped<TakeNotesAlong>();
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(Pace, context => RateLimitPartition.GetTokenBucketLimiter(context.User.FindFirst("sub")?.Value ?? "", _ => new()
            {
                TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
            }));
        });
    }

    public static void Use(WebApplication app) => app.UseRateLimiter();

    public static void Map(WebApplication app) => VaultApi.Map(app);
}
