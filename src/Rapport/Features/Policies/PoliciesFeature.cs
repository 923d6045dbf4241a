namespace Rapport.Features.Policies;

/// <summary>What the organisation has decided about one-on-ones, as rows that an administrator edits.</summary>
public static class PoliciesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<PolicyQueries>();
        services.AddScoped<RevisePolicies>();
    }
}
