using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Bench;

/// <summary><c>./bench plans 10</c>: for each page its statements, how long each took, and how the database went about it.</summary>
public static class Plans
{
    public static async Task Say(string place, int times)
    {
        var heard = new Words();
        using var folder = DataFolder.Open(Path.Combine(place, "plans"));
        await using var postgres = EmbeddedPostgres.Start(folder, heard);
        await postgres.Ready;
        await Databases.Prepare(postgres.SocketFolder, CancellationToken.None);
        var databases = Databases.Embedded(postgres.SocketFolder);
        await new Migrator(databases).Run(CancellationToken.None);
        var places = await World.Build(databases, times);
        var sync = await SyncWorld.Build(databases);
        await ExplainEverything(postgres.SocketFolder);

        foreach (var page in Bench.Pages(places).Append(Syncs.RunningOrder(sync)))
        {
            var said = 0;
            var statements = await Statements.Of(databases, [page.Path], _ => said = heard.Count);
            await Task.Delay(200);
            Console.WriteLine($"# {page.Name}");
            foreach (var statement in statements[page.Path])
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{statement.Took.TotalMilliseconds:0.00} ms: {Start(statement.Text)}"));

            foreach (var line in heard.Since(said))
                Console.WriteLine(line);
        }
    }

    private static string Start(string statement) => statement.ReplaceLineEndings(" ") is { Length: > 150 } text ? text[..150] + "…" : statement.ReplaceLineEndings(" ");

    private static async Task ExplainEverything(string socketFolder)
    {
        await using var source = NpgsqlDataSource.Create($"Host={socketFolder};Username=postgres;Database=rapport;Pooling=false");
        foreach (var setting in (string[])["session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_buffers = on", "auto_explain.log_timing = on"])
        {
            await using var command = source.CreateCommand("alter database rapport set " + setting);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class Words : ILogger
    {
        private readonly List<string> _lines = [];

        public int Count
        {
            get
            {
                lock (_lines)
                    return _lines.Count;
            }
        }

        public IReadOnlyList<string> Since(int count)
        {
            lock (_lines)
                return [.. _lines.Skip(count)];
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add(formatter(state, exception));
        }
    }
}
