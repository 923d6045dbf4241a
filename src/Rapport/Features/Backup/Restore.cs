using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Features.Backup;

/// <summary>
/// Fills an empty installation from an archive. The archive is read to its end and checked before anything is touched, and
/// written in one transaction, so that there is never half of it.
/// </summary>
public sealed class Restore(string path, KeyFile key)
{
    // No piece is longer than what a snapshot reads at once; the contents of some hundred tables are far shorter.
    private const int Longest = 1024 * 1024;

    /// <exception cref="StartRefused">It is damaged, of another key, or of a newer schema.</exception>
    public async Task<SnapshotContents> Check(CancellationToken stop)
    {
        using var archive = ArchiveReader.Open(path, key);
        var contents = await Contents(archive, stop);
        foreach (var table in contents.Tables)
            await Skip(Pieces(archive, stop));

        archive.End();
        return contents;
    }

    /// <exception cref="StartRefused">The database is in use, or does not fit the archive.</exception>
    public async Task<SnapshotContents> Run(Databases databases, CancellationToken stop)
    {
        using var archive = ArchiveReader.Open(path, key);
        var contents = await Contents(archive, stop);
        try
        {
            await using var target = await SnapshotTarget.Prepare(databases, contents, stop);
            foreach (var table in contents.Tables)
                await target.Write(table, Pieces(archive, stop), stop);

            archive.End();
            await target.Commit(contents, stop);
            return contents;
        }
        catch (PostgresException misfit)
        {
            throw new StartRefused($"The archive does not fit this version of Rapport ({misfit.MessageText}). Nothing was restored.", misfit);
        }
    }

    private static async Task<SnapshotContents> Contents(ArchiveReader archive, CancellationToken stop)
    {
        var bytes = await Piece(archive, new byte[Longest], stop);
        return JsonSerializer.Deserialize<SnapshotContents>(bytes.Span) ?? throw ArchiveSeal.Damaged();
    }

    private static async Task Skip(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        await foreach (var piece in pieces)
        {
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(ArchiveReader archive, [EnumeratorCancellation] CancellationToken stop)
    {
        var buffer = new byte[Longest];
        for (var piece = await Piece(archive, buffer, stop); piece.Length > 0; piece = await Piece(archive, buffer, stop))
            yield return piece;
    }

    private static async Task<ReadOnlyMemory<byte>> Piece(ArchiveReader archive, Memory<byte> buffer, CancellationToken stop)
    {
        await archive.Read(buffer[..sizeof(int)], stop);
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.Span);
        if (length < 0 || length > buffer.Length)
            throw ArchiveSeal.Damaged();

        await archive.Read(buffer[..length], stop);
        return buffer[..length];
    }
}
