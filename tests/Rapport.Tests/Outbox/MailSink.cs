using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Outbox;

/// <summary>A mail as it came over the line: who it is from and for by the line itself, and every byte of it.</summary>
internal sealed partial record TakenMail(string From, IReadOnlyList<string> To, string Raw)
{
    public string Header => Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    /// <summary>Each header by itself, unfolded.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers =>
    [
        .. Header.Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n")
            .Select(line => line.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? (line[..at], line[(at + 1)..].Trim()) : ("", line)),
    ];

    /// <summary>What it says, in plain text and as a page.</summary>
    public IReadOnlyList<string> Bodies =>
        [.. Encoded().Matches(Raw).Select(match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups["body"].Value.Replace("\r\n", "", StringComparison.Ordinal))))];

    public string this[string name] => Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>A header as a reader's program shows it: each of its encoded words is whole by itself, and what separates two of them is nothing.</summary>
    public string Shown(string name) => Word().Replace(BetweenWords().Replace(this[name], ""), word =>
    {
        var text = word.Groups["text"].Value;
        return Strict.GetString(word.Groups["how"].Value is "B" or "b"
            ? Convert.FromBase64String(text)
            : Encoding.Latin1.GetBytes(Octet().Replace(text.Replace('_', ' '), octet => ((char)Convert.FromHexString(octet.Value[1..])[0]).ToString())));
    });

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [GeneratedRegex(@"Content-Transfer-Encoding: base64\r\n(\S[^\r]*\r\n)*\r\n(?<body>[A-Za-z0-9+/=\r\n]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"=\?utf-8\?(?<how>[BQbq])\?(?<text>[^?]*)\?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("=[0-9A-F]{2}", RegexOptions.None, 1000)]
    private static partial Regex Octet();

    [GeneratedRegex(@"(?<=\?=)\s+(?==\?utf-8\?)", RegexOptions.None, 1000)]
    private static partial Regex BetweenWords();
}

/// <summary>
/// A mail server on this machine: it looks at what came over the line byte by byte, as none that is made to be used does.
/// </summary>
internal sealed class MailSink : Sink
{
    public ConcurrentQueue<TakenMail> Taken { get; } = [];

    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>What to answer to a command instead of the usual, or how to misbehave: <c>CONNECT</c>, <c>EHLO</c>, <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>.</c></summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>With which certificate it switches to encryption; nothing: it does not offer to.</summary>
    public X509Certificate2? Certificate { get; set; }

    protected override async Task Talk(Line line)
    {
        var (from, to) = ("", new List<string>());
        await Say(line, "CONNECT", "220 sink");
        while (await line.Read() is { } command)
        {
            Commands.Enqueue(command);
            var verb = command.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO" or "HELO":
                    await Say(line, "EHLO", Certificate is not null && !line.IsEncrypted ? "250-sink\r\n250-8BITMIME\r\n250 STARTTLS" : "250-sink\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME");
                    break;
                case "STARTTLS":
                    await Say(line, verb, "220 go ahead");
                    await line.Encrypt(Certificate!);
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
                    Taken.Enqueue(new(from, to, await Mail(line)));
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

    private Task Say(Line line, string verb, string usual) => line.Say(Answer(verb) is ['!', ..] how ? how : (Answer(verb) ?? usual) + "\r\n");

    private static async Task<string> Mail(Line line)
    {
        var raw = new StringBuilder();
        while (await line.Read() is { } text && text != ".")
            raw.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
        return raw.ToString();
    }
}
