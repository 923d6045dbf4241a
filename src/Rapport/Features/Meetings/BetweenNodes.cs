using System.Globalization;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Makes several nodes one place to meet: what was saved on any of them, who is there and where carets stand reaches the
/// browsers of this one. A line is a letter and what belongs to it: n, news of a series; s, news of a sync; t, what a text took; p, who of a
/// series is at that node; c, a caret; h, that it lives; ?, that it wants to know who is where.
/// </summary>
public sealed class BetweenNodes(NodeNews nodes, SavedNews saved, LiveTexts live, Presence presence, Followers followers, TextHistory history) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    /// <summary>What a text took, as one line.</summary>
    public static string Line(TextPlace place, Id<SharedText> text, int from, int to) =>
        string.Create(CultureInfo.InvariantCulture, $"t {place.Meeting} {place.Kind} {Or(place.Point)} {text} {from} {to}");

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        nodes.Listener = Hear;
        saved.Listener = series =>
        {
            live.News(series);
            nodes.Tell($"n {series}");
        };
        saved.SyncListener = sync =>
        {
            live.News(sync);
            nodes.Tell($"s {sync}");
        };
        saved.TextListener = (place, taken) =>
        {
            live.Changed(place, taken);
            nodes.Tell(Line(place, taken[0].TextId, taken[0].Version - 1, taken[^1].Version));
        };
        presence.Moved = series =>
        {
            live.Present(series);
            nodes.Tell(Here(series));
        };
        live.CaretMoved = (who, kind, point, version, anchor, head) => nodes.Tell(
            string.Create(CultureInfo.InvariantCulture, $"c {who.Meeting} {who.Person} {kind ?? "-"} {Or(point)} {version} {anchor} {head}"));
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        (saved.Listener, saved.SyncListener, saved.TextListener, nodes.Listener) = (_ => { }, _ => { }, (_, _) => { }, (_, _) => Task.CompletedTask);
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beats = new PeriodicTimer(Beat);
        try
        {
            while (await beats.WaitForNextTickAsync(stoppingToken))
            {
                if (!presence.IsEmpty)
                    nodes.Tell("h");
                foreach (var series in presence.ForgetSilentNodes())
                    Told(series);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; the others notice its silence.
        }
    }

    private async Task Hear(string node, string line)
    {
        if (line.Length == 0)
        {
            await LookAnew();
            return;
        }

        if (!presence.Hears(node) && line != "?")
            nodes.Tell("?");
        switch (line.Split(' '))
        {
            case ["n", var series]:
                live.News(new Id<Series>(Guid.Parse(series)));
                break;
            case ["s", var sync]:
                live.News(new Id<Sync>(Guid.Parse(sync)));
                break;
            case ["t", var meeting, var kind, var point, var text, var from, var to]:
                await Took(new(new(Guid.Parse(meeting)), Enum.Parse<SharedTextKind>(kind), Point(point)), new(Guid.Parse(text)), Number(from), Number(to));
                break;
            case ["p", var series, var people]:
                presence.There(node, new(Guid.Parse(series)), people == "-" ? [] : [.. people.Split(',').Select(person => new Id<Person>(Guid.Parse(person)))]);
                Told(new(Guid.Parse(series)));
                break;
            case ["c", var meeting, var person, var kind, var point, var version, var anchor, var head]:
                live.CaretElsewhere(new(Guid.Parse(meeting)), new(Guid.Parse(person)), kind == "-" ? null : kind, Point(point)?.Value, Number(version), Number(anchor), Number(head));
                break;
            case ["?"]:
                foreach (var series in presence.All.Select(seated => seated.Series).Distinct())
                    nodes.Tell(Here(series));
                break;
        }
    }

    /// <summary>Something may have been missed: every page is asked to look, and every text says where it stands.</summary>
    private async Task LookAnew()
    {
        nodes.Tell("?");
        var here = presence.All;
        foreach (var series in here.Select(seated => seated.Series).Distinct())
        {
            nodes.Tell(Here(series));
            live.News(series);
        }

        foreach (var room in followers.All.Select(follower => follower.Room).Distinct(StringComparer.Ordinal))
            live.NewsIn(room);
        foreach (var (place, version) in await history.Versions([.. here.Select(seated => seated.Meeting).Distinct()], CancellationToken.None))
            live.Changed(place, version, []);
    }

    private async Task Took(TextPlace place, Id<SharedText> text, int from, int to)
    {
        if (!presence.All.Any(seated => seated.Meeting == place.Meeting))
            return;

        // Without them a browser sees the gap and asks.
        var since = await history.Of(text, from, CancellationToken.None);
        live.Changed(place, to, since?.Changes is { } changes ? [.. changes.Take(to - from)] : []);
    }

    /// <summary>A page shows whether the other person is here.</summary>
    private void Told(Id<Series> series)
    {
        live.Present(series);
        live.News(series);
    }

    private string Here(Id<Series> series)
    {
        var people = string.Join(',', presence.In(series).Select(seated => seated.Person).Distinct());
        return $"p {series} {(people.Length == 0 ? "-" : people)}";
    }

    private static string Or<T>(Id<T>? id) => id?.ToString() ?? "-";

    private static string Or(Guid? id) => id?.ToString() ?? "-";

    private static Id<AgendaPoint>? Point(string word) => word == "-" ? null : new(Guid.Parse(word));

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
