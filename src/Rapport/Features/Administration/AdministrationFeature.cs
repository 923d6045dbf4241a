namespace Rapport.Features.Administration;

/// <summary>Where those who run the installation find everything that is theirs to keep.</summary>
public static class AdministrationFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<SeriesDatesQueries>();
        services.AddScoped<ShowSeries>();
    }
}
