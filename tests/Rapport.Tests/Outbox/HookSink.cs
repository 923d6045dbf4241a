using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rapport.Tests.Outbox;

/// <summary>The receiving end of a webhook on this machine.</summary>
internal sealed class HookSink(X509Certificate2? certificate = null, IPAddress? address = null) : Sink(address)
{
    public string Address => $"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}/hooks/secret-of-ours-9f3c";

    public ConcurrentQueue<(string Head, string Body)> Taken { get; } = [];

    /// <summary>The whole answer, as it goes over the line; it may end with one of the ways to misbehave.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    protected override async Task Talk(Line line)
    {
        if (certificate is not null)
            await line.Encrypt(certificate);
        while (await line.Read() is { } request)
        {
            var head = new StringBuilder(request).Append("\r\n");
            var length = 0;
            while (await line.Read() is { Length: > 0 } header)
            {
                head.Append(header).Append("\r\n");
                if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(header.Split(':')[1], CultureInfo.InvariantCulture);
            }

            Taken.Enqueue((head.ToString(), Encoding.UTF8.GetString(await line.Read(length))));
            await line.Say(Answer);
        }
    }
}
