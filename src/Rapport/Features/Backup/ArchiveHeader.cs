using System.Security.Cryptography;
using Rapport.Hosting;

namespace Rapport.Features.Backup;

/// <summary>
/// How an archive begins: what it is, which form of it, and by what to tell the right key. Each archive is closed with a
/// key of its own, derived from the installation's and the salt. Nothing here is secret, and every part that follows is
/// sealed together with it.
/// </summary>
internal sealed class ArchiveHeader
{
    public const int Size = 16 + SaltSize + MarkSize;

    private const int SaltSize = 32;
    private const int MarkSize = 16;

    // The last byte is the form of the archive.
    private static readonly byte[] Magic = [.. "Rapport archive"u8, 1];

    private ArchiveHeader(byte[] bytes, byte[] key) => (Bytes, Key) = (bytes, key);

    public byte[] Bytes { get; }

    public byte[] Key { get; }

    public static ArchiveHeader New(KeyFile file)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var (key, mark) = Derive(file, salt);
        return new([.. Magic, .. salt, .. mark], key);
    }

    /// <exception cref="StartRefused">It is no archive, a newer one, or one that another key closed.</exception>
    public static ArchiveHeader Read(ReadOnlySpan<byte> bytes, KeyFile file)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic.AsSpan(0, 15)))
            throw new StartRefused("This is not an archive of Rapport's, or its beginning is damaged. Nothing was restored.");

        if (bytes[15] != Magic[15])
            throw new StartRefused("This archive was written by a newer Rapport. Restore it with that version.");

        var (key, mark) = Derive(file, bytes.Slice(Magic.Length, SaltSize));
        if (!CryptographicOperations.FixedTimeEquals(mark, bytes.Slice(Magic.Length + SaltSize, MarkSize)))
            throw new StartRefused($"The key {file.Path} does not open this archive. Name the key file of the installation that it was made on: --key FILE");

        return new(bytes[..Size].ToArray(), key);
    }

    private static (byte[] Key, byte[] Mark) Derive(KeyFile file, ReadOnlySpan<byte> salt)
    {
        var own = file.For("archive");
        var derived = new byte[32 + MarkSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, own, derived, salt, "rapport/archive/1"u8);
        return (derived[..32], derived[32..]);
    }
}
