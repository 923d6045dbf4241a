using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Bench;

/// <summary>
/// <c>./bench</c>: builds a world, serves it with the published program, and says what its main pages cost, then again
/// with ten times the history; then what else is promised of speed. Writes a table in Markdown.
/// </summary>
public static class Bench
{
    // The compiler works over what is used most in the background, for some ten thousand visits: this measures a server that has been running.
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmingAll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Comparing = TimeSpan.FromSeconds(1.5);

    private const int Turns = 7;

    /// <param name="P50">At one connection, in milliseconds; what follows is aimed at too.</param>
    /// <param name="PerSecond">At eight connections; null: nothing is aimed at.</param>
    internal sealed record Page(string Name, string Path, double P50, double? PerSecond, int Statements = 6)
    {
        public string Aim => string.Create(CultureInfo.InvariantCulture, $"{P50:0} ms, {(PerSecond is { } many ? $"{many:0}/s, " : "")}{Statements}");
    }

    internal const string Head =
        """
        | Page | Bytes | Statements | p50, 1 | p99, 1 | per second, 1 | p50, 8 | p99, 8 | per second, 8 | Server CPU | Database CPU | Static p50, 1 | Static per second, 8 | Aim |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
        """;

    internal static string Conditions => string.Create(CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC · {Environment.ProcessorCount} cores shared by server, database and load · .NET {Environment.Version} · {RuntimeInformation.OSDescription} · load before {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["static", var port])
        {
            await Static.Serve(port);
            return 0;
        }

        if (arguments is ["echo", var echoPort])
        {
            await Typing.Serve(echoPort);
            return 0;
        }

        if (arguments is ["typing", var served])
        {
            await In(place => Typing.Say(served, place));
            return 0;
        }

        if (arguments is ["typing", var enduring, var minutes])
        {
            await In(place => Typing.Say(enduring, place, int.Parse(minutes, CultureInfo.InvariantCulture)));
            return 0;
        }

        if (arguments is ["sync", var followed])
        {
            Console.WriteLine(Conditions);
            Console.WriteLine();
            await In(place => Syncs.Say(followed, place));
            return 0;
        }

        if (arguments is ["vault", var opened])
        {
            await In(place => PrivateNotes.Say(opened, place));
            return 0;
        }

        if (arguments is ["nothing", var asked])
        {
            var isWithin = false;
            await In(async place => isWithin = await NothingHere.Say(asked, place));
            return isWithin ? 0 : 1;
        }

        if (arguments is ["plans", var size])
        {
            await In(place => Plans.Say(place, int.Parse(size, CultureInfo.InvariantCulture)));
            return 0;
        }

        if (arguments is not [var program])
        {
            await Console.Error.WriteLineAsync("Name the published program, as ./bench does.");
            return 2;
        }

        await In(place => Say(program, place));
        return 0;
    }

    private static async Task In(Func<string, Task> work)
    {
        var place = Directory.CreateTempSubdirectory("rapport-bench-");
        place.UnixFileMode |= UnixFileMode.OtherExecute;
        try
        {
            await work(place.FullName);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static async Task Say(string program, string place)
    {
        Console.WriteLine(Conditions);
        Console.WriteLine();
        var cold = await Started(program, place, "empty");
        var warm = await Started(program, place, "empty");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Start to first answer: {cold.TotalSeconds:0.00} s in an empty folder, {warm.TotalSeconds:0.00} s afterwards."));

        foreach (var times in (int[])[1, 10])
        {
            Console.WriteLine();
            await Measure(program, place, times);
        }

        Console.WriteLine();
        await Keep(program, place, "world10");
        Console.WriteLine();
        await Syncs.Say(program, place);
        Console.WriteLine();
        await Typing.Say(program, place);
        Console.WriteLine();
        await PrivateNotes.Say(program, place);
    }

    /// <summary>How long a backup and its restore take.</summary>
    private static async Task Keep(string program, string place, string name)
    {
        var archive = Path.Combine(place, "archive");
        var key = Path.Combine(place, "key");
        var backedUp = await Served.Run(program, "backup", archive, "--data", Path.Combine(place, name), "--key-file", key);
        var restored = await Served.Run(program, "restore", archive, "--data", Path.Combine(place, "restored"), "--key", key, "--key-file", Path.Combine(place, "restored-key"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Backup of the larger one: {new FileInfo(archive).Length / 1024d / 1024d:0} MB in {backedUp.TotalSeconds:0.0} s; restored, with its indexes, in {restored.TotalSeconds:0.0} s."));
    }

    private static async Task<TimeSpan> Started(string program, string place, string name)
    {
        await using var server = await Serve(program, place, name);
        return server.UntilReady;
    }

    private static async Task Measure(string program, string place, int times)
    {
        var name = "world" + times;
        var (places, rows, version, statements) = await Build(place, name, times);
        var pages = Pages(places).ToList();
        await using var server = await Serve(program, place, name);
        using var visitor = await Visitor.SignIn(server.Port, World.Email, World.Password);
        await using var plain = await Served.Start(Environment.ProcessPath!, port => ["static", port.ToString(CultureInfo.InvariantCulture)], "/1");

        Console.WriteLine($"**{rows}**, {version}.");
        Console.WriteLine();
        Console.WriteLine(Head);
        var before = server.Memory;
        foreach (var page in pages)
            Figures.Measure(server.Port, page.Path, visitor.Cookies, 4, WarmingAll / pages.Count);

        foreach (var page in pages)
        {
            if (await visitor.Status(page.Path) is var status && (int)status != 200)
            {
                Console.WriteLine($"| {page.Name} | | | | | | | | | | | | | answers {(int)status} |");
                continue;
            }

            Say(page, statements[page.Path].Count, server, visitor.Cookies, plain);
        }

        Console.WriteLine();
        Console.WriteLine($"Server memory: {before} MB after the sign-in, {server.Memory} MB after the load (aim: 250 MB).");
        Console.WriteLine();
        await Unlock(pages, server.Port, visitor.Cookies, Databases.Embedded(Path.Combine(place, name, "socket")));
    }

    /// <summary>Asks a page alone and eight at a time, beside a static response of its size, and writes its line of the table.</summary>
    internal static void Say(Page page, int statements, Served server, string cookies, Served plain)
    {
        Figures.Measure(server.Port, page.Path, cookies, 4, Warming);
        var one = Figures.Measure(server.Port, page.Path, cookies, 1, Measuring);
        var spentBefore = server.Cpu;
        var eight = Figures.Measure(server.Port, page.Path, cookies, 8, Measuring);
        var spent = server.Cpu.Since(spentBefore, eight.Requests);
        var staticOne = Figures.Measure(plain.Port, "/" + one.Bytes, "", 1, Comparing);
        var staticEight = Figures.Measure(plain.Port, "/" + one.Bytes, "", 8, Comparing);
        var isReached = one.P50 <= page.P50 && eight.PerSecond >= (page.PerSecond ?? 0) && statements <= page.Statements;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {page.Name} | {one.Bytes:N0} | {statements} | {one.P50:0.00} ms | {one.P99:0.0} ms | {one.PerSecond:N0} | {eight.P50:0.0} ms | {eight.P99:0.0} ms | {eight.PerSecond:N0} | {spent.Own:0.00} ms | {spent.Database:0.00} ms | {staticOne.P50:0.00} ms | {staticEight.PerSecond:N0} | {(isReached ? "reached" : "missed")}: {page.Aim} |"));
    }

    /// <summary>What the database's own policies cost: each page with them and without, in turns.</summary>
    private static async Task Unlock(List<Page> pages, int port, string cookies, Databases databases)
    {
        Console.WriteLine("| Row-level security | p50, with | p50, dropped | More | Aim |");
        Console.WriteLine("|---|--:|--:|--:|---|");
        await using var source = NpgsqlDataSource.Create(databases.Owner);
        foreach (var page in pages)
        {
            var (locked, open) = (new List<double>(), new List<double>());
            for (var turn = 0; turn < Turns; turn++)
            {
                foreach (var (how, taken) in new[] { ("enable", locked), ("disable", open) })
                {
                    await using var command = source.CreateCommand(
                        $"""
                        do $$
                        declare
                          locked regclass;
                        begin
                          for locked in select distinct polrelid::regclass from pg_policy
                          loop
                            execute format('alter table %s {how} row level security', locked);
                          end loop;
                        end
                        $$
                        """);
                    await command.ExecuteNonQueryAsync();
                    // Plans are made anew at first.
                    Figures.Measure(port, page.Path, cookies, 1, Comparing / 4);
                    taken.Add(Figures.Measure(port, page.Path, cookies, 1, Comparing / 2).P50);
                }
            }

            var (with, without) = (Median(locked), Median(open));
            var more = ((with / without) - 1) * 100;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {page.Name} | {with:0.00} ms | {without:0.00} ms | {more:0} % | {(more <= 15 ? "reached" : "missed")}: 15 % |"));
        }
    }

    private static double Median(List<double> taken) => taken.Order().ElementAt(taken.Count / 2);

    internal static Page[] Pages(World.Places places) =>
    [
        new("Today", "/", 3, 800),
        new("Series", "/one-on-ones/" + places.Series, 3, 800),
        new("Meeting, running", "/meetings/" + places.Meeting, 5, 400),
        new("Open loops", "/open-loops", 5, 400),
        new("Cadence health", "/cadence", 5, 400),
    ];

    internal static async Task<(World.Places Places, string Rows, string Version, Dictionary<string, IReadOnlyList<Statements.Statement>> Statements)> Build(string place, string name, int times)
    {
        using var folder = DataFolder.Open(Path.Combine(place, name));
        await using var postgres = EmbeddedPostgres.Start(folder, NullLogger.Instance);
        await postgres.Ready;
        await Databases.Prepare(postgres.SocketFolder, CancellationToken.None);
        var databases = Databases.Embedded(postgres.SocketFolder);
        await new Migrator(databases).Run(CancellationToken.None);
        var places = await World.Build(databases, times);

        await using var source = NpgsqlDataSource.Create(databases.Owner);
        await using var command = source.CreateCommand(
            """
            select (select count(*) from person), (select count(*) from series), (select count(*) from meeting), (select count(*) from open_loop),
                   (select count(*) from open_loop where ended_at is null), (select count(*) from agenda_point), current_setting('server_version')
            """);
        await using var counted = await command.ExecuteReaderAsync();
        await counted.ReadAsync();
        var rows = string.Create(CultureInfo.InvariantCulture,
            $"{counted.GetInt64(0):N0} people, {counted.GetInt64(1):N0} series, {counted.GetInt64(2):N0} meetings, {counted.GetInt64(3):N0} loops ({counted.GetInt64(4):N0} open), {counted.GetInt64(5):N0} points");
        var statements = await Statements.Of(databases, Pages(places).Select(page => page.Path));
        return (places, rows, "PostgreSQL " + counted.GetString(6), statements);
    }

    internal static Task<Served> Serve(string program, string place, string name) => Served.Start(
        program, port => ["--data", Path.Combine(place, name), "--key-file", Path.Combine(place, "key"), "--urls", "http://localhost:" + port.ToString(CultureInfo.InvariantCulture)], "/health/ready");
}
