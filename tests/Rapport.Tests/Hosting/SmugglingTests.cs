using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rapport.Tests.Hosting;

/// <summary>
/// Requests whose end a proxy in front and the program behind could see at different places, sent to the real program byte
/// by byte: none is served, and what hides behind its end is never taken for a request.
/// </summary>
public sealed class SmugglingTests : IDisposable
{
    private const string Hidden = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ";

    private static readonly string[] Heads =
    [
        "Content-Length: 0\r\nContent-Length: 60", "Content-Length: 0, 60", "Content-Length: -1", "Content-Length: 0x0", "Content-Length: 1 0", "Content-Length: 99999999999999999999",
        "Content-Length : 0", "Content-Length\t: 0", " Content-Length: 0", "Content-Length: 0\r\n folded: 60", "Content\0-Length: 0",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: identity", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        "Transfer-Encoding : chunked", "Transfer-Encoding: \u000bchunked", "Transfer-Encoding: chunked\0", "X: a\rContent-Length: 0", "X: a\0b", ": x", "Host: other",
    ];

    private static readonly string[] Chunks =
    [
        "0;\nx\r\n\r\n", "2;\n[]\r\n0\r\n\r\n", "2;x=\n\r\n[]\r\n0\r\n\r\n", "2\n[]\r\n0\r\n\r\n", "2\r[]\r\n0\r\n\r\n", "0x2\r\n[]\r\n0\r\n\r\n", "-2\r\n[]\r\n0\r\n\r\n", "+2\r\n[]\r\n0\r\n\r\n", "2 2\r\n[]\r\n0\r\n\r\n",
        "ffffffffffffffff2\r\n[]\r\n0\r\n\r\n", "2\r\n[]x0\r\n\r\n", "2\r\n[]\n0\r\n\r\n", "\r\n[]\r\n0\r\n\r\n", "g\r\n[]\r\n0\r\n\r\n",
    ];

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");

    public SmugglingTests() => _place.UnixFileMode |= UnixFileMode.OtherExecute;

    [Fact]
    public async Task Where_a_request_ends_is_never_in_doubt()
    {
        await using var server = new ServerProcess(ServerProcess.FreePort(), ["--data", Path.Combine(_place.FullName, "data"), "--key-file", Path.Combine(_place.FullName, "key")]);
        await server.Ready(seconds: 90);

        // Two requests on one line, as they should be, are both answered.
        var both = await Say(server, "POST /csp-reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n[]" + Hidden + "\r\nConnection: close\r\n\r\n", patience: 30);
        Assert.StartsWith("HTTP/1.1 204", both, StringComparison.Ordinal);
        Assert.Contains("alive", both, StringComparison.Ordinal);

        var served = new List<string>();
        foreach (var head in Heads)
            await Try($"POST /csp-reports HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n{Hidden}\r\n\r\n");
        foreach (var body in Chunks)
            await Try($"POST /csp-reports HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body}{Hidden}\r\n\r\n");
        foreach (var line in new[] { "POST  /csp-reports HTTP/1.1", "POST /csp-reports HTTP/1.1 x", "POST /csp-reports HTTP/9.9", "POST /csp-reports\0 HTTP/1.1", "P\0ST /csp-reports HTTP/1.1", "POST /csp-reports" })
            await Try($"{line}\r\nHost: localhost\r\n\r\n{Hidden}\r\n\r\n");
        await Try($"POST /csp-reports HTTP/1.1\r\n\r\n{Hidden}\r\n\r\n");
        Assert.True(served.Count == 0, string.Join("\n\n", served));
        Assert.Equal("alive", await server.Get("/health/live"));

        async Task Try(string request)
        {
            var answer = await Say(server, request);
            if (answer.Contains("alive", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 3", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 500", StringComparison.Ordinal))
                served.Add($"{request.Replace("\r\n", "↵", StringComparison.Ordinal)}: {answer}");
        }
    }

    public void Dispose() => _place.Delete(recursive: true);

    /// <summary>Sends it and hears everything until the line ends, or until nothing has been said for so long.</summary>
    private static async Task<string> Say(ServerProcess server, string request, int patience = 2)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, server.Port);
        var (stream, heard, part) = (line.GetStream(), new StringBuilder(), new byte[4096]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        try
        {
            while (await stream.ReadAsync(part).AsTask().WaitAsync(TimeSpan.FromSeconds(patience)) is > 0 and var length)
                heard.Append(Encoding.Latin1.GetString(part, 0, length));
        }
        catch (Exception over) when (over is IOException or TimeoutException)
        {
            // Thrown out in the middle of it, or waited for in vain.
        }

        return heard.ToString();
    }
}
