using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// The line between a meeting and the browsers that have it open: news that something changed, which they read from the
/// page, and the texts that both type in. Every call asks anew who it is that calls, and what they may.
/// </summary>
public sealed class MeetingHub(
    RapportDb db, Sessions sessions, SessionCookie cookie, TextHistory history, TextWriter writer, LiveTexts live, Presence presence, Followers followers) : Hub
{
    public const string Address = "/live/meetings";
    public const string News = "news";
    public const string Changed = "changed";
    public const string CaretMoved = "caret";
    public const string Present = "present";
    public const string Cut = "cut";
    public const int MostChanges = 200;
    public const int LargestPush = 256 * 1024;
    public const int LongestClient = 64;

    /// <summary>Who is told how a connection says its name.</summary>
    public sealed record Joined(Guid Me, string Name);

    public static string Room(Id<Series> series) => $"series:{series}";

    public static string Room(Id<Meeting> meeting) => $"meeting:{meeting}";

    public static string Room(Id<Sync> sync) => $"sync:{sync}";

    public async Task<Joined> Join(Guid meeting)
    {
        var viewer = await Viewer();
        var id = new Id<Meeting>(meeting);
        var seen = db.SeenBy(viewer);
        var pair = await (from known in seen.Meetings
                          where known.Id == id
                          join series in seen.ReadableSeries on known.SeriesId equals series.Id
                          from person in seen.People
                          where person.Id == series.ManagerId || person.Id == series.ReportId
                          select new { series.Id, Person = person.Id, person.Name }).ToListAsync(Context.ConnectionAborted);
        Refusal.Missing(pair.Count == 0);

        var room = pair[0].Id;
        var before = presence.Of(Context.ConnectionId);
        if (before is not null && before.Meeting != id)
            await Leave(before);
        await Groups.AddToGroupAsync(Context.ConnectionId, Room(room), Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, Room(id), Context.ConnectionAborted);
        presence.Come(new(Context, viewer.SessionId, id, room, viewer.PersonId, viewer.Name, pair.ToDictionary(one => one.Person, one => one.Name)));
        await Clients.OthersInGroup(Room(room)).SendAsync(News, Context.ConnectionAborted);
        return new(viewer.PersonId.Value, viewer.Name);
    }

    /// <summary>News alone, for the standing page of a pair: whoever follows it sits in no meeting.</summary>
    public async Task Follow(Guid series)
    {
        var viewer = await Viewer();
        var id = new Id<Series>(series);
        _ = await db.SeenBy(viewer).ReadableSeries.AsNoTracking().One(known => known.Id == id, Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, Room(id), Context.ConnectionAborted);
        followers.Come(new(Context, Room(id), new(viewer.SessionId, null, null, id)));
    }

    /// <summary>News alone, for the pages of a leadership sync.</summary>
    public async Task FollowSync(Guid sync)
    {
        var viewer = await Viewer();
        var id = new Id<Sync>(sync);
        _ = await db.SeenBy(viewer).Syncs.AsNoTracking().One(known => known.Id == id, Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, Room(id), Context.ConnectionAborted);
        followers.Come(new(Context, Room(id), new(viewer.SessionId, null, null, null, id)));
    }

    public async Task<OpenedText> Open(string kind, Guid? point)
    {
        // As of now: what the text took before is nothing to somebody who opens it.
        var now = await Read(Place(kind, point), int.MaxValue);
        return new(now.Version, now.Text);
    }

    public async Task<PulledText> Pull(string kind, Guid? point, int version)
    {
        var now = await Read(Place(kind, point), version);
        return now.Changes is { } changes ? new(now.Version, changes, null) : new(now.Version, null, now.Text);
    }

    public async Task<PushAnswer> Push(string kind, Guid? point, int version, string client, JsonElement changes)
    {
        try
        {
            var push = new TextPush(Seat.Session, Place(kind, point), version, Tab(client), Read(changes));
            return await writer.Push(push, Context.ConnectionId);
        }
        catch (Refusal refusal)
        {
            return PushAnswer.Refused(refusal.Message);
        }
        catch (IOException unknown)
        {
            throw new HubException(unknown.Message, unknown);
        }
    }

    public void Caret(string? kind, Guid? point, int version, int anchor, int head)
    {
        if (kind is not null)
            _ = Place(kind, point);
        live.Caret(Seat, kind, kind is null ? null : point, version, anchor, head);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (presence.Leave(Context.ConnectionId) is { } left)
            await Leave(left);

        followers.Leave(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>What somebody may not do is said to them; anything else is a bug, and its words stay here.</summary>
    public sealed class SayWhy : IHubFilter
    {
        public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
        {
            try
            {
                return await next(invocationContext);
            }
            catch (Refusal refusal)
            {
                throw new HubException(refusal.Message, refusal);
            }
        }
    }

    private Seated Seat => presence.Of(Context.ConnectionId) ?? throw new HubException("Join a meeting first.");

    private async Task Leave(Seated left)
    {
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, Room(left.Series));
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, Room(left.Meeting));
        await Clients.Group(Room(left.Series)).SendAsync(News);
        live.Caret(left, null, null, 0, 0, 0);
    }

    private TextPlace Place(string kind, Guid? point)
    {
        var known = SharedTextKinds.Live(kind);
        Refusal.Missing(known is null || known.Value.IsUnderAPoint() != point is not null);
        return new(Seat.Meeting, known.Value, point is { } id ? new Id<AgendaPoint>(id) : null);
    }

    private async Task<TextSince> Read(TextPlace place, int version)
    {
        var seen = db.SeenBy(await Viewer());
        var here = await seen.Meetings.Where(meeting => meeting.Id == place.Meeting)
            .Select(meeting => new
            {
                Text = seen.SharedTexts.Where(text => text.MeetingId == meeting.Id && text.Kind == place.Kind && text.PointId == place.Point)
                    .Select(text => (Id<SharedText>?)text.Id).FirstOrDefault(),
                Point = seen.AgendaPoints.Where(point => point.Id == place.Point && point.SeriesId == meeting.SeriesId).Select(point => point.Details).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(Context.ConnectionAborted);
        Refusal.Missing(here is null || (place.Point is not null && here.Point is null));

        return here.Text is { } known && await history.Of(known, version, Context.ConnectionAborted) is { } since
            ? since
            : new(0, place.Kind == SharedTextKind.Details ? here.Point! : "", version == 0 ? [] : null);
    }

    private static string Tab(string client)
    {
        var isWord = client is { Length: > 0 and <= LongestClient } && client.All(letter => letter is > ' ' and <= '~');
        Refusal.Invalid(!isWord || client == SharedText.Form, "This page does not say its name. Open it again.");
        return client;
    }

    private static List<ChangeSet> Read(JsonElement changes)
    {
        var many = "This is too much at once. Paste it in smaller pieces.";
        Refusal.Invalid(changes.ValueKind != JsonValueKind.Array || changes.GetArrayLength() == 0, "There is nothing to save.");
        Refusal.Invalid(changes.GetArrayLength() > MostChanges || Encoding.UTF8.GetByteCount(changes.GetRawText()) > LargestPush, many);
        return [.. changes.EnumerateArray().Select(ChangeSet.Read)];
    }

    /// <summary>Who calls, asked anew: the session may have ended since the connection was made.</summary>
    private async Task<Viewer> Viewer()
    {
        var session = Context.GetHttpContext() is { } request ? cookie.Read(request.Request) : null;
        return session is { } id && await sessions.Find(id, Context.ConnectionAborted) is { NeedsPasskey: false } viewer
            ? viewer
            : throw new HubException("Sign in first.");
    }
}
