using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rapport.Bench;

/// <summary>One kept-alive connection that asks for one page over and over, with as little of its own as possible.</summary>
public sealed class Line : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
    private readonly byte[] _request;
    private byte[] _buffer = new byte[1 << 18];
    private int _filled;

    public Line(int port, string path, string cookies)
    {
        _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/html\r\nCookie: {cookies}\r\n\r\n");
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Asks once and reads the whole answer.</summary>
    /// <returns>The status and the bytes of the answer, headers included.</returns>
    public (int Status, int Bytes) Ask()
    {
        _socket.Send(_request);
        var filled = 0;
        var end = -1;
        while (end < 0 || filled < end)
        {
            if (filled == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);

            var read = _socket.Receive(_buffer.AsSpan(filled));
            if (read == 0)
                throw new IOException("The server hung up.");

            filled += read;
            if (end < 0)
                end = End(_buffer.AsSpan(0, filled));
        }

        _filled = filled;
        return (((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + _buffer[11] - '0', filled);
    }

    /// <summary>Whether the last answer has these words.</summary>
    public bool Holds(ReadOnlySpan<byte> words) => _buffer.AsSpan(0, _filled).IndexOf(words) >= 0;

    public void Dispose() => _socket.Dispose();

    // Where the answer ends, as far as that can be told; answers without a length end with an empty chunk.
    private static int End(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return -1;

        var at = answer[..head].IndexOf("Content-Length: "u8);
        if (at < 0)
            return answer.EndsWith("\r\n0\r\n\r\n"u8) ? answer.Length : -1;

        var length = 0;
        for (at += 16; answer[at] is >= (byte)'0' and <= (byte)'9'; at++)
            length = (length * 10) + answer[at] - '0';

        return head + 4 + length;
    }
}
