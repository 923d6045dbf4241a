using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Rapport.BrowserTests;

/// <summary>
/// What stands in front of several nodes and knows nothing of people: each connection goes to the next node that takes it.
/// Lines, which stay, and everything else take turns apart.
/// </summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<int> _lines = Channel.CreateUnbounded<int>();
    private readonly int[] _nodes;
    private readonly Task _work;
    private int _lineTurn;
    private int _turn;

    /// <param name="nodes">Their ports.</param>
    public Balancer(params int[] nodes)
    {
        _nodes = nodes;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _work = Accept();
    }

    public Uri Address { get; }

    /// <summary>The port of the node that has taken the next line.</summary>
    public Task<int> NextLine(TimeSpan within) => _lines.Reader.ReadAsync().AsTask().WaitAsync(within);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The scene is over.
        }
    }

    private async Task Carry(TcpClient browser)
    {
        using var _ = browser;
        try
        {
            var beginning = new byte[16 * 1024];
            var length = await browser.GetStream().ReadAsync(beginning, _end.Token);
            var isLine = beginning.AsSpan(0, length).StartsWith("GET /live/"u8);
            using var node = await Next(isLine);
            await node.GetStream().WriteAsync(beginning.AsMemory(0, length), _end.Token);
            // Whichever side ends, the other one hears of it.
            await Task.WhenAny(browser.GetStream().CopyToAsync(node.GetStream(), _end.Token), node.GetStream().CopyToAsync(browser.GetStream(), _end.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // The browser sees a connection that ends, as it does with any balancer.
        }
    }

    private async Task<TcpClient> Next(bool isLine)
    {
        foreach (var _ in _nodes)
        {
            var turn = isLine ? _lineTurn++ : Interlocked.Increment(ref _turn);
            var (node, port) = (new TcpClient(), _nodes[turn % _nodes.Length]);
            try
            {
                await node.ConnectAsync(IPAddress.Loopback, port, _end.Token);
                if (isLine)
                    _lines.Writer.TryWrite(port);
                return node;
            }
            catch (SocketException)
            {
                node.Dispose();
            }
        }

        throw new IOException("No node is left.");
    }
}
