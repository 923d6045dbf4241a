using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rapport.Tests.Outbox;

/// <summary>
/// A place on this machine that something is sent to. It takes whatever comes, or misbehaves as a test wants; what is said there,
/// and what is kept of it, is for the kind of place to know.
/// </summary>
internal abstract class Sink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource end = new();
    private readonly TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task accepting;
    private int connections;

    protected Sink(IPAddress? address = null)
    {
        listener = new(address ?? IPAddress.Loopback, 0);
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How often somebody came to the door, whatever they said.</summary>
    public int Connections => connections;

    /// <summary>When the first one came.</summary>
    public Task Came => came.Task;

    /// <summary>Whoever comes stands before a closed door: they hear nothing, and nothing that they say is read.</summary>
    public bool IsShut { get; set; }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    protected abstract Task Talk(Line line);

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                Interlocked.Increment(ref connections);
                came.TrySetResult();
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
            var line = new Line(client, end.Token);
            if (IsShut)
                await line.Hang();
            await Talk(line);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or was sent away.
        }
    }

    /// <summary>What one who came says, and is told.</summary>
    protected sealed class Line(TcpClient client, CancellationToken end)
    {
        private Stream stream = client.GetStream();

        public bool IsEncrypted => stream is SslStream;

        public Task Hang() => Task.Delay(Timeout.InfiniteTimeSpan, end);

        public async Task Encrypt(X509Certificate2 certificate)
        {
            var safe = new SslStream(stream);
            await safe.AuthenticateAsServerAsync(certificate);
            stream = safe;
        }

        /// <returns>A line as it came, without its end; nothing once the other side has said all.</returns>
        public async Task<string?> Read()
        {
            var (text, one) = (new StringBuilder(), new byte[1]);
            while (await stream.ReadAsync(one, end) > 0)
            {
                text.Append((char)one[0]);
                if (text.Length >= 2 && text[^1] == '\n' && text[^2] == '\r')
                    return text.ToString(0, text.Length - 2);
            }

            return text.Length > 0 ? text.ToString() : null;
        }

        public async Task<byte[]> Read(int length)
        {
            var bytes = new byte[length];
            await stream.ReadExactlyAsync(bytes, end);
            return bytes;
        }

        /// <summary>Says this as it stands; or says what comes before <c>!hang</c>, <c>!drop</c>, <c>!reset</c>, <c>!garbage</c> or <c>!endless</c>, and does that.</summary>
        public async Task Say(string answer)
        {
            var how = answer.IndexOf('!', StringComparison.Ordinal) is >= 0 and var at ? answer[at..] : "";
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer[..^how.Length]), end);
            if (how.Length > 0)
                await Misbehave(how);
        }

        private async Task Misbehave(string how)
        {
            var much = new byte[64 * 1024];
            switch (how)
            {
                case "!hang":
                    await Hang();
                    break;
                case "!reset":
                    client.LingerState = new(enable: true, seconds: 0);
                    break;
                case "!garbage":
                    new Random(7).NextBytes(much);
                    await stream.WriteAsync(much, end);
                    break;
                case "!endless":
                    Array.Fill(much, (byte)'2');
                    while (true)
                        await stream.WriteAsync(much, end);
                default:
                    Assert.Equal("!drop", how);
                    break;
            }

            throw new IOException();
        }
    }
}
