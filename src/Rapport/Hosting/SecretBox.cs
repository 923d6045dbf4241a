using System.Security.Cryptography;
using System.Text;

namespace Rapport.Hosting;

/// <summary>
/// Seals what lets this installation into others' systems: passwords, addresses that are secrets. The key follows from the key
/// file, so that a copy of the database opens none of them, and a restored backup with the same key file opens all.
/// </summary>
public sealed class SecretBox(byte[] key)
{
    private const byte Format = 1;
    private const int Nonce = 12;
    private const int Tag = 16;

    /// <param name="label">What it is for: a box that was moved to another place does not open there.</param>
    public byte[] Seal(string secret, string label)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[1 + Nonce + Tag + plain.Length];
        box[0] = Format;
        RandomNumberGenerator.Fill(box.AsSpan(1, Nonce));
        using var cipher = new AesGcm(key, Tag);
        cipher.Encrypt(box.AsSpan(1, Nonce), plain, box.AsSpan(1 + Nonce + Tag), box.AsSpan(1 + Nonce, Tag), Encoding.UTF8.GetBytes(label));
        return box;
    }

    /// <returns>Nothing if it was sealed with another key, for another place, or touched.</returns>
    public string? Open(byte[] box, string label)
    {
        if (box.Length < 1 + Nonce + Tag || box[0] != Format)
            return null;

        var plain = new byte[box.Length - 1 - Nonce - Tag];
        using var cipher = new AesGcm(key, Tag);
        try
        {
            cipher.Decrypt(box.AsSpan(1, Nonce), box.AsSpan(1 + Nonce + Tag), box.AsSpan(1 + Nonce, Tag), plain, Encoding.UTF8.GetBytes(label));
        }
        catch (CryptographicException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }
}
