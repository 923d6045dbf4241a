namespace Rapport.Features.OneOnOnes;

/// <summary>Standing meetings of two people: who, how often, and what became of each date.</summary>
public static class OneOnOnesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<SeriesQueries>();
    }
}
