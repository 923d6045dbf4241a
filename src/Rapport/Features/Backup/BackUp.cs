using System.Buffers.Binary;
using System.Text.Json;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Hosting;

namespace Rapport.Features.Backup;

/// <summary>Writes everything that people made into one encrypted file, as it was at one instant, while they go on working.</summary>
public sealed class BackUp(Databases databases, KeyFile key, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>The size of the file.</returns>
    /// <exception cref="StartRefused">The file exists or cannot be written, or there is nothing to back up.</exception>
    public async Task<long> Run(string path, CancellationToken stop)
    {
        if (File.Exists(path))
            throw new StartRefused($"{path} exists already. Choose another name, or move it away.");

        // What bears the name is always a whole archive.
        var partial = path + ".partial";
        try
        {
            await using (var file = new FileStream(partial, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly, BufferSize = 256 * 1024 }))
            {
                await Write(file, stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: false);
            await AuditLog.Note(databases, AuditKind.BackedUp, clock.GetUtcNow(), stop);
            return new FileInfo(path).Length;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"The archive {path} cannot be written ({refused.Message.TrimEnd('.')}).", refused);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private async Task Write(Stream file, CancellationToken stop)
    {
        await using var snapshot = await Snapshot.Take(databases, clock, stop);
        using var archive = new ArchiveWriter(file, ArchiveHeader.New(key));
        await archive.Begin(stop);
        await Piece(archive, JsonSerializer.SerializeToUtf8Bytes(snapshot.Contents), stop);
        foreach (var table in snapshot.Contents.Tables)
        {
            await snapshot.Read(table, piece => Piece(archive, piece, stop), stop);
            await Piece(archive, default, stop);
        }

        await archive.Complete(stop);
    }

    /// <summary>A length and as many bytes; an empty one ends a table.</summary>
    private static async Task Piece(ArchiveWriter archive, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        await archive.Write(length, stop);
        await archive.Write(bytes, stop);
    }
}
