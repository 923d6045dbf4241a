namespace Rapport.Features.OpenLoops;

/// <summary>What people promised each other, until its owner says how it ended.</summary>
public static class OpenLoopsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ProposeLoop>();
        services.AddScoped<AcceptLoop>();
        services.AddScoped<DeclineLoop>();
        services.AddScoped<KeepLoop>();
        services.AddScoped<PostponeLoop>();
        services.AddScoped<GiveUpLoop>();
        services.AddScoped<ExplainLoop>();
        services.AddScoped<ReopenLoop>();
        services.AddScoped<OpenLoopQueries>();
    }
}
