using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Tells browsers that something about a pair's meeting has changed, and nothing else: what it is they read from the page,
/// under the same rules as ever. A browser hears only of meetings that its viewer may read.
/// </summary>
public sealed class MeetingHub(RapportDb db, Sessions sessions, SessionCookie cookie, Presence presence) : Hub
{
    public const string Address = "/live/meetings";
    public const string News = "news";

    public static string Room(Id<Series> series) => $"series:{series}";

    public async Task Join(Guid meeting)
    {
        var viewer = await Viewer();
        var series = await db.SeenBy(viewer).Meetings.Where(known => known.Id == new Id<Meeting>(meeting)).Select(known => (Id<Series>?)known.SeriesId)
            .FirstOrDefaultAsync(Context.ConnectionAborted)
            ?? throw new HubException("There is nothing here.");

        await Groups.AddToGroupAsync(Context.ConnectionId, Room(series), Context.ConnectionAborted);
        presence.Come(Context.ConnectionId, series, viewer.PersonId);
        await Clients.OthersInGroup(Room(series)).SendAsync(News, Context.ConnectionAborted);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (presence.Leave(Context.ConnectionId) is { } series)
            await Clients.Group(Room(series)).SendAsync(News);

        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>Who calls, asked anew: the session may have ended since the connection was made.</summary>
    private async Task<Viewer> Viewer()
    {
        var session = Context.GetHttpContext() is { } request ? cookie.Read(request.Request) : null;
        return session is { } id && await sessions.Find(id, Context.ConnectionAborted) is { } viewer
            ? viewer
            : throw new HubException("Sign in first.");
    }
}
