using Microsoft.AspNetCore.SignalR;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Says to the browsers of a meeting what its texts took, where the other person's caret stands and who is there. It never
/// waits for a slow one: whoever misses something sees a gap between versions and asks for it.
/// </summary>
public sealed class LiveTexts(IHubContext<MeetingHub> hub, Presence presence, ILogger<LiveTexts> log)
{
    public void Changed(TextPlace place, IReadOnlyList<TextChange> taken, string? except = null)
    {
        if (taken.Count > 0)
            Changed(place, taken[^1].Version, [.. taken.Select(change => new Change(change.Client, change.AuthorId.Value, change.Change))], except);
    }

    public void Changed(TextPlace place, int version, IReadOnlyList<Change> changes, string? except = null) =>
        Send(Others(MeetingHub.Room(place.Meeting), except), MeetingHub.Changed, place.Kind.ToString(), place.Point?.Value, version, changes);

    public void Caret(Seated who, string? kind, Guid? point, int version, int anchor, int head) =>
        Send(Others(MeetingHub.Room(who.Meeting), who.Line.ConnectionId), MeetingHub.CaretMoved, who.Person.Value, who.Name, kind, point, version, anchor, head);

    /// <summary>Tells everybody of a pair who else is there.</summary>
    public void Present(Id<Series> series)
    {
        var here = presence.In(series).ToList();
        foreach (var seated in here)
        {
            var others = here.Where(other => other.Person != seated.Person).DistinctBy(other => other.Person).Select(other => new { Id = other.Person.Value, other.Name });
            Send(hub.Clients.Client(seated.Line.ConnectionId), MeetingHub.Present, [others.ToArray()]);
        }
    }

    public void News(Id<Series> series) => Send(hub.Clients.Group(MeetingHub.Room(series)), MeetingHub.News);

    private IClientProxy Others(string room, string? except) => except is null ? hub.Clients.Group(room) : hub.Clients.GroupExcept(room, except);

    private async void Send(IClientProxy to, string what, params object?[] said)
    {
        try
        {
            await to.SendCoreAsync(what, said);
        }
        catch (Exception trouble)
        {
            // What was saved is saved; browsers catch up with the next news.
            log.LogWarning("News did not go out: {Trouble}", trouble.GetType().Name);
        }
    }
}
