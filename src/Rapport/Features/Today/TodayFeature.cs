namespace Rapport.Features.Today;

/// <summary>The first page of the day, and the way to everything else by its name.</summary>
public static class TodayFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<TodayQueries>();
        services.AddScoped<Palette>();
    }

    public static void Map(WebApplication app) => Palette.Map(app);
}
