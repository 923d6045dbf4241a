using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rapport.BrowserTests.Blind;

/// <summary>
/// Stands between browser and server and writes down all that passes, either way: addresses, headers, bodies as they are and
/// unpacked, and what lines carry.
/// </summary>
internal sealed class Recorder : IAsyncDisposable
{
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "Transfer-Encoding", "Connection", "Keep-Alive", "Host", "Content-Length", "Upgrade" };

    private readonly HttpClient _server;
    private readonly int _port;
    private readonly MemoryStream _record = new();
    private readonly Lock _gate = new();
    private readonly WebApplication _app;

    private Recorder(int port)
    {
        _port = port;
        _server = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(context => context.WebSockets.IsWebSocketRequest ? CarryLine(context) : Carry(context));
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public int Requests { get; private set; }

    public byte[] Record
    {
        get
        {
            lock (_gate)
                return _record.ToArray();
        }
    }

    public static async Task<Recorder> Before(int port)
    {
        var recorder = new Recorder(port);
        await recorder._app.StartAsync();
        return recorder;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private void Write(params ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _record.Write(bytes);
            _record.WriteByte((byte)'\n');
        }
    }

    private void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    private async Task Carry(HttpContext context)
    {
        var asked = context.Request;
        using var body = new MemoryStream();
        await asked.Body.CopyToAsync(body);
        lock (_gate)
            Requests++;
        Write($"{asked.Method} {asked.Path}{asked.QueryString}\n{string.Join('\n', asked.Headers.Select(header => $"{header.Key}: {header.Value}"))}");
        Write(body.ToArray());

        using var request = new HttpRequestMessage(new(asked.Method), $"{asked.Path.ToUriComponent()}{asked.QueryString}");
        if (body.Length > 0 || asked.Method == "POST")
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in asked.Headers.Where(header => !Own.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. values]))
                request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
        }

        request.Headers.Host = asked.Host.Value;
        try
        {
            using var answer = await _server.SendAsync(request, context.RequestAborted);
            var said = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            Write($"{(int)answer.StatusCode}\n{answer.Headers}{answer.Content.Headers}");
            Write(said);
            Write(Unpacked(said, string.Join(',', answer.Content.Headers.ContentEncoding)));
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !Own.Contains(header.Key)))
                context.Response.Headers[name] = values.ToArray();
            if (said.Length > 0)
                await context.Response.Body.WriteAsync(said, context.RequestAborted);
        }
        catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
        {
            context.Abort();
        }
    }

    private static byte[] Unpacked(byte[] said, string encoding)
    {
        using Stream? stream = encoding switch
        {
            "br" => new BrotliStream(new MemoryStream(said), CompressionMode.Decompress),
            "gzip" => new GZipStream(new MemoryStream(said), CompressionMode.Decompress),
            "deflate" => new ZLibStream(new MemoryStream(said), CompressionMode.Decompress),
            _ => null,
        };
        using var unpacked = new MemoryStream();
        stream?.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private async Task CarryLine(HttpContext context)
    {
        using var server = new ClientWebSocket();
        foreach (var name in (string[])["Cookie", "Origin", "User-Agent"])
        {
            if (context.Request.Headers.TryGetValue(name, out var value))
                server.Options.SetRequestHeader(name, value);
        }

        server.Options.SetRequestHeader("Host", context.Request.Host.Value);
        Write($"LINE {context.Request.Path}{context.Request.QueryString}");
        try
        {
            await server.ConnectAsync(new Uri($"ws://127.0.0.1:{_port}{context.Request.Path}{context.Request.QueryString}"), context.RequestAborted);
            using var browser = await context.WebSockets.AcceptWebSocketAsync();
            await Task.WhenAny(Pass(browser, server, context.RequestAborted), Pass(server, browser, context.RequestAborted));
        }
        catch (Exception broken) when (broken is OperationCanceledException or WebSocketException or IOException)
        {
            // Whichever side went, the other one hears of it.
        }
    }

    private async Task Pass(WebSocket from, WebSocket to, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (await from.ReceiveAsync(buffer.AsMemory(), stop) is { MessageType: not WebSocketMessageType.Close } got)
        {
            message.Write(buffer, 0, got.Count);
            if (got.EndOfMessage)
            {
                Write(message.ToArray());
                message.SetLength(0);
            }

            await to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, stop);
        }
    }
}
