namespace Rapport.Features.Meetings;

/// <summary>The meeting itself: running, closing, record, export.</summary>
public static class MeetingsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<StartMeeting>();
        services.AddScoped<ChooseOpening>();
        services.AddScoped<DiscussPoint>();
        services.AddScoped<MoveOn>();
        services.AddScoped<WriteSharedText>();
        services.AddScoped<TakeOnPromise>();
        services.AddScoped<TakeDecision>();
        services.AddScoped<ReviseDecision>();
        services.AddScoped<PublishDecision>();
        services.AddScoped<CloseMeeting>();
        services.AddScoped<ReopenMeeting>();
    }
}
