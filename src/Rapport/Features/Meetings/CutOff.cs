using Microsoft.AspNetCore.SignalR;
using Npgsql;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Ends the line of whoever has lost their session or the meeting, within a second or two and although they do nothing:
/// what the other person types must not reach them any more.
/// </summary>
public sealed class CutOff(
    Presence presence, Followers followers, [FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource database, IHubContext<MeetingHub> hub, TimeProvider clock, ILogger<CutOff> log)
    : BackgroundService
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
        List<Line> here =
        [
            .. presence.All.Select(seated => new Line(seated.Line, MeetingHub.Room(seated.Series), seated.Meeting, new(seated.Session, seated.Meeting, null))),
            .. followers.All.Select(follower => new Line(follower.Line, follower.Room, null, follower.Question)),
        ];
        if (here.Count == 0)
            return;

        try
        {
            var asked = here.Select(line => line.Question).Distinct().ToList();
            var seats = await LiveSeats.Ask(database, asked, clock.GetUtcNow(), stop);
            var now = asked.Zip(seats).ToDictionary(pair => pair.First, pair => pair.Second);
            foreach (var line in here)
            {
                if (now[line.Question] is { Reads: false } lost)
                    _ = Cut(line, lost.IsIn ? NotTheirs : SignedOut);
            }
        }
        catch (Exception trouble) when (!stop.IsCancellationRequested)
        {
            // Without the database nothing reaches anybody either.
            log.LogWarning("Who is still there could not be asked: {Trouble}", trouble.GetType().Name);
        }
    }

    private async Task Cut(Line line, string why)
    {
        var connection = line.Caller.ConnectionId;
        presence.Leave(connection);
        followers.Leave(connection);
        if (line.Meeting is { } meeting)
            await hub.Groups.RemoveFromGroupAsync(connection, MeetingHub.Room(meeting));
        await hub.Groups.RemoveFromGroupAsync(connection, line.Room);
        await Task.WhenAny(hub.Clients.Client(connection).SendAsync(MeetingHub.Cut, why), Task.Delay(Goodbye));
        line.Caller.Abort();
    }

    /// <summary>A connection, and what it has to be allowed for.</summary>
    private sealed record Line(HubCallerContext Caller, string Room, Id<Meeting>? Meeting, LiveQuestion Question);
}
