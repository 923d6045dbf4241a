using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Rapport.BrowserTests.Blind;

/// <summary>
/// Looks for marks in bytes, however they are written there: in any of the usual encodings, and inside of what is found to be
/// compressed with gzip or zlib. It reads any amount, piece by piece.
/// </summary>
internal sealed class Sieve
{
    private const int Piece = 4 * 1024 * 1024;

    // What begins near the end of a piece is read with the next one.
    private const int Overlap = 128 * 1024;
    private const int LargestUnpacked = 4 * 1024 * 1024;
    private const int Deepest = 2;

    // So many strings the runtime still looks for at once with vector instructions.
    private const int AtOnce = 64;

    private static readonly byte[][] Beginnings = [[0x1f, 0x8b, 8], [0x78, 0x01], [0x78, 0x5e], [0x78, 0x9c], [0x78, 0xda]];

    private readonly (string Mark, string Spelling, string Written)[] _written;
    private readonly List<SearchValues<string>> _sought;
    private readonly (string Mark, byte[] Wide)[] _wide;

    public Sieve(params IEnumerable<string> marks)
    {
        _written = [.. marks.SelectMany(mark => Spellings(mark).Select(spelled => (mark, spelled.Name, spelled.Written))).DistinctBy(one => one.Written)];
        _sought = [.. _written.Select(one => one.Written).Chunk(AtOnce).Select(some => SearchValues.Create(some, StringComparison.Ordinal))];
        _wide = [.. marks.SelectMany(mark => new[] { mark, mark.ToUpperInvariant(), mark.ToLowerInvariant() }.Distinct(StringComparer.Ordinal).Select(cased => (mark, Wide(cased))))];
    }

    public sealed record Found(string Mark, string Spelling, string Around);

    /// <summary>Each way in which a mark may stand in bytes that are read one byte a letter.</summary>
    internal static IEnumerable<(string Name, string Written)> Spellings(string mark)
    {
        foreach (var cased in new[] { mark, mark.ToUpperInvariant(), mark.ToLowerInvariant() }.Distinct(StringComparer.Ordinal))
        {
            var utf8 = Encoding.UTF8.GetBytes(cased);
            yield return ("UTF-8", Encoding.Latin1.GetString(utf8));
            yield return ("form", Uri.EscapeDataString(cased));
            yield return ("JSON", System.Text.Json.JsonSerializer.Serialize(cased)[1..^1]);
            yield return ("JSON with a backslash", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(cased.Replace("\"", "\\\"", StringComparison.Ordinal))));
            yield return ("HTML", System.Net.WebUtility.HtmlEncode(cased));
        }

        var bytes = Encoding.UTF8.GetBytes(mark);
        foreach (var (name, encoded) in new[] { ("Base64", bytes), ("Base64 of UTF-16", Encoding.Unicode.GetBytes(mark)) })
        {
            for (var offset = 0; offset < 3; offset++)
            {
                yield return (name, Base64(encoded, offset));
                yield return ($"{name}url", Base64(encoded, offset).Replace('+', '-').Replace('/', '_'));
            }
        }

        yield return ("hex", Convert.ToHexStringLower(bytes));
        yield return ("HEX", Convert.ToHexString(bytes));
        yield return ("percent", string.Concat(bytes.Select(one => $"%{one:X2}")));
        yield return ("percent, lower case", string.Concat(bytes.Select(one => $"%{one:x2}")));
        yield return ("JSON in numbers", string.Concat(mark.Select(letter => $@"\u{(int)letter:x4}")));
        yield return ("JSON in JSON", System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Serialize(mark)[1..^1])[1..^1]);
        yield return ("bytes in decimal", string.Join(',', bytes));
    }

    public List<Found> Search(byte[] bytes) => Search(new MemoryStream(bytes));

    public List<Found> Search(Stream stream)
    {
        var (found, buffer, filled) = (new List<Found>(), new byte[Piece], 0);
        while (true)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            filled += read;
            Look(buffer, filled, found, 0);
            if (filled < buffer.Length)
                return found;

            buffer.AsSpan(filled - Overlap, Overlap).CopyTo(buffer);
            filled = Overlap;
        }
    }

    private void Look(byte[] buffer, int filled, List<Found> found, int depth)
    {
        var bytes = buffer.AsSpan(0, filled);
        var letters = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var text = letters.AsSpan(0, Encoding.Latin1.GetChars(bytes, letters));
            foreach (var sought in _sought)
            {
                for (int at = 0, next; (next = text[at..].IndexOfAny(sought)) >= 0; at += next + 1)
                    Name(text, at + next, depth, found);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }

        foreach (var (mark, wide) in _wide)
        {
            if (bytes.IndexOf(wide) is >= 0 and var at)
                found.Add(new(mark, "UTF-16", Encoding.Latin1.GetString(bytes.Slice(at, Math.Min(200, bytes.Length - at)))));
        }

        if (depth < Deepest)
            Unpack(buffer, filled, found, depth);
    }

    private void Name(ReadOnlySpan<char> text, int at, int depth, List<Found> found)
    {
        var here = text[at..];
        var around = text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 100)].ToString();
        foreach (var (mark, spelling, written) in _written)
        {
            if (here.StartsWith(written, StringComparison.Ordinal))
                found.Add(new(mark, depth == 0 ? spelling : $"{spelling}, compressed", around));
        }
    }

    private void Unpack(byte[] buffer, int filled, List<Found> found, int depth)
    {
        foreach (var begin in Beginnings)
        {
            for (int at = 0, next; (next = buffer.AsSpan(at, filled - at).IndexOf(begin)) >= 0; at += next + 1)
            {
                var unpacked = Unpacked(buffer, at + next, filled, isGzip: begin.Length == 3);
                if (unpacked.Length > 0)
                    Look(unpacked, unpacked.Length, found, depth + 1);
            }
        }
    }

    /// <summary>As much of it as can be read; nothing, mostly, where the bytes only look like a beginning.</summary>
    private static byte[] Unpacked(byte[] buffer, int from, int to, bool isGzip)
    {
        // There are three kinds of blocks, and eight kinds of what stands before the first.
        if (from + 4 > to || (isGzip ? buffer[from + 3] >= 32 : (buffer[from + 2] & 6) == 6))
            return [];

        using var source = new MemoryStream(buffer, from, to - from);
        using Stream stream = isGzip ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var piece = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; unpacked.Length < LargestUnpacked && (read = stream.Read(piece)) > 0;)
                unpacked.Write(piece, 0, read);
        }
        catch (InvalidDataException)
        {
            // It was no packed text after all, or it was cut off.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return unpacked.ToArray();
    }

    /// <summary>What of Base64 is the same whatever stands before and behind.</summary>
    private static string Base64(byte[] bytes, int offset)
    {
        var whole = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        return whole[(offset == 0 ? 0 : offset + 1)..((offset + bytes.Length) * 8 / 6)];
    }

    /// <summary>From its first letter to its last, so that it is the same in either order of bytes.</summary>
    private static byte[] Wide(string mark) => Encoding.Unicode.GetBytes(mark)[..^1];
}
