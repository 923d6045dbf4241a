using System.IO.Compression;
using System.Text;

namespace Rapport.BrowserTests.Blind;

/// <summary>The search of the blind server finds a mark however it is written; otherwise finding nothing would mean nothing.</summary>
public sealed class SieveTests
{
    private const string Mark = "Qvzkrm-\"58213";

    public static TheoryData<string, string> Ways
    {
        get
        {
            var utf8 = Encoding.UTF8.GetBytes(Mark);
            var data = new TheoryData<string, string>
            {
                { "UTF-8", Hex(utf8) },
                { "UTF-16, low byte first", Hex(Encoding.Unicode.GetBytes(Mark)) },
                { "UTF-16, high byte first", Hex(Encoding.BigEndianUnicode.GetBytes(Mark)) },
                { "lower case", Hex(Encoding.UTF8.GetBytes(Mark.ToLowerInvariant())) },
                { "hexadecimal", Hex(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(utf8))) },
                { "hexadecimal, upper case", Hex(Encoding.UTF8.GetBytes(Convert.ToHexString(utf8))) },
                { "a form", Hex(Encoding.UTF8.GetBytes($"a={Uri.EscapeDataString(Mark)}&b=1")) },
                { "percent signs throughout", Hex(Encoding.UTF8.GetBytes(string.Concat(utf8.Select(one => $"%{one:x2}")))) },
                { "JSON", Hex(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { text = Mark })) },
                { "JSON with a backslash", Hex(Encoding.UTF8.GetBytes(Mark.Replace("\"", "\\\"", StringComparison.Ordinal))) },
                { "HTML", Hex(Encoding.UTF8.GetBytes(System.Net.WebUtility.HtmlEncode(Mark))) },
                { "gzip", Hex(Packed(stream => new GZipStream(stream, CompressionLevel.Optimal))) },
                { "zlib", Hex(Packed(stream => new ZLibStream(stream, CompressionLevel.Fastest))) },
                { "zlib, small", Hex(Packed(stream => new ZLibStream(stream, CompressionLevel.SmallestSize))) },
            };
            for (var offset = 0; offset < 3; offset++)
            {
                var base64 = Convert.ToBase64String([.. Encoding.UTF8.GetBytes("x: "[..offset]), .. utf8, 1, 2]);
                data.Add($"Base64 after {offset} bytes", Hex(Encoding.UTF8.GetBytes(base64)));
                data.Add($"Base64 for addresses after {offset} bytes", Hex(Encoding.UTF8.GetBytes(base64.Replace('+', '-').Replace('/', '_'))));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_mark_is_found_in_the_middle_of_noise_and_across_the_pieces_that_are_read(string way, string hex)
    {
        var (written, sieve) = (Convert.FromHexString(hex), new Sieve("something else", Mark));
        foreach (var at in new[] { 1_000_001, (4 * 1024 * 1024) - 20 })
        {
            var bytes = Noise.Value.ToArray();
            written.CopyTo(bytes, at);
            Assert.True(sieve.Search(bytes).Exists(found => found.Mark == Mark), $"{way} at {at} was missed.");
        }
    }

    [Fact]
    public void Where_there_is_none_none_is_found() => Assert.Empty(new Sieve(Mark).Search(Noise.Value));

    private static readonly Lazy<byte[]> Noise = new(() =>
    {
        var noise = new byte[4_500_000];
        new Random(58213).NextBytes(noise);
        return noise;
    });

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private static byte[] Packed(Func<Stream, Stream> how)
    {
        using var packed = new MemoryStream();
        using (var stream = how(packed))
            stream.Write(Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat("Before it stands much that repeats itself. ", 40))}{Mark}, and more."));
        return packed.ToArray();
    }
}
