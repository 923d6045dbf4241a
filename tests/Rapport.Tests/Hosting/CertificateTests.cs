using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using static Rapport.Tests.Hosting.Certificates;

namespace Rapport.Tests.Hosting;

/// <summary>The real program that speaks TLS itself, with certificates made here.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");

    public CertificateTests() => _place.UnixFileMode |= UnixFileMode.OtherExecute;

    private string this[string name] => Path.Combine(_place.FullName, name);

    [Fact]
    public async Task One_joins_over_it_and_finds_private_notes_and_the_live_line()
    {
        using var certificate = Make();
        await File.WriteAllTextAsync(this["both.pem"], certificate.ExportCertificatePem() + "\n" + KeyOf(certificate));
        await using var server = await Ready(certificate, "--certificate", this["both.pem"]);
        var cookies = new CookieContainer();
        using var browser = server.Client(shown => shown.Thumbprint == certificate.Thumbprint, cookies);

        var link = Regex.Match(server.Output, @"https://127\.0\.0\.1:\d+(?<path>/invitations/\S+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["path"].Value;
        using (var joined = await browser.Submit(link, "Join", ("Name", "Hanna Weiß"), ("Email", "hanna@example.org"), ("Zone", "Europe/Berlin"), ("Password", "nine purple herons wade")))
        {
            Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
            Assert.Contains(joined.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-rapport=", StringComparison.Ordinal) && cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
            Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(joined.Headers.GetValues("Strict-Transport-Security")));
        }

        foreach (var page in new[] { "/", "/one-on-ones", "/private-notes", "/vault" })
        {
            using var answer = await browser.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var line = new ClientWebSocket();
        (line.Options.Cookies, line.Options.RemoteCertificateValidationCallback) = (cookies, (_, shown, _, _) => shown is X509Certificate2 is2 && is2.Thumbprint == certificate.Thumbprint);
        line.Options.SetRequestHeader("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        await line.ConnectAsync(new UriBuilder(server.Address) { Scheme = "wss", Path = "/live/meetings" }.Uri, CancellationToken.None);
        await line.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var heard = new byte[64];
        var length = (await line.ReceiveAsync(heard, CancellationToken.None)).Count;
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(heard, 0, length));
        Assert.DoesNotContain("warn:", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_speaks_the_newer_tongues_and_none_of_the_old()
    {
        using var certificate = Make();
        await File.WriteAllBytesAsync(this["both.p12"], certificate.Export(X509ContentType.Pkcs12));
        await using var server = await Ready(certificate, "--certificate", this["both.p12"]);

        Assert.Equal(SslProtocols.Tls13, (await Shake(server, SslProtocols.Tls13)).Protocol);
        var (twelve, tongue, _) = await Shake(server, SslProtocols.Tls12, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);
        Assert.Equal((SslProtocols.Tls12, SslApplicationProtocol.Http2), (twelve, tongue));
        Assert.Equal(SslApplicationProtocol.Http11, (await Shake(server, SslProtocols.Tls12, SslApplicationProtocol.Http11)).Tongue);
#pragma warning disable SYSLIB0039, CA5397 // That they are refused is the point.
        await Assert.ThrowsAnyAsync<Exception>(() => Shake(server, SslProtocols.Tls11));
        await Assert.ThrowsAnyAsync<Exception>(() => Shake(server, SslProtocols.Tls));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Fact]
    public async Task Whoever_renews_it_writes_the_files_again_and_nothing_else_and_what_cannot_be_used_is_not_taken()
    {
        using var old = Make();
        using var root = Make("A root");
        using var authority = Make("An authority", by: root);
        using var renewed = Make(by: authority);
        await Write(old);
        var server = await Ready(old, "--certificate", this["chain.pem"], "--certificate-key", this["key.pem"]);
        await using var _ = server;
        using var open = server.Client(shown => shown.Thumbprint == old.Thumbprint);

        // As renewing goes: first the certificate, whose key is not there yet, then the key.
        await File.WriteAllTextAsync(this["chain.pem"], renewed.ExportCertificatePem() + "\n" + authority.ExportCertificatePem());
        Assert.Equal(old.Thumbprint, (await Shake(server, SslProtocols.None)).Shown[0]);
        Assert.Contains("does not belong to the first certificate", await Said(server, "Until then"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(this["key.pem"], KeyOf(renewed));
        Assert.Equal([renewed.Thumbprint, authority.Thumbprint], (await Shake(server, SslProtocols.None)).Shown);
        Assert.Contains("was renewed; it is good until", await Said(server, "was renewed"), StringComparison.Ordinal);

        File.Delete(this["chain.pem"]);
        Assert.Equal(renewed.Thumbprint, (await Shake(server, SslProtocols.None)).Shown[0]);
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_one_line_that_names_the_remedy()
    {
        using var certificate = Make();
        using var other = Make();
        using var ended = Make(from: -30, until: -2);
        using var later = Make(from: 2, until: 30);
        await File.WriteAllTextAsync(this["alone.pem"], certificate.ExportCertificatePem());
        await File.WriteAllBytesAsync(this["alone.der"], certificate.RawData);
        await File.WriteAllTextAsync(this["other.key"], KeyOf(other));
        await File.WriteAllTextAsync(this["ended.pem"], ended.ExportCertificatePem() + "\n" + KeyOf(ended));
        await File.WriteAllTextAsync(this["later.pem"], later.ExportCertificatePem() + "\n" + KeyOf(later));
        await File.WriteAllTextAsync(this["nonsense.pem"], "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        await File.WriteAllTextAsync(this["letter.txt"], "Dear administrator");
        await File.WriteAllTextAsync(this["locked.pem"], certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        await File.WriteAllBytesAsync(this["locked.p12"], certificate.Export(X509ContentType.Pkcs12, "secret"));

        await Refused("cannot be read", "--certificate", this["nowhere.pem"]);
        await Refused("cannot be read", "--certificate", _place.FullName);
        await Refused("holds no private key", "--certificate", this["alone.pem"]);
        await Refused("holds no private key", "--certificate", this["alone.der"]);
        await Refused("does not belong to the first certificate", "--certificate", this["alone.pem"], "--certificate-key", this["other.key"]);
        await Refused("ended on", "--certificate", this["ended.pem"]);
        await Refused("begins only on", "--certificate", this["later.pem"]);
        await Refused("is no certificate", "--certificate", this["nonsense.pem"]);
        await Refused("is no certificate", "--certificate", this["letter.txt"]);
        await Refused("openssl pkey -in", "--certificate", this["locked.pem"]);
        await Refused("openssl pkcs12 -in", "--certificate", this["locked.p12"]);
        await Refused("needs --certificate too", "--certificate-key", this["other.key"], "--urls", "http://localhost:5080");
        await Refused("needs an https address", "--certificate", this["ended.pem"], "--urls", "http://localhost:5080");
        await Refused("Name its file with --certificate", "--data", this["data"]);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private async Task Write(X509Certificate2 certificate)
    {
        await File.WriteAllTextAsync(this["chain.pem"], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(this["key.pem"], KeyOf(certificate));
    }

    private async Task<ServerProcess> Ready(X509Certificate2 certificate, params string[] arguments)
    {
        var server = new ServerProcess(ServerProcess.FreePort(), ["--data", this["data"], "--key-file", this["key"], .. arguments], trusted: shown => shown.Thumbprint == certificate.Thumbprint);
        await server.Ready(seconds: 90);
        return server;
    }

    private async Task Refused(string line, params string[] arguments)
    {
        string[] rest = arguments.Contains("--data", StringComparer.Ordinal) ? [] : ["--data", this["data"]];
        await using var server = new ServerProcess(ServerProcess.FreePort(), [.. arguments, .. rest, "--key-file", this["key"]], trusted: _ => true);
        Assert.Equal(1, await server.Ended());
        Assert.StartsWith("Rapport cannot start: ", server.Errors, StringComparison.Ordinal);
        Assert.Contains(line, server.Errors, StringComparison.Ordinal);
        Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>One handshake: what was agreed on, and which certificates were shown.</summary>
    private static async Task<(SslProtocols Protocol, SslApplicationProtocol Tongue, string[] Shown)> Shake(ServerProcess server, SslProtocols protocol, params SslApplicationProtocol[] tongues)
    {
        string[] shown = [];
        using var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, server.Port);
        await using var tls = new SslStream(line.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            ApplicationProtocols = tongues.Length == 0 ? null : [.. tongues],
            // What the server sent beside its own stands in the store of extras.
            RemoteCertificateValidationCallback = (_, own, chain, _) =>
            {
                shown = [((X509Certificate2)own!).Thumbprint, .. chain!.ChainPolicy.ExtraStore.Select(one => one.Thumbprint).Where(one => one != ((X509Certificate2)own).Thumbprint)];
                return true;
            },
        });
        return (tls.SslProtocol, tls.NegotiatedApplicationProtocol, shown);
    }

    private static async Task<string> Said(ServerProcess server, string words)
    {
        var patience = Stopwatch.StartNew();
        while (!server.Output.Contains(words, StringComparison.Ordinal))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), $"It did not say “{words}”.\n{server.Output}");
            await Task.Delay(20);
        }

        return server.Output;
    }
}
