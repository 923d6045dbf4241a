using Microsoft.AspNetCore.SignalR;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Passes on to the browsers of a pair that something of theirs was saved, as soon as it is.</summary>
public sealed class TellBrowsers(SavedNews news, IHubContext<MeetingHub> hub, ILogger<TellBrowsers> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        news.Listener = series => _ = Tell(series);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        news.Listener = _ => { };
        return Task.CompletedTask;
    }

    private async Task Tell(Id<Series> series)
    {
        try
        {
            await hub.Clients.Group(MeetingHub.Room(series)).SendAsync(MeetingHub.News);
        }
        catch (Exception trouble)
        {
            // What was saved is saved; browsers catch up with the next news.
            log.LogWarning(trouble, "News of a change did not go out");
        }
    }
}
