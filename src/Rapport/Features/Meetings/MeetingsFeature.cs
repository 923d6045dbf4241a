using System.Text;
using Microsoft.AspNetCore.SignalR;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;

namespace Rapport.Features.Meetings;

/// <summary>The meeting itself: running, closing, record, export.</summary>
public static class MeetingsFeature
{
    // The largest push, and what surrounds it.
    private const int LargestCall = MeetingHub.LargestPush + 4096;

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<StartMeeting>();
        services.AddScoped<ChooseOpening>();
        services.AddScoped<DiscussPoint>();
        services.AddScoped<MoveOn>();
        services.AddScoped<PutBack>();
        services.AddScoped<WriteSharedText>();
        services.AddScoped<UnderstandLine>();
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
        services.AddSingleton<Followers>();
        services.AddSingleton<LiveTexts>();
        services.AddSingleton<TextBatch>();
        services.AddSingleton<TextHistory>();
        services.AddSingleton<TextWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<TextWriter>());
        services.AddSignalR(live =>
        {
            live.MaximumReceiveMessageSize = LargestCall;
            live.AddFilter<MeetingHub.SayWhy>();
        });
        services.AddSingleton<NodeNews>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeNews>());
        services.AddHostedService<BetweenNodes>();
        services.AddHostedService<CutOff>();
    }

    public static void Map(WebApplication app)
    {
        app.MapHub<MeetingHub>(MeetingHub.Address);
        app.MapGet("/meetings/{id:guid}.md", async (Guid id, ExportMeeting export, Viewer viewer, CancellationToken stop) =>
        {
            var (name, text) = await export.Run(new(id), viewer, stop);
            return Results.File(Encoding.UTF8.GetBytes(text), "text/markdown; charset=utf-8", name);
        }).WantFreshProof();
    }
}
