using System.IO.Compression;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>An uploaded file on its way from one form to the next, packed into a hidden field: the server keeps nothing of it.</summary>
public static class CarriedFile
{
    public static string Pack(byte[] file)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(file);
        return Convert.ToBase64String(packed.ToArray());
    }

    /// <summary>Never more than a little over what a file may have, however much the text unpacks to.</summary>
    /// <exception cref="Refusal">It is not what was packed.</exception>
    public static byte[] Unpack(string? carried)
    {
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(carried ?? "")), CompressionMode.Decompress);
            using var file = new MemoryStream();
            var block = new byte[64 * 1024];
            for (int read; file.Length <= PeopleFile.LargestInBytes && (read = deflate.Read(block)) > 0;)
                file.Write(block, 0, read);
            return file.ToArray();
        }
        catch (Exception broken) when (broken is FormatException or InvalidDataException)
        {
            throw new Refusal(RefusalKind.Invalid, "The file did not arrive whole. Choose it again.");
        }
    }
}
