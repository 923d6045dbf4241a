using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rapport.Tests.Hosting;

/// <summary>The built program, run as an operator runs it, until it is stopped or killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    /// <param name="environment">Development finds the pages' files where the build left them.</param>
    /// <param name="temporary">Where it puts its temporary files, when not in the usual place.</param>
    /// <param name="trusted">Says whether a certificate that the server shows is the right one; then it is asked over TLS.</param>
    public ServerProcess(int port, string[] arguments, string? environment = null, string? temporary = null, Func<X509Certificate2, bool>? trusted = null)
    {
        Port = port;
        Address = new Uri($"{(trusted is null ? "http" : "https")}://127.0.0.1:{port}");
        _client = trusted is null ? new HttpClient { BaseAddress = Address } : Client(trusted);
        string[] urls = arguments.Contains("--urls", StringComparer.Ordinal) ? [] : ["--urls", Address.GetLeftPart(UriPartial.Authority)];
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments, .. urls])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
            start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        if (temporary is not null)
            start.Environment["TMPDIR"] = temporary;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int Id => _process.Id;

    public Uri Address { get; }

    /// <summary>A browser without scripts: it keeps its cookies, and makes a new connection for each of them.</summary>
    public HttpClient Client(Func<X509Certificate2, bool> trusted, CookieContainer? cookies = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = cookies ?? new(),
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 certificate && trusted(certificate) },
    })
    {
        BaseAddress = Address,
    };

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <param name="seconds">How long a start may take; several at once, on a busy machine, take longer.</param>
    public async Task Ready(int seconds = 30)
    {
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, ended, Task.Delay(TimeSpan.FromSeconds(seconds))) != _ready.Task)
        {
            // What it said last is heard a moment after its end.
            if (ended.IsCompleted)
                _process.WaitForExit();
            Assert.Fail("The server did not get ready.\n" + Output + Errors);
        }
    }

    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public async Task<int> Stop(string signal)
    {
        Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
        return await Ended();
    }

    public void Kill() => _process.Kill();

    public Task<HttpResponseMessage> Ask(string address) => _client.GetAsync(address);

    public async Task<string> Get(string address)
    {
        using var answer = await Ask(address);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Stop("TERM");

        _process.Dispose();
        _client.Dispose();
    }

    /// <summary>
    /// A port that nothing uses. It lies below those from which outgoing calls are made, so that a client that knocks
    /// while the server is away cannot take the server's place.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's: another one.
            }
        }
    }

    private void Hear(StringBuilder heard, string? line)
    {
        lock (heard)
            heard.AppendLine(line);

        if (line?.StartsWith("Rapport is ready on " + Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) is true)
            _ready.TrySetResult();
    }

    private static string Text(StringBuilder heard)
    {
        lock (heard)
            return heard.ToString();
    }
}
