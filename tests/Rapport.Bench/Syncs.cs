using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Syncs;
using Rapport.Hosting;

namespace Rapport.Bench;

/// <summary>
/// <c>./bench sync</c>: a large leadership sync that runs. What its running order costs, and how long until what the one who leads turns to
/// is on the pages of forty people who follow, each signed in, with a line and a connection of their own.
/// </summary>
public static class Syncs
{
    private const int Changes = 100;
    private const int WarmingChanges = 20;
    private const double Within = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Comparing = TimeSpan.FromSeconds(1.5);

    internal static Bench.Page RunningOrder(SyncWorld.Places places, string who = "") => new("Running order" + who, "/leadership-sync/meetings/" + places.Meeting, 8, null, 12);

    public static async Task Say(string program, string place)
    {
        var (places, version, followed, led) = await Build(place);
        await using var server = await Bench.Serve(program, place, "sync");
        await using var plain = await Served.Start(Environment.ProcessPath!, port => ["static", port.ToString(CultureInfo.InvariantCulture)], "/1");
        var members = await SignIn(server.Port, Path.Combine(place, "sync", "socket"));

        Console.WriteLine($"**The leadership sync**: {SyncWorld.Rows}, beside the 1:1s of 241 people, {version}.");
        Console.WriteLine();
        Console.WriteLine(Bench.Head);
        Bench.Say(RunningOrder(places, ", as followed"), followed, server, members[^1].Cookies, plain);
        Bench.Say(RunningOrder(places, ", as led"), led, server, members[0].Cookies, plain);
        Console.WriteLine();
        await Lead(server, plain, members, places);
    }

    private static async Task Lead(Served server, Served plain, List<Visitor> members, SyncWorld.Places places)
    {
        var all = new List<Follower>();
        foreach (var member in members)
            all.Add(await Follower.Follow(server.Port, member, places));
        var (leader, followers) = (all[0], all[1..]);

        var turns = Turns(places).ToList();
        foreach (var turn in turns.Take(WarmingChanges))
            await Turn(leader, all, turn);
        var before = server.Cpu;
        var (told, seen, last, answered, read) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var turn in turns.Skip(WarmingChanges))
        {
            var (from, whole, when) = await Turn(leader, all, turn);
            answered.Add(Took(from, whole.Answered));
            read.Add(Took(from, whole.Read));
            told.AddRange(when.Skip(1).Select(one => Took(from, one.ToldAt)));
            seen.AddRange(when.Skip(1).Select(one => Took(from, one.SeenAt)));
            last.Add(when.Skip(1).Max(one => Took(from, one.SeenAt)));
        }

        var spent = server.Cpu.Since(before, Changes);
        all.ForEach(one => one.Dispose());
        var bytes = Figures.Measure(server.Port, RunningOrder(places).Path, members[^1].Cookies, 1, TimeSpan.FromSeconds(0.2)).Bytes;
        var alone = Figures.Measure(plain.Port, "/" + bytes, "", all.Count, Comparing);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Changes} changes by the one who leads, followed by {followers.Count} people, each with a line of their own, who say every five seconds that they are here; from the moment the change is sent:"));
        Console.WriteLine();
        Console.WriteLine("| | p50 | p99 | Aim |");
        Console.WriteLine("|---|--:|--:|---|");
        Row("Told over the line", told);
        Row("Seen: the page was fetched and shows it", seen, Within);
        Row("Seen by the last of them", last);
        Row("Answered to the one who leads", answered);
        Row("and their page was there", read);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| A static response of its size, {all.Count} at once | {alone.P50:0.0} ms | {alone.P99:0.0} ms | |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Processor time for each change, with its {all.Count + 1} pages: {spent.Own:0} ms of the server, {spent.Database:0} ms of the database."));
    }

    /// <summary>What is turned to, and the words of the page that show it: each section in its order, and within the risks three of the red ones.</summary>
    private static IEnumerable<(string Act, string Name, string Value, string Words)> Turns(SyncWorld.Places places)
    {
        var round = SyncSections.All.SelectMany(section => section == SyncSection.Risks
            ? [Section(section), .. places.Risks.Take(3).Select(risk => ("current", "item", $"risk:{risk}", $"risk-row is-current\" id=\"risk-{risk}\""))]
            : ((string, string, string, string)[])[Section(section)]).ToList();
        // The sync begins with the first.
        return Enumerable.Range(1, WarmingChanges + Changes).Select(at => round[at % round.Count]);

        static (string, string, string, string) Section(SyncSection section) => ("section", "section", section.ToString(), $"sync-section is-current\" id=\"section-{section}\"");
    }

    private static async Task<(long From, (long Answered, long Read) Leader, (long ToldAt, long SeenAt)[] Followers)> Turn(
        Follower leader, List<Follower> all, (string Act, string Name, string Value, string Words) turn)
    {
        var seen = all.Select(one => one.Await(turn.Words)).ToList();
        var from = Stopwatch.GetTimestamp();
        var answered = await leader.Send(turn.Act, turn.Name, turn.Value);
        var when = await Task.WhenAll(seen);
        await Task.Delay(Pause);
        return (from, answered, when);
    }

    private static async Task<List<Visitor>> SignIn(int port, string socketFolder)
    {
        await using var database = NpgsqlDataSource.Create(Databases.Embedded(socketFolder).Owner);
        var members = new List<Visitor>();
        for (var member = 1; member <= SyncWorld.Members; member++)
        {
            // So many at once from one network would be slowed down.
            await using var forget = database.CreateCommand("delete from guess_budget");
            await forget.ExecuteNonQueryAsync();
            members.Add(await Visitor.SignIn(port, SyncWorld.Email(member), World.Password));
        }

        return members;
    }

    private static double Took(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static void Row(string what, List<double> taken, double? aim = null)
    {
        taken.Sort();
        var p99 = taken[(int)(taken.Count * 0.99)];
        var said = aim is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{(p99 <= aim ? "reached" : "missed")}: p99 {aim:0} ms");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {taken[taken.Count / 2]:0.0} ms | {p99:0.0} ms | {said} |"));
    }

    private static async Task<(SyncWorld.Places Places, string Version, int Followed, int Led)> Build(string place)
    {
        using var folder = DataFolder.Open(Path.Combine(place, "sync"));
        await using var postgres = EmbeddedPostgres.Start(folder, NullLogger.Instance);
        await postgres.Ready;
        await Databases.Prepare(postgres.SocketFolder, CancellationToken.None);
        var databases = Databases.Embedded(postgres.SocketFolder);
        await new Migrator(databases).Run(CancellationToken.None);
        await World.Build(databases, 1);
        var places = await SyncWorld.Build(databases);
        var path = RunningOrder(places).Path;
        var followed = await Statements.Of(databases, [path]);
        var led = await Statements.Of(databases, [path], email: SyncWorld.Facilitator);
        await using var source = NpgsqlDataSource.Create(databases.Owner);
        await using var version = source.CreateCommand("select current_setting('server_version')");
        return (places, "PostgreSQL " + await version.ExecuteScalarAsync(), followed[path].Count, led[path].Count);
    }
}
