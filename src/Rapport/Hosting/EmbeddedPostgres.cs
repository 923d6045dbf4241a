using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Rapport.Hosting;

/// <summary>
/// The database that Rapport brings along: one PostgreSQL cluster in the data folder, run as a child process and
/// reached through a Unix socket there, never over a network. It ends with the server; when it crashes it is started again.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>What the socket's folder is called inside the data folder.</summary>
    public const string Socket = "socket";

    private const string SocketFile = ".s.PGSQL.5432";
    private const int LongestSocketPath = 107;

    private readonly ILogger _log;
    private readonly string _cluster;
    private readonly PostgresAccount _account;
    private readonly PostgresPrograms _programs;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _lastLines = new();
    private Process? _process;
    private bool _stopping;

    private EmbeddedPostgres(DataFolder folder, ILogger log)
    {
        (_log, _cluster, SocketFolder) = (log, folder["cluster"], folder[Socket]);
        if (Path.Combine(SocketFolder, SocketFile).Length > LongestSocketPath)
            throw new StartRefused($"The path {folder.Path} is too long for a database socket. Choose a shorter one with --data.");

        _account = PostgresAccount.For(_cluster);
        if (!_account.Reaches(folder.Path))
            throw new StartRefused($"The account {_account.Name}, which runs the database, cannot enter {folder.Path}. Allow it (chmod o+x on that folder and those above it), or choose another with --data.");

        _programs = PostgresPrograms.For(_account);
    }

    /// <summary>The folder of the socket, which is what a connection names as its host.</summary>
    public string SocketFolder { get; }

    /// <summary>Done when the database first answers; fails with <see cref="StartRefused"/> when it cannot.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Called when the database is back after a crash: connections from before are dead.</summary>
    public Action? CameBack { get; set; }

    public static EmbeddedPostgres Start(DataFolder folder, ILogger log)
    {
        var postgres = new EmbeddedPostgres(folder, log);
        // The child is told of its parent's death when the thread that started it ends, so this one must outlive the child.
        new Thread(postgres.Keep) { IsBackground = true, Name = "Embedded PostgreSQL" }.Start();
        return postgres;
    }

    /// <summary>Ends the database: running statements are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        Interrupt(Shell.Interrupt);
        if (await Task.WhenAny(_ended.Task, Task.Delay(TimeSpan.FromSeconds(20))) != _ended.Task)
            Interrupt(Shell.Quit);

        await _ended.Task;
    }

    private void Interrupt(int signal)
    {
        lock (_gate)
        {
            _stopping = true;
            if (_process is { HasExited: false })
                Shell.Signal(_process.Id, signal);
        }
    }

    private void Keep()
    {
        try
        {
            Create();
            var pause = TimeSpan.FromMilliseconds(100);
            for (var failures = 0; RunOnce(); failures++)
            {
                _log.LogError("The database stopped unexpectedly and is started again. Its last words: {Words}", string.Join(" / ", _lastLines));
                Thread.Sleep(pause * Math.Min(failures, 50));
            }
        }
        catch (Exception broken)
        {
            if (!_ready.TrySetException(broken as StartRefused ?? new StartRefused($"The database cannot be started: {broken.Message}", broken)))
                _log.LogCritical(broken, "The database cannot be started again");
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Runs the database until it ends. True: it should be running and is not.</summary>
    private bool RunOnce()
    {
        EndWhatIsLeft();
        Process process;
        lock (_gate)
        {
            if (_stopping)
                return false;

            _process = process = Launch();
        }

        while (!process.HasExited && !IsReady(process.Id))
            Thread.Sleep(5);

        if (process.HasExited && !_ready.Task.IsCompleted)
            throw new StartRefused($"The database did not start: {string.Join(" / ", _lastLines)}");

        if (!_ready.TrySetResult())
            CameBack?.Invoke();

        process.WaitForExit();
        lock (_gate)
            return !_stopping;
    }

    private void Create()
    {
        _account.MakeFolder(SocketFolder);
        if (!Directory.Exists(_cluster))
        {
            // Made aside and then renamed: what is called the cluster is always a whole one.
            var partial = _cluster + ".new";
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);

            _account.MakeFolder(partial);
            var command = _account.Wrap(
                _programs.InitDb, "--pgdata", partial, "--username", "postgres", "--auth", "peer", "--encoding", "UTF8",
                "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-locale", "--no-instructions");
            Shell.Run(command[0], command[1..]);
            Directory.Move(partial, _cluster);
        }

        // Only root and the account itself reach the socket's folder, and the database asks the kernel who is calling.
        File.WriteAllText(Path.Combine(_cluster, "pg_hba.conf"), "local all all peer map=rapport\n");
        File.WriteAllText(Path.Combine(_cluster, "pg_ident.conf"), $"rapport root all\nrapport \"{_account.Name}\" all\n");
    }

    private Process Launch()
    {
        var command = _account.Wrap(_programs.Postgres, ["-D", _cluster, "-k", SocketFolder, .. Settings.SelectMany(setting => (string[])["-c", setting])]);
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

        _lastLines.Clear();
        var process = Shell.Start(start);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private static readonly string[] Settings =
    [
        "listen_addresses=", "unix_socket_permissions=0700",
        "fsync=on", "full_page_writes=on", "synchronous_commit=on",
        "timezone=UTC", "log_timezone=UTC", "jit=off",
        // Two nodes with all their connections, a backup, and somebody who looks.
        "max_connections=200",
        // Statements are few, prepared, and look things up along indexes: planning each of them anew, as the database
        // otherwise does while a fresh plan looks cheaper, cost more than it found, the more so the longer the history.
        "plan_cache_mode=force_generic_plan",
        // What people wrote must not reach a log: no failing statement, no detail that quotes a value.
        "log_min_messages=log", "log_min_error_statement=panic", "log_error_verbosity=terse",
    ];

    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        _lastLines.Enqueue(line);
        if (_lastLines.Count > 6)
            _lastLines.TryDequeue(out _);

        _log.LogDebug("{Line}", line);
    }

    private bool IsReady(int process) =>
        ReadLines(PidFile) is { Length: > 7 } lines
        && lines[0] == process.ToString(CultureInfo.InvariantCulture)
        && lines[7].StartsWith("ready", StringComparison.Ordinal);

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private string PidFile => Path.Combine(_cluster, "postmaster.pid");

    /// <summary>
    /// After a kill the old database may still be ending, or its processes outlive it by a moment. The folder is held by
    /// this server alone, so whatever still works in the cluster is a remainder.
    /// </summary>
    private void EndWhatIsLeft()
    {
        var patience = Stopwatch.StartNew();
        while (AtWork() is { Count: > 0 } processes)
        {
            foreach (var process in processes)
                Shell.Signal(process, patience.Elapsed < TimeSpan.FromSeconds(20) ? Shell.Interrupt : Shell.Quit);

            Thread.Sleep(20);
        }

        // PostgreSQL clears up after a dead process by itself, but stays out when a zombie, or somebody else's process, has its number.
        foreach (var file in (string[])[PidFile, Path.Combine(SocketFolder, SocketFile + ".lock")])
        {
            if (ReadLines(file) is [var number, ..] && Directory.Exists("/proc/" + number.Trim()))
                File.Delete(file);
        }
    }

    // The database and all its processes work in the cluster's folder.
    private List<int> AtWork() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let process = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0
           where process > 0 && WorkingFolder(folder) == _cluster
           select process,
    ];

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
