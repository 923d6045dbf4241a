using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Hosting;

namespace Rapport.Bench;

/// <summary>
/// 300 meetings in which both type three characters a second in one text: how long until the other one's browser has it,
/// and until it is acknowledged, which is after the commit; and what an idle participant costs in memory. Beside it, in the
/// same run: as many bare WebSockets that are merely echoed, and one commit.
/// </summary>
public static class Typing
{
    // Each of so many people meets each of the others.
    private const int People = 25;
    private const int Pairs = People * (People - 1) / 2;
    private const double PerSecond = 3;
    private const int LongHistory = 5_000;
    private const int LongText = 1_500;
    private const int Openings = 300;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(20);

    /// <param name="minutes">Types that long instead, and looks every minute whether anything grows.</param>
    public static async Task Say(string program, string place, int minutes = 0)
    {
        var measuring = minutes > 0 ? TimeSpan.FromMinutes(minutes) : Measuring;
        var (commits, meetings) = await Build(Path.Combine(place, "typing"));
        await using var server = await Served.Start(
            program, port => ["--data", Path.Combine(place, "typing"), "--key-file", Path.Combine(place, "typing-key"), "--urls", "http://localhost:" + port.ToString(CultureInfo.InvariantCulture)], "/health/ready");
        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(place, "typing", "socket")).Owner);
        var cookies = new List<string>();
        for (var person = 0; person < People; person++)
        {
            // So many at once from one network would be slowed down.
            await Run(source, "delete from guess_budget");
            using var visitor = await Visitor.SignIn(server.Port, Email(person), World.Password);
            cookies.Add(visitor.Cookies);
        }

        var before = server.Memory;
        var hands = new List<Hand>();
        foreach (var (meeting, one, other) in meetings)
        {
            hands.Add(await Hand.Sit(server.Port, cookies[one], meeting));
            hands.Add(await Hand.Sit(server.Port, cookies[other], meeting));
        }

        var idle = (server.Memory - before) * 1024d / hands.Count;

        var typing = true;
        var work = hands.Select((hand, at) => hand.Type(hands[at ^ 1], () => Volatile.Read(ref typing))).ToList();
        await Task.Delay(Warming);
        hands.ForEach(hand => hand.Forget());
        var held = new List<Held> { server.Held };
        for (var minute = 0; minute < minutes; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(1));
            held.Add(server.Held);
        }

        if (minutes == 0)
            await Task.Delay(measuring);
        Volatile.Write(ref typing, false);
        await Task.WhenAll(work);
        var echo = await Echo();
        var (fresh, old) = await Open(hands[0], hands[2]);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"**Typing together**: {Pairs} meetings, {2 * Pairs} participants ({People} people, each with all others), {PerSecond} characters a second each; {hands.Sum(hand => hand.Seen.Count) / measuring.TotalSeconds:0} a second reached the other one."));
        Console.WriteLine();
        Console.WriteLine("| | p50 | p99 | Aim |");
        Console.WriteLine("|---|--:|--:|---|");
        Row("Seen by the other", [.. hands.SelectMany(hand => hand.Seen)], "30 ms, 150 ms");
        Row("Acknowledged, after the commit", [.. hands.SelectMany(hand => hand.Acknowledged)], "");
        Row("A bare WebSocket echo, as many at the same pace", echo, "");
        Row("One commit of one row, alone", commits, "");
        Row($"Opening a text with a history of {LongHistory:N0} changes", old, "as the next");
        Row("Opening the same text, written at once", fresh, "");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Memory per idle participant: {idle:0} KB (aim: 150 KB)."));
        if (minutes > 0)
        {
            Console.WriteLine();
            Console.WriteLine("| After | Memory | Threads | Open files |");
            Console.WriteLine("|---|--:|--:|--:|");
            foreach (var (after, now) in held.Index())
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {after} min | {now.Memory} MB | {now.Threads} | {now.Files} |"));
        }

        foreach (var hand in hands)
            hand.Dispose();
    }

    /// <summary>How long two texts of the same length take to open, in milliseconds, in turns: one written at once, one letter by letter.</summary>
    private static async Task<(List<double> Fresh, List<double> Old)> Open(Hand fresh, Hand old)
    {
        await fresh.Write(LongText, 1);
        await old.Write(LongText, LongHistory);
        var (taken, takenOld) = (new List<double>(), new List<double>());
        for (var time = 0; time < Openings; time++)
        {
            taken.Add(await fresh.Open());
            takenOld.Add(await old.Open());
        }

        return (taken, takenOld);
    }

    /// <summary>A server that says again what it hears.</summary>
    public static async Task Serve(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:" + port);
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
                return;

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } got)
                await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, context.RequestAborted);
        });
        await app.RunAsync();
    }

    private static async Task<List<double>> Echo()
    {
        await using var server = await Served.Start(Environment.ProcessPath!, port => ["echo", port.ToString(CultureInfo.InvariantCulture)], "/");
        var taken = new ConcurrentQueue<double>();
        var end = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 2 * Pairs).Select(async _ =>
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/"), CancellationToken.None);
            var buffer = new byte[200];
            await Task.Delay(Random.Shared.Next(330));
            while (end.Elapsed < TimeSpan.FromSeconds(8))
            {
                var sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(buffer.AsMemory(0, 150), WebSocketMessageType.Text, true, CancellationToken.None);
                await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                taken.Enqueue(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                await Task.Delay(TimeSpan.FromSeconds(1 / PerSecond));
            }

            socket.Abort();
        }));
        return [.. taken];
    }

    private static void Row(string what, List<double> taken, string aim)
    {
        taken.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {taken[taken.Count / 2]:0.0} ms | {taken[(int)(taken.Count * 0.99)]:0.0} ms | {aim} |"));
    }

    /// <returns>How long single commits took, in milliseconds, and the meetings.</returns>
    private static async Task<(List<double> Commits, List<(Guid Meeting, int One, int Other)> Meetings)> Build(string place)
    {
        using var folder = DataFolder.Open(place);
        await using var postgres = EmbeddedPostgres.Start(folder, NullLogger.Instance);
        await postgres.Ready;
        await Databases.Prepare(postgres.SocketFolder, CancellationToken.None);
        var databases = Databases.Embedded(postgres.SocketFolder);
        await new Migrator(databases).Run(CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(databases.Owner);

        var meetings = await Meet(databases);

        var commits = new List<double>();
        await Run(source, "create table bench_row (id int primary key, value int); insert into bench_row values (1, 0)");
        for (var at = 0; at < 500; at++)
        {
            var began = Stopwatch.GetTimestamp();
            await Run(source, "update bench_row set value = value + 1");
            commits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await Run(source, "drop table bench_row");
        return (commits, meetings);
    }

    private static async Task<List<(Guid Meeting, int One, int Other)>> Meet(Databases databases)
    {
        // The fewest rounds: signing people in is not what is measured.
        var hash = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(null!, World.Password);
        await using var source = NpgsqlDataSource.Create(databases.Jobs);
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        var (now, meetings) = (TimeProvider.System.GetUtcNow(), new List<(Guid, int, int)>());
        var people = Enumerable.Range(0, People).Select(number => new Person($"Typist {number}", Email(number), "UTC", now)).ToList();
        db.AddRange(people);
        db.AddRange(people.Select(person => new Account { PersonId = person.Id, CreatedAt = now, PasswordHash = hash }.SignInWith(person.Email!)));
        for (var one = 0; one < People; one++)
        {
            for (var other = one + 1; other < People; other++)
            {
                var series = new Series(SeriesKind.Direct, people[one].Id, people[other].Id, people[one].Id, now.AddDays(-1));
                var meeting = Meeting.Unplanned(series.Id, now, 30);
                meeting.Start(people[one].Id, now);
                db.AddRange(series, meeting);
                meetings.Add((meeting.Id.Value, one, other));
            }
        }

        await db.SaveChangesAsync();
        return meetings;
    }

    private static string Email(int number) => string.Create(CultureInfo.InvariantCulture, $"typist{number}@bench.example");

    private static async Task Run(NpgsqlDataSource source, string statement, params object[] with)
    {
        await using var command = source.CreateCommand(statement);
        foreach (var value in with)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One participant: a socket, what they sent and when, and when the other one's came.</summary>
    private sealed class Hand : IDisposable
    {
        private readonly Lock _text = new();
        private readonly string _client = Guid.NewGuid().ToString();
        private HubLine _line = null!;
        private int _version;
        private int _length;

        /// <summary>When the change was sent that is on its way; one at a time, as a browser does.</summary>
        private long _sent;
        private Hand? _other;

        public ConcurrentQueue<double> Seen { get; } = [];

        public ConcurrentQueue<double> Acknowledged { get; } = [];

        public static async Task<Hand> Sit(int port, string cookies, Guid meeting)
        {
            var hand = new Hand();
            hand._line = await HubLine.Open(port, cookies, hand.Hear);
            await hand._line.Ask("Join", $"\"{meeting}\"");
            return hand;
        }

        /// <summary>Types one character after the other; each is of the length one, so that its place is known.</summary>
        public async Task Type(Hand other, Func<bool> goesOn)
        {
            _other = other;
            await Task.Delay(Random.Shared.Next((int)(1000 / PerSecond)));
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / PerSecond));
            while (goesOn() && await pace.WaitForNextTickAsync())
            {
                Volatile.Write(ref _sent, Stopwatch.GetTimestamp());
                for (var isTaken = false; !isTaken;)
                    isTaken = await Push();
                Acknowledged.Enqueue(Stopwatch.GetElapsedTime(_sent).TotalMilliseconds);
            }
        }

        /// <summary>Writes the last words of the meeting: all at once, or letter by letter, the last of them over and over.</summary>
        public async Task Write(int characters, int changes)
        {
            var version = 0;
            while (version < changes)
            {
                var next = Enumerable.Range(version, Math.Min(MeetingHub.MostChanges, changes - version)).Select(at => Change(at, characters, changes));
                var answer = await _line.Ask("Push", string.Create(CultureInfo.InvariantCulture, $"\"LastWords\",null,{version},\"{_client}\",[{string.Join(',', next)}]"));
                if (answer.GetProperty("outcome").GetString() != "taken")
                    throw new InvalidOperationException("The last words were not taken: " + answer);
                version = answer.GetProperty("version").GetInt32();
            }
        }

        private static string Change(int at, int characters, int changes) => string.Create(CultureInfo.InvariantCulture, $"{(at, changes) switch
        {
            (_, 1) => $"[[0,\"{new string('x', characters)}\"]]",
            (0, _) => "[[0,\"x\"]]",
            _ when at < characters => $"[{at},[0,\"x\"]]",
            _ => $"[{characters - 1},[1,\"x\"]]",
        }}");

        /// <summary>Opens the last words of the meeting.</summary>
        /// <returns>How long it took, in milliseconds.</returns>
        public async Task<double> Open()
        {
            var began = Stopwatch.GetTimestamp();
            await _line.Ask("Open", "\"LastWords\",null");
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        public void Forget()
        {
            Seen.Clear();
            Acknowledged.Clear();
        }

        public void Dispose() => _line.Dispose();

        private async Task<bool> Push()
        {
            int length, version;
            lock (_text)
                (length, version) = (_length, _version);
            var change = length == 0 ? "[[0,\"x\"]]" : length > 1500 ? $"[[{length},\"x\"]]" : string.Create(CultureInfo.InvariantCulture, $"[{length},[0,\"x\"]]");
            var answer = await _line.Ask("Push", string.Create(CultureInfo.InvariantCulture, $"\"Concern\",null,{version},\"{_client}\",[{change}]"));
            var outcome = answer.GetProperty("outcome").GetString();
            var isTaken = outcome == "taken";
            if (!isTaken && outcome != "behind")
                throw new InvalidOperationException("A character was not taken: " + answer);
            lock (_text)
            {
                if (isTaken)
                    Take(answer.GetProperty("version").GetInt32(), change);
                else
                    TakeAll(answer.GetProperty("version").GetInt32(), answer.GetProperty("changes"));
            }

            return isTaken;
        }

        private void Take(int version, string change)
        {
            if (version != _version + 1)
                return;
            _version = version;
            _length = change.StartsWith("[[", StringComparison.Ordinal) ? 1 : _length + 1;
        }

        private void TakeAll(int version, JsonElement changes)
        {
            var at = version - changes.GetArrayLength();
            foreach (var change in changes.EnumerateArray())
                Take(++at, change.GetProperty("change").GetRawText());
        }

        private void Hear(string what, JsonElement said)
        {
            if (what != MeetingHub.Changed)
                return;
            if (_other is { } other)
                Seen.Enqueue(Stopwatch.GetElapsedTime(Volatile.Read(ref other._sent)).TotalMilliseconds);
            lock (_text)
                TakeAll(said[2].GetInt32(), said[3]);
        }
    }
}
