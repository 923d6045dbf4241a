using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rapport.Tests.Outbox;

/// <summary>A mail as it came over the line: who it is from and for by the line itself, and every byte of it.</summary>
internal sealed record TakenMail(string From, IReadOnlyList<string> To, string Raw)
{
    public string Header => Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    /// <summary>Each header by itself, unfolded.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers =>
    [
        .. Header.Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n")
            .Select(line => line.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? (line[..at], line[(at + 1)..].Trim()) : ("", line)),
    ];

    public string this[string name] => Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>
/// A mail server on this machine that takes everything, or misbehaves as a test wants: it looks at what came over the line byte
/// by byte, as none that is made to be used does.
/// </summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    public MailSink()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<TakenMail> Taken { get; } = [];

    public ConcurrentQueue<string> Commands { get; } = [];

    public int Connections => _connections;

    /// <summary>What to answer to a command instead of the usual: <c>CONNECT</c>, <c>EHLO</c>, <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>.</c>; see <see cref="Misbehave"/>.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>With which certificate it switches to encryption; nothing: it does not offer to.</summary>
    public X509Certificate2? Certificate { get; set; }

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
        Stream line = client.GetStream();
        var (from, to) = ("", new List<string>());
        try
        {
            await Say(line, "CONNECT", "220 sink");
            while (await Read(line) is { } command)
            {
                Commands.Enqueue(command);
                var verb = command.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO" or "HELO":
                        await Say(line, "EHLO", Certificate is not null && line is not SslStream ? "250-sink\r\n250-8BITMIME\r\n250 STARTTLS" : "250-sink\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME");
                        break;
                    case "STARTTLS":
                        await Say(line, verb, "220 go ahead");
                        var safe = new SslStream(line);
                        await safe.AuthenticateAsServerAsync(Certificate!);
                        line = safe;
                        break;
                    case "MAIL":
                        (from, to) = (command, []);
                        await Say(line, verb, "250 ok");
                        break;
                    case "RCPT":
                        to.Add(command);
                        await Say(line, verb, "250 ok");
                        break;
                    case "DATA":
                        await Say(line, verb, "354 go on");
                        var raw = new StringBuilder();
                        while (await Read(line) is { } text && text != ".")
                            raw.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
                        Taken.Enqueue(new(from, to, raw.ToString()));
                        await Say(line, ".", "250 taken");
                        break;
                    case "AUTH":
                        await Say(line, verb, "235 welcome");
                        break;
                    case "QUIT":
                        await Say(line, verb, "221 bye");
                        return;
                    default:
                        await Say(line, verb, "250 ok");
                        break;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or was sent away.
        }
    }

    private async Task Say(Stream line, string verb, string usual)
    {
        var answer = Answer(verb) ?? usual;
        if (answer.StartsWith('!'))
            await Misbehave(answer, line);
        else
            await line.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), _end.Token);
    }

    /// <summary><c>!hang</c>, <c>!drop</c>, <c>!garbage</c>, <c>!endless</c>.</summary>
    private async Task Misbehave(string how, Stream line)
    {
        var garbage = new byte[64 * 1024];
        new Random(7).NextBytes(garbage);
        switch (how)
        {
            case "!hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
                break;
            case "!garbage":
                await line.WriteAsync(garbage, _end.Token);
                throw new IOException();
            case "!endless":
                Array.Fill(garbage, (byte)'2');
                while (true)
                    await line.WriteAsync(garbage, _end.Token);
            default:
                throw new IOException();
        }
    }

    private async Task<string?> Read(Stream line)
    {
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (await line.ReadAsync(one, _end.Token) > 0)
        {
            text.Append((char)one[0]);
            if (text.Length >= 2 && text[^1] == '\n' && text[^2] == '\r')
                return text.ToString(0, text.Length - 2);
        }

        return text.Length > 0 ? text.ToString() : null;
    }
}
