using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rapport.Bench;

/// <summary>A program that serves on a port of this machine, from its start to its end.</summary>
public sealed class Served : IAsyncDisposable
{
    private readonly Process _process;
    private bool _isOver;

    private Served(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>From the start of the program to its first answer.</summary>
    public TimeSpan UntilReady { get; private set; }

    /// <summary>Resident memory in MB.</summary>
    public int Memory => Status("VmRSS") / 1024;

    /// <summary>What it holds at this moment.</summary>
    public Held Held => new(Memory, Status("Threads"), Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length);

    /// <summary>Processor time so far.</summary>
    public Spent Cpu => Spent.By(_process.Id);

    public static async Task<Served> Start(string program, Func<int, IEnumerable<string>> arguments, string ready)
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, arguments(port)) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var process = Process.Start(start)!;
        var served = new Served(process, port);
        // Trouble is told there and nowhere else.
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && !text.StartsWith("Rapport is ready", StringComparison.Ordinal))
                Console.Error.WriteLine(text);
        };
        process.BeginOutputReadLine();
        // Whoever stops the measuring stops what it started.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (!served._isOver)
                process.Kill();
        };
        using var client = new HttpClient { BaseAddress = new Uri("http://localhost:" + port) };
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");

            try
            {
                if ((await client.GetAsync(ready)).StatusCode == HttpStatusCode.OK)
                {
                    served.UntilReady = clock.Elapsed;
                    return served;
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(3);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<TimeSpan> Run(string program, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? clock.Elapsed : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();

        await _process.WaitForExitAsync();
        _isOver = true;
        _process.Dispose();
    }

    private int Status(string line) => int.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(line + ":", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <param name="Memory">Resident, in MB.</param>
/// <param name="Files">Sockets count too.</param>
public sealed record Held(int Memory, int Threads, int Files);
