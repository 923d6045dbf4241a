using System.Buffers.Binary;
using System.Security.Cryptography;
using Rapport.Hosting;

namespace Rapport.Features.Backup;

/// <summary>
/// Seals a stream in parts of 64 KB with AES-256-GCM. Each part's nonce is its number and whether it is the last one, so
/// that none can be changed, left out, put elsewhere or cut off unnoticed.
/// </summary>
internal sealed class ArchiveSeal(ArchiveHeader header) : IDisposable
{
    public const int Part = 64 * 1024;
    public const int Tag = 16;

    private readonly AesGcm _cipher = new(header.Key, Tag);
    private readonly byte[] _nonce = new byte[12];
    private long _number;

    public void Close(ReadOnlySpan<byte> plain, Span<byte> box, bool isLast) =>
        _cipher.Encrypt(Nonce(isLast), plain, box[..plain.Length], box.Slice(plain.Length, Tag), header.Bytes);

    /// <exception cref="StartRefused">It is not what was sealed.</exception>
    public void Open(ReadOnlySpan<byte> box, Span<byte> plain, bool isLast)
    {
        try
        {
            _cipher.Decrypt(Nonce(isLast), box[..^Tag], box[^Tag..], plain, header.Bytes);
        }
        catch (AuthenticationTagMismatchException changed)
        {
            throw Damaged(changed);
        }
    }

    public static StartRefused Damaged(Exception? why = null) =>
        why is null
            ? new StartRefused("The archive is damaged. Nothing was restored; use another one.")
            : new StartRefused("The archive is damaged. Nothing was restored; use another one.", why);

    public void Dispose() => _cipher.Dispose();

    private byte[] Nonce(bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(3), _number++);
        _nonce[11] = isLast ? (byte)1 : (byte)0;
        return _nonce;
    }
}

/// <summary>Where a backup is written to, part by part. It is whole once <see cref="Complete"/> was called.</summary>
internal sealed class ArchiveWriter(Stream file, ArchiveHeader header) : IDisposable
{
    private readonly ArchiveSeal _seal = new(header);
    private readonly byte[] _plain = new byte[ArchiveSeal.Part];
    private readonly byte[] _box = new byte[ArchiveSeal.Part + ArchiveSeal.Tag];
    private int _filled;

    public async Task Begin(CancellationToken stop) => await file.WriteAsync(header.Bytes, stop);

    public async Task Write(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            if (_filled == _plain.Length)
                await Flush(isLast: false, stop);

            var taken = Math.Min(bytes.Length, _plain.Length - _filled);
            bytes[..taken].CopyTo(_plain.AsMemory(_filled));
            _filled += taken;
            bytes = bytes[taken..];
        }
    }

    public Task Complete(CancellationToken stop) => Flush(isLast: true, stop);

    public void Dispose() => _seal.Dispose();

    private async Task Flush(bool isLast, CancellationToken stop)
    {
        _seal.Close(_plain.AsSpan(0, _filled), _box, isLast);
        await file.WriteAsync(_box.AsMemory(0, _filled + ArchiveSeal.Tag), stop);
        _filled = 0;
    }
}

/// <summary>Reads an archive from its first part to its last; whatever it hands out has been checked.</summary>
internal sealed class ArchiveReader : IDisposable
{
    private readonly FileStream _file;
    private readonly ArchiveSeal _seal;
    private readonly byte[] _plain = new byte[ArchiveSeal.Part];
    private readonly byte[] _box = new byte[ArchiveSeal.Part + ArchiveSeal.Tag];
    private int _at;
    private int _filled;
    private bool _isLast;

    private ArchiveReader(FileStream file, ArchiveHeader header) => (_file, _seal) = (file, new ArchiveSeal(header));

    /// <exception cref="StartRefused">The file is missing, or no archive that this key opens.</exception>
    public static ArchiveReader Open(string path, KeyFile key)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"The archive {path} cannot be read ({missing.Message.TrimEnd('.')}).", missing);
        }

        try
        {
            var bytes = new byte[ArchiveHeader.Size];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return new ArchiveReader(file, ArchiveHeader.Read(bytes.AsSpan(0, read), key));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="StartRefused">The archive is damaged or ends too early.</exception>
    public async Task Read(Memory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            if (_at == _filled)
                await Next(stop);

            var taken = Math.Min(bytes.Length, _filled - _at);
            _plain.AsMemory(_at, taken).CopyTo(bytes);
            _at += taken;
            bytes = bytes[taken..];
        }
    }

    /// <exception cref="StartRefused">Something follows.</exception>
    public void End()
    {
        if (!_isLast || _at != _filled)
            throw ArchiveSeal.Damaged();
    }

    public void Dispose()
    {
        _seal.Dispose();
        _file.Dispose();
    }

    private async Task Next(CancellationToken stop)
    {
        var rest = _file.Length - _file.Position;
        if (_isLast || rest < ArchiveSeal.Tag)
            throw ArchiveSeal.Damaged();

        var length = (int)Math.Min(rest, _box.Length);
        await _file.ReadExactlyAsync(_box.AsMemory(0, length), stop);
        _isLast = rest <= _box.Length;
        (_at, _filled) = (0, length - ArchiveSeal.Tag);
        _seal.Open(_box.AsSpan(0, length), _plain.AsSpan(0, _filled), _isLast);
        if (_isLast && _filled == 0)
            throw ArchiveSeal.Damaged();
    }
}
