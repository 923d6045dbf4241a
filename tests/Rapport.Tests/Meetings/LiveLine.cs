using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>One browser tab's line to the meetings, speaking what the browser speaks: JSON over a WebSocket.</summary>
public sealed class LiveLine : IAsyncDisposable
{
    public const int Patience = 20;

    private const byte End = 0x1e;

    private readonly WebSocket _socket;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly Channel<(string What, JsonElement[] Said)> _heard = Channel.CreateUnbounded<(string, JsonElement[])>();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Task _listening;
    private int _asks;

    private LiveLine(WebSocket socket)
    {
        _socket = socket;
        _listening = Task.Run(Listen);
    }

    /// <summary>What the server said by itself, oldest first. It ends with the line.</summary>
    public ChannelReader<(string What, JsonElement[] Said)> Heard => _heard.Reader;

    /// <summary>Hears everything else that the server says, at once.</summary>
    public Action<string, JsonElement[]>? Listener { get; set; }

    /// <summary>Completes when the line has ended, from whichever side.</summary>
    public Task Ended => _listening;

    public static async Task<LiveLine> To(WebApplication server, AccountSession session)
    {
        var client = server.GetTestServer().CreateWebSocketClient();
        var cookie = Cast.Cookie(server.Services, session);
        client.ConfigureRequest = request => request.Headers.Cookie = $"{cookie.Name}={cookie.Value}";
        return await On(await client.ConnectAsync(new Uri("wss://localhost" + MeetingHub.Address), CancellationToken.None));
    }

    /// <summary>To a server that listens on a port.</summary>
    public static async Task<LiveLine> To(int port, string cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookies);
        await socket.ConnectAsync(new Uri($"ws://localhost:{port}{MeetingHub.Address}"), CancellationToken.None);
        return await On(socket);
    }

    public static async Task<LiveLine> On(WebSocket socket)
    {
        var line = new LiveLine(socket);
        await line.Say("""{"protocol":"json","version":1}""");
        return line;
    }

    public Task<JsonElement> Join(Guid meeting) => Ask("Join", meeting);

    public Task<JsonElement> Open(string kind, Guid? point = null) => Ask("Open", kind, point);

    public Task<JsonElement> Pull(string kind, Guid? point, int version) => Ask("Pull", kind, point, version);

    /// <param name="changes">As JSON.</param>
    public Task<JsonElement> Push(string kind, Guid? point, int version, string client, string changes) =>
        Ask(id => $$"""{"type":1,"invocationId":"{{id}}","target":"Push","arguments":[{{JsonSerializer.Serialize(kind)}},{{JsonSerializer.Serialize(point)}},{{version}},{{JsonSerializer.Serialize(client)}},{{changes}}]}""");

    /// <summary>Asks the server and waits for its answer.</summary>
    /// <exception cref="IOException">There was none.</exception>
    /// <exception cref="InvalidOperationException">The server said no.</exception>
    public Task<JsonElement> Ask(string what, params object?[] with) =>
        Ask(id => JsonSerializer.Serialize(new { type = 1, invocationId = id, target = what, arguments = with }));

    private async Task<JsonElement> Ask(Func<string, string> message)
    {
        var id = Interlocked.Increment(ref _asks).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Say(message(id));
        if (_listening.IsCompleted)
            answer.TrySetException(new IOException("The line has ended."));
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(Patience));
    }

    /// <summary>The next thing of this name that the server says; what else it says before is passed over.</summary>
    public async Task<JsonElement[]> Hear(string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(Patience));
        await foreach (var (said, arguments) in _heard.Reader.ReadAllAsync(patience.Token))
        {
            if (said == what)
                return arguments;
        }

        throw new IOException($"The line ended before “{what}”.");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _listening;
        _socket.Dispose();
    }

    private async Task Say(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        await _oneAtATime.WaitAsync();
        try
        {
            await _socket.SendAsync((byte[])[.. bytes, End], WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            throw new IOException("The line has ended.", gone);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task Listen()
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            while (await _socket.ReceiveAsync(buffer.GetMemory(4096), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            {
                buffer.Advance(got.Count);
                var rest = Take(buffer.WrittenMemory);
                var left = rest.ToArray();
                buffer.ResetWrittenCount();
                buffer.Write(left);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // The line has ended.
        }

        _heard.Writer.TryComplete();
        foreach (var asked in _asked.Values)
            asked.TrySetException(new IOException("The line has ended."));
    }

    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes)
    {
        for (var end = bytes.Span.IndexOf(End); end >= 0; end = bytes.Span.IndexOf(End))
        {
            using var message = JsonDocument.Parse(bytes[..end]);
            Take(message.RootElement.Clone());
            bytes = bytes[(end + 1)..];
        }

        return bytes;
    }

    private void Take(JsonElement message)
    {
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1:
                var (what, said) = (message.GetProperty("target").GetString()!, message.GetProperty("arguments").EnumerateArray().ToArray());
                if (Listener is { } listener)
                    listener(what, said);
                else
                    _heard.Writer.TryWrite((what, said));
                break;
            case 3 when _asked.TryRemove(message.GetProperty("invocationId").GetString()!, out var asked):
                if (message.TryGetProperty("error", out var error))
                    asked.TrySetException(new InvalidOperationException(error.GetString()));
                else
                    asked.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
                break;
        }
    }
}
