namespace Rapport.Features.Trust;

/// <summary>What everybody can look up: who sees what of them.</summary>
public static class TrustFeature
{
    public static void Add(IServiceCollection services) => services.AddScoped<TrustQueries>();
}
