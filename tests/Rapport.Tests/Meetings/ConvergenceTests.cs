using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>
/// Many tabs of two people type in one text, over two nodes on one database, while their lines break, news comes late, twice or
/// in another order and pushes are sent twice: in the end all of them show the text that is stored, everything that was
/// typed is in its history once, and it is known who wrote what. 500 histories always; 10,000 with RAPPORT_PROVE=1.
/// </summary>
public sealed class ConvergenceTests(Host host) : IClassFixture<Host>
{
    private static readonly int Histories = Proof.IsWanted ? 10_000 : 500;

    private int _typed;
    private int _breaks;

    [Fact]
    public async Task All_tabs_end_with_the_text_that_is_stored_and_everything_typed_is_there_once()
    {
        var took = Stopwatch.StartNew();
        await using var other = await Host.Start(new(), host.Database, host.Clock);
        var cast = await Cast.In(host);
        var left = new ConcurrentQueue<int>(Enumerable.Range(0, Histories));
        var pairs = cast.All.SelectMany((one, at) => cast.All.Skip(at + 1).Select(two => (One: one, Two: two))).ToList();
        await Task.WhenAll(pairs.Select(pair => Task.Run(() => Work(cast, pair.One, pair.Two, other, left))));
        Proof.Add(string.Create(CultureInfo.InvariantCulture,
            $"typing together: {Histories:N0} histories over two nodes, {_typed:N0} changes typed, {_breaks:N0} broken lines, 0 that did not come together, 0 lost, 0 doubled, 0 with a wrong writer; {took.Elapsed.TotalSeconds:0} s"));
    }

    private async Task Work(Cast cast, Member one, Member two, WebApplication other, ConcurrentQueue<int> left)
    {
        var series = await cast.Pair(one, two);
        await using var db = cast.Db();
        var meeting = await new StartMeeting(db, host.Clock).Run(series.Id, one.Viewer, default);
        AccountSession[] sessions = [await cast.SignIn(one, host.Clock.GetUtcNow()), await cast.SignIn(two, host.Clock.GetUtcNow())];
        while (left.TryDequeue(out var number))
        {
            var point = new AgendaPoint(series.Id, one.Id, PointKind.Point, null, Part.People, "Point " + number, null, number, 0, host.Clock.GetUtcNow());
            db.Add(point);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            var tabs = Enumerable.Range(0, 2 + (number % 3))
                .Select(at => new Typing(new Random((number * 10) + at), new Tab("Note", point.Id.Value), point.Id.Value, sessions[at % 2], at % 2 == 0 ? host.App : other, other, host.App, meeting.Value)).ToList();
            await Task.WhenAll(tabs.Select(tab => tab.Work()));
            foreach (var tab in tabs)
                await tab.Finish();
            Interlocked.Add(ref _typed, tabs.Sum(tab => tab.Typed.Count));
            Interlocked.Add(ref _breaks, tabs.Sum(tab => tab.Breaks));
            await Check(cast, number, point.Id, tabs);
        }
    }

    private static async Task Check(Cast cast, int number, Id<AgendaPoint> point, List<Typing> tabs)
    {
        await using var db = cast.Db();
        var stored = await db.Set<SharedText>().AsNoTracking().SingleAsync(text => text.PointId == point);
        var history = await db.Set<TextChange>().AsNoTracking().Where(change => change.TextId == stored.Id).OrderBy(change => change.Version).ToListAsync();
        foreach (var tab in tabs)
            Assert.True(tab.Tab.Text == stored.Text && tab.Tab.Version == stored.Version, $"History {number}: “{tab.Tab.Text}” at {tab.Tab.Version}, stored is “{stored.Text}” at {stored.Version}");

        // Letter by letter, by another way than the one that is tested.
        var letters = new List<(char Letter, Id<Person> By)>();
        foreach (var change in history)
        {
            var (next, at) = (new List<(char, Id<Person>)>(), 0);
            foreach (var step in Edits.Read(JsonDocument.Parse(change.Change).RootElement).Steps)
            {
                next.AddRange(step.Insert.Select(letter => (letter, change.AuthorId)));
                next.AddRange(letters.Skip(at).Take(step.Keep));
                at += step.Keep + step.Delete;
            }

            letters = next;
        }

        Assert.Equal(stored.Text, string.Concat(letters.Select(letter => letter.Letter)));
        Assert.Equal(letters.Select(letter => letter.By), Authorship.Read(stored.Authorship).SelectMany(stretch => Enumerable.Repeat(stretch.By, stretch.Length)));
        var typed = tabs.SelectMany(tab => tab.Typed).ToList();
        Assert.Equal(typed.Count, history.Count);
        Assert.All(typed.Where(words => words.Length > 0), words => Assert.Single(history, change => change.Change.Contains(words, StringComparison.Ordinal)));
    }

    /// <summary>One tab with a mind of its own.</summary>
    private sealed class Typing(Random dice, Tab tab, Guid point, AccountSession session, WebApplication node, WebApplication one, WebApplication two, Guid meeting) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(int Version, JsonElement Changes)> _news = [];
        private LiveLine? _line;
        private WebApplication _node = node;

        public Tab Tab => tab;

        /// <summary>What each change inserted; nothing for one that only deleted.</summary>
        public List<string> Typed { get; } = [];

        public int Breaks { get; private set; }

        public async Task Work()
        {
            await Connect();
            await tab.Open(_line!);
            for (var turn = 0; turn < 6; turn++)
            {
                for (var keys = dice.Next(1, 3); keys > 0; keys--)
                    Type();
                HearSome();
                if (dice.Next(12) == 0)
                    await Break();
                if (dice.Next(3) > 0)
                    await tab.Push(_line!, hastily: dice.Next(5) == 0);
                await Task.Delay(dice.Next(4));
            }

            while (!tab.IsSaved)
                await tab.Push(_line!);
        }

        public async Task Finish()
        {
            await tab.Pull(_line!);
            await _line!.DisposeAsync();
        }

        public ValueTask DisposeAsync() => _line?.DisposeAsync() ?? ValueTask.CompletedTask;

        private void Type()
        {
            var from = Whole(dice.Next(tab.Text.Length + 1));
            var to = dice.Next(3) == 0 ? Whole(Math.Min(tab.Text.Length, from + dice.Next(6))) : from;
            var token = to > from && dice.Next(2) == 0 ? "" : $"{tab.Client[..6]}/{Typed.Count};";
            var words = token.Length == 0 ? "" : token + dice.Next(4) switch { 0 => "🎉", 1 => "\n", _ => "" };
            Typed.Add(token);
            tab.Type(from, to, words);
        }

        // Never between the halves of a pair.
        private int Whole(int at) => at > 0 && at < tab.Text.Length && char.IsLowSurrogate(tab.Text[at]) ? at - 1 : at;

        private void HearSome()
        {
            var heard = new List<(int Version, JsonElement Changes)>();
            while (_news.TryDequeue(out var one))
                heard.Add(one);
            var order = heard.ToArray();
            if (dice.Next(3) == 0)
                dice.Shuffle(order);
            foreach (var (version, changes) in order.Where(_ => dice.Next(4) > 0))
                tab.Hear(version, changes);
        }

        private async Task Break()
        {
            Breaks++;
            await _line!.DisposeAsync();
            _node = dice.Next(2) == 0 ? one : two;
            await Connect();
        }

        private async Task Connect()
        {
            _line = await LiveLine.To(_node, session);
            _line.Listener = (what, said) =>
            {
                if (what == MeetingHub.Changed && said[1].GetGuid() == point)
                    _news.Enqueue((said[2].GetInt32(), said[3]));
            };
            await _line.Join(meeting);
        }
    }
}
