using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rapport.Tests.Hosting;

/// <summary>Certificates for this machine, made where they are needed.</summary>
public static class Certificates
{
    /// <param name="name">"Rapport" is a server's; any other is one that may sign further ones.</param>
    /// <param name="by">Who signs it; else it signs itself.</param>
    /// <param name="from">Days from now.</param>
    public static X509Certificate2 Make(string name = "Rapport", X509Certificate2? by = null, int from = -1, int until = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var hosts = new SubjectAlternativeNameBuilder();
        hosts.AddDnsName("localhost");
        hosts.AddIpAddress(IPAddress.Loopback);
        asked.CertificateExtensions.Add(hosts.Build());
        if (name != "Rapport")
            asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        if (by is null)
            return asked.CreateSelfSigned(now.AddDays(from), now.AddDays(until));
        using var given = asked.Create(by, now.AddHours(-1), now.AddDays(name == "Rapport" ? 30 : 60), RandomNumberGenerator.GetBytes(8));
        return given.CopyWithPrivateKey(key);
    }

    public static string KeyOf(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
}
