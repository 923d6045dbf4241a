namespace Rapport.Features.Agendas;

/// <summary>What a pair wants to talk about: points, open until closed.</summary>
public static class AgendasFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<AddPoint>();
        services.AddScoped<RewritePoint>();
        services.AddScoped<ClosePoint>();
        services.AddScoped<ReopenPoint>();
        services.AddScoped<PlacePoint>();
        services.AddScoped<AgendaQueries>();
        services.AddScoped<KeepTemplate>();
        services.AddScoped<AddFromTemplate>();
        services.AddScoped<TemplateQueries>();
    }
}
