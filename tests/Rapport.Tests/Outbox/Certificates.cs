using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rapport.Tests.Outbox;

/// <summary>Certificates for servers that tests set up.</summary>
internal static class Certificates
{
    /// <summary>For this machine by name and address, signed by itself and therefore by nobody.</summary>
    public static X509Certificate2 OfNobody()
    {
        using var key = RSA.Create(2048);
        return Finish(Request("CN=localhost", key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2)));
    }

    // What was made in memory alone cannot be used by a server everywhere.
    private static X509Certificate2 Finish(X509Certificate2 made)
    {
        using var _ = made;
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static CertificateRequest Request(string name, RSA key, string host = "localhost")
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    /// <summary>Somebody who signs certificates, and whom this account's programs trust while it lasts.</summary>
    public sealed class Authority : IDisposable
    {
        private readonly RSA _key = RSA.Create(2048);
        private readonly X509Certificate2 _root;

        public Authority()
        {
            var request = new CertificateRequest("CN=Rapport test " + Guid.NewGuid(), _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            using var store = Trusted();
            using var open = X509CertificateLoader.LoadCertificate(_root.RawData);
            store.Add(open);
        }

        /// <param name="host">For whom, when not for this machine.</param>
        public X509Certificate2 Sign(string host = "localhost", bool isOver = false)
        {
            using var key = RSA.Create(2048);
            var serial = RandomNumberGenerator.GetBytes(12);
            using var signed = Request("CN=" + host, key, host).Create(_root, DateTimeOffset.UtcNow.AddHours(-20), isOver ? DateTimeOffset.UtcNow.AddHours(-1) : DateTimeOffset.UtcNow.AddHours(20), serial);
            return Finish(signed.CopyWithPrivateKey(key));
        }

        public void Dispose()
        {
            using (var store = Trusted())
                store.Remove(_root);
            _root.Dispose();
            _key.Dispose();
        }

        private static X509Store Trusted()
        {
            var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            return store;
        }
    }
}
