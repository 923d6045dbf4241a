using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Npgsql;
using Rapport.Data;

namespace Rapport.Hosting;

/// <summary>
/// The keys that sign people's cookies and forms. They lie in the database, the same for every node, sealed with the key
/// file; without that file they are useless, and losing it costs everyone a sign-in, and administrators what they sealed with it
/// (<see cref="SecretBox"/>).
/// </summary>
public static class KeyRing
{
    public static void AddKeyRing(this IServiceCollection services, DataFolder folder, KeyFile file)
    {
        var fingerprint = Convert.ToHexStringLower(file.For("fingerprint"));
        Recognise(folder["sealed-with"], file, fingerprint);
        services.AddSingleton(file);
        services.AddSingleton(new SecretBox(file.For("secrets")));
        services.AddDataProtection().SetApplicationName("Rapport");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((options, database) =>
            (options.XmlRepository, options.XmlEncryptor) = (new KeyRows(database, fingerprint), new Seal(file)));
    }

    /// <summary>The folder remembers its key file, so that a wrong one is not taken for a lost one.</summary>
    private static void Recognise(string mark, KeyFile file, string fingerprint)
    {
        if (File.Exists(mark) && File.ReadAllText(mark).Trim() != fingerprint)
        {
            if (!file.IsNew)
                throw new StartRefused($"{file.Path} is not the key file of this data folder. Name the right one with --key-file; or remove {mark}, and everyone signs in again.");

            Console.WriteLine($"The key file was gone. Everyone has to sign in again; nothing else is lost. Enter the password of a mail server and the webhooks of a chat once more, if there are any. The new one is {file.Path}.");
        }

        File.WriteAllText(mark, fingerprint + "\n");
    }

    /// <summary>Seals one key of the ring with AES-GCM under the key file.</summary>
    private sealed class Seal(KeyFile file) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        {
            var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
            var box = new byte[Nonce + Tag + plain.Length];
            RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
            using var cipher = new AesGcm(file.For("key-ring"), Tag);
            cipher.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag));
            return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(box)), typeof(Opener));
        }
    }

    /// <summary>Opens what <see cref="Seal"/> closed; Data Protection makes it by the name that it finds in the ring.</summary>
    public sealed class Opener(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement)
        {
            var box = Convert.FromBase64String(encryptedElement.Value);
            var plain = new byte[box.Length - Nonce - Tag];
            using var cipher = new AesGcm(services.GetRequiredService<KeyFile>().For("key-ring"), Tag);
            cipher.Decrypt(box.AsSpan(0, Nonce), box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag), plain);
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
    }

    private const int Nonce = 12;
    private const int Tag = 16;
}
