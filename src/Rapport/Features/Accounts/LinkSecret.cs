using System.Buffers.Text;
using System.Security.Cryptography;

namespace Rapport.Features.Accounts;

/// <summary>The unguessable part of a one-time link, or of what a known browser carries: 256 random bits. Only its hash is kept.</summary>
public sealed record LinkSecret(string Text, byte[] Hash)
{
    private const int Size = 32;

    public static LinkSecret New()
    {
        var bytes = RandomNumberGenerator.GetBytes(Size);
        return new(Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    /// <summary>What somebody brings along; anything that we cannot have made is nothing.</summary>
    public static LinkSecret? Read(string? text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        return text is { Length: 43 } && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == Size
            ? new(text, SHA256.HashData(bytes))
            : null;
    }
}
