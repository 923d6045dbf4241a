using Microsoft.AspNetCore.SignalR;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Syncs;
using Rapport.Features.People;
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

    /// <summary>Hears every caret that moved here. It must not take long.</summary>
    public Action<Seated, string?, Guid?, int, int, int> CaretMoved { get; set; } = (_, _, _, _, _, _) => { };

    public void Caret(Seated who, string? kind, Guid? point, int version, int anchor, int head)
    {
        Send(Others(MeetingHub.Room(who.Meeting), who.Line.ConnectionId), MeetingHub.CaretMoved, who.Person.Value, who.Name, kind, point, version, anchor, head);
        CaretMoved(who, kind, point, version, anchor, head);
    }

    /// <summary>A caret that moved at another node.</summary>
    public void CaretElsewhere(Id<Meeting> meeting, Id<Person> person, string? kind, Guid? point, int version, int anchor, int head)
    {
        if (presence.All.FirstOrDefault(seated => seated.Meeting == meeting) is { } somebody && somebody.Names.TryGetValue(person, out var name))
            Send(hub.Clients.Group(MeetingHub.Room(meeting)), MeetingHub.CaretMoved, person.Value, name, kind, point, version, anchor, head);
    }

    /// <summary>Tells everybody of a pair who else is there.</summary>
    public void Present(Id<Series> series)
    {
        var people = presence.People(series);
        foreach (var seated in presence.In(series))
        {
            var others = people.Where(person => person != seated.Person && seated.Names.ContainsKey(person)).Select(person => new { Id = person.Value, Name = seated.Names[person] });
            Send(hub.Clients.Client(seated.Line.ConnectionId), MeetingHub.Present, [others.ToArray()]);
        }
    }

    public void News(Id<Series> series) => NewsIn(MeetingHub.Room(series));

    public void NewsIn(string room) => Send(hub.Clients.Group(room), MeetingHub.News);

    public void News(Id<Sync> sync) => NewsIn(MeetingHub.Room(sync));

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
