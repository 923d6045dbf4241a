using System.Text;
using Rapport.Access;

namespace Rapport.Features.Meetings;

/// <summary>The meeting itself: running, closing, record, export.</summary>
public static class MeetingsFeature
{
    // A browser says which meeting it has open, and nothing else.
    private const int LargestCall = 1024;

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<StartMeeting>();
        services.AddScoped<ChooseOpening>();
        services.AddScoped<DiscussPoint>();
        services.AddScoped<MoveOn>();
        services.AddScoped<PutBack>();
        services.AddScoped<WriteSharedText>();
        services.AddScoped<TakeOnPromise>();
        services.AddScoped<TakeDecision>();
        services.AddScoped<ReviseDecision>();
        services.AddScoped<PublishDecision>();
        services.AddScoped<CloseMeeting>();
        services.AddScoped<ReopenMeeting>();
        services.AddScoped<MeetingQueries>();
        services.AddScoped<NextDate>();
        services.AddScoped<ExportMeeting>();
        services.AddScoped<LoopAnswers>();
        services.AddSingleton<Presence>();
        services.AddSignalR(live => live.MaximumReceiveMessageSize = LargestCall);
        services.AddHostedService<TellBrowsers>();
    }

    public static void Map(WebApplication app)
    {
        app.MapHub<MeetingHub>(MeetingHub.Address);
        app.MapGet("/meetings/{id:guid}.md", async (Guid id, ExportMeeting export, Viewer viewer, CancellationToken stop) =>
        {
            var (name, text) = await export.Run(new(id), viewer, stop);
            return Results.File(Encoding.UTF8.GetBytes(text), "text/markdown; charset=utf-8", name);
        });
    }
}
