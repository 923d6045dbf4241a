using Microsoft.AspNetCore.Http;

namespace Rapport.Hosting;

/// <summary>What the operator asked for on the command line.</summary>
public sealed record ServerOptions
{
    public const string Usage =
        "Options: --demo --data DIR --urls URL --certificate FILE --certificate-key FILE --connection STRING --app-connection STRING --jobs-connection STRING --key-file FILE --proxy ADDRESS --insecure-http. Commands: backup FILE, restore FILE, both with --key FILE for the key of another installation; verify [HEAD] for the audit log";

    /// <summary>What to do instead of serving, with its arguments, such as <c>backup FILE</c>.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Whether an empty installation gets the demo organisation.</summary>
    public bool Demo { get; init; }

    public string Data { get; init; } = DataFolder.Default;

    public string Urls { get; init; } = "http://localhost:5080";

    /// <summary>With what the program speaks TLS itself on the https addresses among <see cref="Urls"/>.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's private key, when it does not stand in the same file.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>The owner's way into a PostgreSQL of the customer's; without one the embedded cluster is used.</summary>
    public string? Connection { get; init; }

    public string? AppConnection { get; init; }

    public string? JobsConnection { get; init; }

    /// <summary>Where the installation's key is kept, when not in the usual place.</summary>
    public string? KeyFile { get; init; }

    /// <summary>For archives: the key file that opens them, when it is not this installation's.</summary>
    public string? Key { get; init; }

    /// <summary>The reverse proxies whose word about the caller's address and scheme is believed.</summary>
    public IReadOnlyList<System.Net.IPAddress> Proxies { get; init; } = [];

    /// <summary>Whether people may come over plain http from elsewhere, where anyone on the way can read along.</summary>
    public bool InsecureHttp { get; init; }

    /// <exception cref="StartRefused">Something on the command line is not understood.</exception>
    public static ServerOptions Read(IEnumerable<string> arguments)
    {
        var options = new ServerOptions();
        var rest = new Queue<string>(arguments.SelectMany(Split));
        while (rest.TryDequeue(out var word))
        {
            options = word switch
            {
                "--demo" => options with { Demo = true },
                "--insecure-http" => options with { InsecureHttp = true },
                "--data" => options with { Data = Value() },
                "--urls" => options with { Urls = ReadUrls(Value()) },
                "--certificate" => options with { Certificate = Value() },
                "--certificate-key" => options with { CertificateKey = Value() },
                "--connection" => options with { Connection = Value() },
                "--app-connection" => options with { AppConnection = Value() },
                "--jobs-connection" => options with { JobsConnection = Value() },
                "--key-file" => options with { KeyFile = Value() },
                "--key" => options with { Key = Value() },
                "--proxy" => options with { Proxies = [.. options.Proxies, ReadAddress(Value())] },
                _ when word.StartsWith('-') => throw new StartRefused($"There is no option {word}. {Usage}"),
                _ => options with { Command = [.. options.Command, word] },
            };

            string Value() => rest.TryDequeue(out var value) && value.Length > 0 && !value.StartsWith("--", StringComparison.Ordinal) ? value : throw new StartRefused($"{word} needs a value. {Usage}");
        }

        return options.Consistent();
    }

    private ServerOptions Consistent()
    {
        if (AppConnection is null != JobsConnection is null)
            throw new StartRefused("--app-connection and --jobs-connection go together. Give both or neither.");

        if (AppConnection is not null && Connection is null)
            throw new StartRefused("--app-connection and --jobs-connection need --connection too, with the role that owns the schema.");

        var isSafe = Urls.Split(';').Any(url => BindingAddress.Parse(url).Scheme.Equals("https", StringComparison.OrdinalIgnoreCase));
        if (isSafe && Certificate is null)
            throw new StartRefused($"--urls {Urls} needs a certificate. Name its file with --certificate.");

        if (CertificateKey is not null && Certificate is null)
            throw new StartRefused("--certificate-key needs --certificate too, with the certificate that the key belongs to.");

        if (Certificate is not null && !isSafe)
            throw new StartRefused("--certificate needs an https address to serve on, such as --urls https://rapport.example.org:443.");

        return this;
    }

    private static string[] Split(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? [word[..at], word[(at + 1)..]] : [word];

    private static string ReadUrls(string urls)
    {
        foreach (var url in urls.Split(';'))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException unreadable)
            {
                throw new StartRefused($"--urls {url} is not an address such as http://localhost:5080.", unreadable);
            }
        }

        return urls;
    }

    private static System.Net.IPAddress ReadAddress(string address) =>
        System.Net.IPAddress.TryParse(address, out var read) ? read : throw new StartRefused($"--proxy {address} is not an IP address.");
}
