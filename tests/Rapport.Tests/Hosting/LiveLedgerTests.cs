using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Tests.Meetings;

namespace Rapport.Tests.Hosting;

/// <summary>
/// Two people type in the same two texts of the real program, letter group by letter group, while it is killed, or its
/// database, or both: what was acknowledged is there, once, and both end with the same text. Ten rounds always, a hundred
/// with RAPPORT_PROVE=1.
/// </summary>
public sealed class LiveLedgerTests : IAsyncLifetime
{
    private const string Password = "seven quiet lanterns by the lake";
    private static readonly int Rounds = Proof.IsWanted ? 100 : 10;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess _server = null!;
    private Cast _cast = null!;
    private Guid _meeting;
    private Guid _point;

    private string Data => Path.Combine(_place.FullName, "data");

    private string Socket => Path.Combine(Data, "socket");

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        await Start();
        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Socket).Jobs);
        RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        var now = DateTimeOffset.UtcNow;
        _cast = await Cast.In(Db, now);
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo, from: DateOnly.FromDateTime(now.UtcDateTime).AddDays(-30));
        await using var db = Db();
        foreach (var member in new[] { _cast.Hanna, _cast.Teo })
        {
            member.Account.PasswordHash = new PasswordHasher<Account>().HashPassword(member.Account, Password);
            db.Update(member.Account);
        }

        var point = new AgendaPoint(series.Id, _cast.Teo.Id, PointKind.Point, null, Part.Process, "The licence", null, 1, 0, now);
        db.Add(point);
        await db.SaveChangesAsync();
        _meeting = (await new StartMeeting(db, TimeProvider.System).Run(series.Id, _cast.Hanna.Viewer, default)).Value;
        _point = point.Id.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_that_was_acknowledged_while_typing_is_lost_or_doubled_by_a_kill()
    {
        var took = Stopwatch.StartNew();
        var cookies = new List<string>();
        foreach (var member in new[] { _cast.Hanna, _cast.Teo })
        {
            using var browser = await Typist.Enter(member, Password, _port, _meeting, _point, new Ledger());
            cookies.Add(browser.Cookies);
        }

        var hands = new[] { ("Note", (Guid?)_point), ("Details", _point) }
            .SelectMany(text => cookies.Select((cookie, at) => new Hand(text.Item1, new Tab(text.Item1, text.Item2), $"{"HT"[at]}", cookie, _port, _meeting))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            await Round((Victim)(round % 3), hands);
            await Check(hands);
        }

        foreach (var hand in hands)
            await hand.Work(() => !hand.Tab.IsSaved);
        foreach (var hand in hands)
            await hand.Look();
        var stored = await Check(hands);
        foreach (var hand in hands)
        {
            Assert.Equal(stored[hand.Kind].Text, hand.Tab.Text);
            Assert.All(hand.Typed, word => Assert.Single(stored[hand.Kind].Text.Split(';'), written => written == word));
            hand.Dispose();
        }

        await ATamperedDatabaseIsCaught(hands);
        Proof.Add(string.Create(CultureInfo.InvariantCulture,
            $"kill -9 while both type in one text: {Rounds} rounds, {hands.Sum(hand => hand.Acknowledged.Count):N0} changes acknowledged, 0 lost, 0 doubled; both ended with the same text; the control's loss found; {took.Elapsed.TotalSeconds:0} s"));
    }

    private async Task Round(Victim victim, List<Hand> hands)
    {
        var typing = true;
        var work = Task.WhenAll(hands.Select(hand => hand.Work(() => Volatile.Read(ref typing), types: true)));
        await Task.Delay(Random.Shared.Next(300, Proof.IsWanted ? 2000 : 900));
        var postmaster = Postmaster()!.Value;
        if (victim != Victim.Database)
            _server.Kill();
        if (victim != Victim.Server)
            Process.GetProcessById(postmaster).Kill();
        Volatile.Write(ref typing, false);
        await work;

        var away = Stopwatch.StartNew();
        if (victim != Victim.Database)
        {
            await _server.Ended();
            await _server.DisposeAsync();
            await Start();
        }

        while (Postmaster() is not { } id || id == postmaster || await _server.Get("/health/ready") != "ready")
        {
            Assert.True(away.Elapsed < ReadyWithin, $"Not ready again after {away.Elapsed} ({victim}).\n" + _server.Output + _server.Errors);
            await Task.Delay(10);
        }
    }

    private async Task<Dictionary<string, (string Text, int Version)>> Check(List<Hand> hands)
    {
        var stored = await Stored();
        Assert.Empty(Faults(stored, hands));
        return stored;
    }

    private static IEnumerable<string> Faults(Dictionary<string, (string Text, int Version)> stored, List<Hand> hands)
    {
        foreach (var hand in hands)
        {
            var written = stored.GetValueOrDefault(hand.Kind, (Text: "", Version: 0)).Text.Split(';').CountBy(word => word).ToDictionary();
            foreach (var word in hand.Acknowledged.Where(word => !written.ContainsKey(word)))
                yield return $"{word} was acknowledged and is lost";
            foreach (var word in hand.Typed.Where(word => written.GetValueOrDefault(word) > 1))
                yield return $"{word} is there twice";
        }
    }

    /// <summary>What is stored; and the history tells the same text.</summary>
    private async Task<Dictionary<string, (string Text, int Version)>> Stored()
    {
        await using var database = await Open();
        await using var command = new NpgsqlCommand(
            """
            select kind, text, version, array(select change from text_change where text_id = id order by text_change.version) from shared_text where kind in ('Note', 'Details')
            """,
            database);
        await using var row = await command.ExecuteReaderAsync();
        var texts = new Dictionary<string, (string, int)>();
        while (await row.ReadAsync())
        {
            var changes = row.GetFieldValue<string[]>(3);
            Assert.Equal(row.GetInt32(2), changes.Length);
            Assert.Equal(row.GetString(1), changes.Aggregate("", (text, change) => Edits.Read(JsonDocument.Parse(change).RootElement).Apply(text)));
            texts.Add(row.GetString(0), (row.GetString(1), row.GetInt32(2)));
        }

        return texts;
    }

    /// <summary>The control: what is not found when it is taken away on purpose is not found at all.</summary>
    private async Task ATamperedDatabaseIsCaught(List<Hand> hands)
    {
        var stored = await Stored();
        var word = hands[0].Acknowledged[0];
        stored["Note"] = (stored["Note"].Text.Replace(word + ";", "", StringComparison.Ordinal), stored["Note"].Version);
        Assert.Equal([$"{word} was acknowledged and is lost"], Faults(stored, hands));
    }

    private async Task Start()
    {
        _server = new ServerProcess(_port, ["--data", Data, "--key-file", Path.Combine(_place.FullName, "key")]);
        await _server.Ready();
    }

    private int? Postmaster()
    {
        try
        {
            return int.Parse(File.ReadLines(Path.Combine(Data, "cluster", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection($"Host={Socket};Username=rapport_owner;Database=rapport;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private enum Victim
    {
        Server,
        Database,
        Both,
    }

    /// <summary>One person in one text: types words that come once, and keeps what is not acknowledged for the next line.</summary>
    private sealed class Hand(string kind, Tab tab, string name, string cookies, int port, Guid meeting) : IDisposable
    {
        private readonly Queue<string> _waiting = [];
        private LiveLine? _line;
        private bool _isOpen;

        public string Kind => kind;

        public Tab Tab => tab;

        public List<string> Typed { get; } = [];

        public List<string> Acknowledged { get; } = [];

        public async Task Work(Func<bool> goesOn, bool types = false)
        {
            while (goesOn())
            {
                try
                {
                    await Connect();
                    if (types && tab.IsSaved)
                    {
                        // A hundred rounds must not fill a text; on a machine that is faster still one waits for the kill.
                        await Task.Delay(Random.Shared.Next(60));
                        if (tab.Text.Length > SharedText.Longest - 100)
                            continue;
                        Type();
                    }

                    Acknowledge(await tab.Push(_line!));
                    await Task.Delay(Random.Shared.Next(10));
                }
                catch (Exception gone) when (gone is IOException or WebSocketException or HttpRequestException or InvalidOperationException or TimeoutException)
                {
                    await End();
                    await Task.Delay(20);
                }
            }
        }

        public async Task Look()
        {
            await End();
            await Connect();
            await tab.Pull(_line!);
        }

        public void Dispose() => _ = End();

        private void Type()
        {
            var word = $"{name}{kind[0]}{Typed.Count}";
            Typed.Add(word);
            _waiting.Enqueue(word);
            // Words are never torn apart, so that each can be found again.
            var places = Enumerable.Range(0, tab.Text.Length + 1).Where(at => at == 0 || tab.Text[at - 1] == ';').ToArray();
            var at = places[Random.Shared.Next(places.Length)];
            tab.Type(at, at, word + ";");
        }

        private void Acknowledge(int count)
        {
            for (; count > 0; count--)
                Acknowledged.Add(_waiting.Dequeue());
        }

        private async Task Connect()
        {
            if (_line is not null)
                return;

            _line = await LiveLine.To(port, cookies);
            await _line.Join(meeting);
            if (!_isOpen)
                await tab.Open(_line);
            _isOpen = true;
        }

        private async Task End()
        {
            if (_line is { } line)
                await line.DisposeAsync();
            _line = null;
        }
    }
}
