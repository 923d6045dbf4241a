using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Rapport.Bench;

/// <summary>The line of somebody who is signed in, as their browser holds it: it asks and is answered, and hears what the server says by itself.</summary>
public sealed class HubLine : IDisposable
{
    private const byte End = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly Action<string, JsonElement> _hear;
    private int _asks;

    private HubLine(Action<string, JsonElement> hear) => _hear = hear;

    /// <param name="hear">Is given what the server says: a word, and what belongs to it.</param>
    public static async Task<HubLine> Open(int port, string cookies, Action<string, JsonElement> hear)
    {
        var line = new HubLine(hear);
        line._socket.Options.SetRequestHeader("Cookie", cookies);
        await line._socket.ConnectAsync(new Uri($"ws://localhost:{port}/live/meetings"), CancellationToken.None);
        await line.Say("{\"protocol\":\"json\",\"version\":1}");
        _ = Task.Run(line.Listen);
        return line;
    }

    /// <param name="arguments">As JSON, without brackets around them.</param>
    public async Task<JsonElement> Ask(string what, string arguments)
    {
        var id = Interlocked.Increment(ref _asks);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Say(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"{what}\",\"arguments\":[{arguments}]}}"));
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Says that it lives: the server ends a line that is silent for long.</summary>
    public Task Beat() => Say("{\"type\":6}");

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private Task Say(string message) => _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), End], WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task Listen()
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            while (await _socket.ReceiveAsync(buffer.GetMemory(2048), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            {
                buffer.Advance(got.Count);
                var rest = buffer.WrittenMemory;
                for (var end = rest.Span.IndexOf(End); end >= 0; end = rest.Span.IndexOf(End))
                {
                    Hear(JsonDocument.Parse(rest[..end].ToArray()).RootElement);
                    rest = rest[(end + 1)..];
                }

                var left = rest.ToArray();
                buffer.ResetWrittenCount();
                buffer.Write(left);
            }
        }
        catch (Exception over) when (over is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is over.
        }
    }

    private void Hear(JsonElement message)
    {
        var type = message.TryGetProperty("type", out var kind) ? kind.GetInt32() : 0;
        if (type == 3 && _asked.TryRemove(int.Parse(message.GetProperty("invocationId").GetString()!, CultureInfo.InvariantCulture), out var asked))
        {
            if (message.TryGetProperty("error", out var error))
                asked.SetException(new InvalidOperationException(error.GetString()));
            else
                asked.SetResult(message.TryGetProperty("result", out var result) ? result : default);
        }
        else if (type == 1)
        {
            _hear(message.GetProperty("target").GetString()!, message.GetProperty("arguments"));
        }
    }
}
