using Microsoft.AspNetCore.SignalR;
using Npgsql;
using Rapport.Access;

namespace Rapport.Features.Meetings;

/// <summary>
/// Ends the line of whoever has lost their session or the meeting, within a second or two and although they do nothing:
/// what the other person types must not reach them any more.
/// </summary>
public sealed class CutOff(Presence presence, NpgsqlDataSource database, IHubContext<MeetingHub> hub, TimeProvider clock, ILogger<CutOff> log) : BackgroundService
{
    public const string SignedOut = "You are not signed in any more.";
    public const string NotTheirs = "This meeting is not open to you any more.";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Every);
        try
        {
            while (await rounds.WaitForNextTickAsync(stoppingToken))
                await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Nobody is cut off any more.");
        }
    }

    private async Task Look(CancellationToken stop)
    {
        var here = presence.All;
        if (here.Count == 0)
            return;

        try
        {
            var asked = here.Select(seated => new LiveQuestion(seated.Session, seated.Meeting, null)).Distinct().ToList();
            var seats = await LiveSeats.Ask(database, asked, clock.GetUtcNow(), stop);
            var now = asked.Zip(seats).ToDictionary(pair => pair.First, pair => pair.Second);
            foreach (var seated in here)
            {
                if (now[new(seated.Session, seated.Meeting, null)] is { Reads: false } lost)
                    _ = Cut(seated, lost.IsIn ? NotTheirs : SignedOut);
            }
        }
        catch (Exception trouble) when (!stop.IsCancellationRequested)
        {
            // Without the database nothing reaches anybody either.
            log.LogWarning("Who is still there could not be asked: {Trouble}", trouble.GetType().Name);
        }
    }

    private async Task Cut(Seated seated, string why)
    {
        presence.Leave(seated.Line.ConnectionId);
        await hub.Groups.RemoveFromGroupAsync(seated.Line.ConnectionId, MeetingHub.Room(seated.Meeting));
        await hub.Groups.RemoveFromGroupAsync(seated.Line.ConnectionId, MeetingHub.Room(seated.Series));
        await Task.WhenAny(hub.Clients.Client(seated.Line.ConnectionId).SendAsync(MeetingHub.Cut, why), Task.Delay(Goodbye));
        seated.Line.Abort();
    }
}
