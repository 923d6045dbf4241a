using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Rapport.Hosting;

/// <summary>
/// The certificate with which the program speaks TLS itself. Whoever renews it writes the same files again: the next
/// connection gets what stands there then, and the one before goes on serving while that cannot be used.
/// </summary>
public sealed class ServerCertificate
{
    private readonly string _path;
    private readonly string? _keyPath;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private volatile Held _held;

    private ServerCertificate(string path, string? keyPath, TimeProvider clock, ILogger log)
    {
        (_path, _keyPath, _clock, _log) = (path, keyPath, clock, log);
        var stamp = Stamp();
        _held = new(Read(), stamp);
    }

    /// <exception cref="StartRefused">The file is missing, unreadable, no certificate, without its key, locked, or out of its time.</exception>
    public static ServerCertificate Open(string path, string? keyPath, TimeProvider clock, ILogger log)
    {
        path = Path.GetFullPath(path);
        return new(path, keyPath is null ? null : Path.GetFullPath(keyPath), clock, log);
    }

    public void Serve(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ServerCertificate = _held.Context.TargetCertificate;
        // Asked at every connection; the one above only says that there is one.
        https.OnAuthenticate = (_, tls) => (tls.ServerCertificate, tls.ServerCertificateContext) = (null, Now());
    }

    /// <summary>As the files are now, or as they were when they could last be used.</summary>
    public SslStreamCertificateContext Now()
    {
        if (Stamp() == _held.Stamp)
            return _held.Context;

        lock (_gate)
        {
            var stamp = Stamp();
            if (stamp != _held.Stamp)
                _held = Renewed(stamp);

            return _held.Context;
        }
    }

    private Held Renewed(string stamp)
    {
        try
        {
            var context = Read();
            _log.LogInformation("The certificate in {Path} was renewed; it is good until {Day:yyyy-MM-dd}.", _path, context.TargetCertificate.NotAfter);
            return new(context, stamp);
        }
        catch (StartRefused unusable)
        {
            _log.LogWarning("{Trouble} Until then the one before is used.", unusable.Message);
            return _held with { Stamp = stamp };
        }
    }

    private SslStreamCertificateContext Read()
    {
        var bytes = Bytes(_path, "--certificate");
        var all = bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? FromPem(System.Text.Encoding.UTF8.GetString(bytes)) : FromPkcs12(bytes);
        var own = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw Keyless();
        var (now, from, until) = (_clock.GetUtcNow(), new DateTimeOffset(own.NotBefore.ToUniversalTime()), new DateTimeOffset(own.NotAfter.ToUniversalTime()));
        if (now > until)
            throw new StartRefused($"The certificate in {_path} ended on {until:yyyy-MM-dd}. Renew it.");
        if (now < from)
            throw new StartRefused($"The certificate in {_path} begins only on {from:yyyy-MM-dd}. Check the clock of this machine, or take the one that is good now.");

        all.Remove(own);
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }

    private X509Certificate2Collection FromPem(string text)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException unreadable)
        {
            throw NoCertificate(unreadable);
        }

        if (all.Count == 0)
            throw NoCertificate(null);

        var key = _keyPath is null ? text : System.Text.Encoding.UTF8.GetString(Bytes(_keyPath, "--certificate-key"));
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new StartRefused($"The private key in {_keyPath ?? _path} is locked with a password, which nobody types at a start. Write it without: openssl pkey -in {_keyPath ?? _path} -out FILE");
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw Keyless();

        all[0] = WithKey(all[0], key);
        return all;
    }

    private X509Certificate2 WithKey(X509Certificate2 own, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(own.ExportCertificatePem(), key);
        }
        catch (Exception foreign) when (foreign is CryptographicException or ArgumentException)
        {
            throw new StartRefused($"The private key in {_keyPath ?? _path} does not belong to the first certificate in {_path}. Name the one that does with --certificate-key.", foreign);
        }
    }

    private X509Certificate2Collection FromPkcs12(byte[] bytes)
    {
        switch (Kind(bytes))
        {
            case X509ContentType.Pkcs12:
                try
                {
                    return X509CertificateLoader.LoadPkcs12Collection(bytes, password: null);
                }
                catch (CryptographicException locked)
                {
                    throw new StartRefused($"{_path} is damaged, or locked with a password, which nobody types at a start. Write it without: openssl pkcs12 -in {_path} -nodes -out FILE", locked);
                }

            case X509ContentType.Cert:
                throw Keyless();
            default:
                throw NoCertificate(null);
        }
    }

    private static X509ContentType Kind(byte[] bytes)
    {
        try
        {
            return X509Certificate2.GetCertContentType(bytes);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
    }

    private static byte[] Bytes(string path, string option)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"The file {path} of {option} cannot be read ({refused.Message.TrimEnd('.')}). Allow it to {Environment.UserName}, or name another.", refused);
        }
    }

    private StartRefused NoCertificate(Exception? cause) =>
        new($"{_path} is no certificate. Name a file in PEM, the certificate first, or one in PKCS#12 without a password, with --certificate.", cause);

    private StartRefused Keyless() =>
        new($"{_keyPath ?? _path} holds no private key. Put it into the same file, or name its file with --certificate-key.");

    /// <summary>Links are followed: renewing often means that a link leads elsewhere.</summary>
    private string Stamp() => string.Join(' ', new[] { _path, _keyPath }.OfType<string>().Select(path =>
    {
        try
        {
            var file = new FileInfo(path) is var named && named.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : named;
            return file.Exists ? $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}" : "gone";
        }
        catch (Exception unreachable) when (unreachable is IOException or UnauthorizedAccessException)
        {
            return "gone";
        }
    }));

    private sealed record Held(SslStreamCertificateContext Context, string Stamp);
}
