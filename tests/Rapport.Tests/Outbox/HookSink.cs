using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rapport.Tests.Outbox;

/// <summary>The receiving end of a webhook on this machine, which takes everything, or misbehaves as a test wants.</summary>
internal sealed class HookSink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    public HookSink(X509Certificate2? certificate = null, IPAddress? address = null)
    {
        (_certificate, _listener) = (certificate, new(address ?? IPAddress.Loopback, 0));
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/hooks/secret-of-ours-9f3c";

    public ConcurrentQueue<(string Head, string Body)> Taken { get; } = [];

    /// <summary>How often somebody came to the door, whatever they said.</summary>
    public int Connections => _connections;

    /// <summary>The whole answer, as it goes over the line; or <c>!hang</c>, <c>!reset</c>, <c>!garbage</c>, <c>!endless</c>, <c>!endless headers</c>.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = Serve(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            Stream line = client.GetStream();
            if (_certificate is not null)
            {
                var safe = new SslStream(line);
                await safe.AuthenticateAsServerAsync(_certificate);
                line = safe;
            }

            while (await Take(line))
                await Reply(line, client);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or was sent away.
        }
    }

    private async Task<bool> Take(Stream line)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await line.ReadAsync(one, _end.Token) == 0)
                return false;
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").First(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await line.ReadExactlyAsync(body, _end.Token);
        Taken.Enqueue((head.ToString(), Encoding.UTF8.GetString(body)));
        return true;
    }

    private async Task Reply(Stream line, TcpClient client)
    {
        var much = new byte[64 * 1024];
        new Random(7).NextBytes(much);
        switch (Answer)
        {
            case "!hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
                break;
            case "!reset":
                client.LingerState = new(enable: true, seconds: 0);
                throw new IOException();
            case "!garbage":
                await line.WriteAsync(much, _end.Token);
                throw new IOException();
            case "!endless":
                await line.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _end.Token);
                while (true)
                    await line.WriteAsync(much, _end.Token);
            case "!endless headers":
                await line.WriteAsync("HTTP/1.1 200 OK\r\nX: "u8.ToArray(), _end.Token);
                Array.Fill(much, (byte)'x');
                while (true)
                    await line.WriteAsync(much, _end.Token);
            default:
                await line.WriteAsync(Encoding.Latin1.GetBytes(Answer), _end.Token);
                break;
        }
    }
}
