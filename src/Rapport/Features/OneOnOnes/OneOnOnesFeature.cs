namespace Rapport.Features.OneOnOnes;

/// <summary>Standing meetings of two people: with whom, how often, and what became of each date.</summary>
public static class OneOnOnesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<SeriesQueries>();
        services.AddScoped<PairQueries>();
        services.AddScoped<StartSeries>();
        services.AddScoped<EndSeries>();
        services.AddScoped<ProposeRhythm>();
        services.AddScoped<AgreeToRhythm>();
        services.AddScoped<AnswerWithAnother>();
        services.AddScoped<WithdrawProposal>();
        services.AddScoped<ChooseGuides>();
        services.AddScoped<DivideTime>();
        services.AddScoped<MarkStatus>();
        services.AddScoped<MoveMeeting>();
        services.AddScoped<SayWhetherMet>();
        services.AddScoped<EndOnboarding>();
        services.AddScoped<CarryOverHistory>();
        services.AddScoped<TakeBackHistory>();
    }
}
