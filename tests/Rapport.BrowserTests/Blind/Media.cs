using System.Globalization;

namespace Rapport.BrowserTests.Blind;

/// <summary>Where something could lie: what was looked through, how much of it, and what was found.</summary>
internal sealed record Medium(string Name, long Bytes, IReadOnlyList<Sieve.Found> Found);

/// <summary>Reads what a server leaves behind: the memory of its processes, and every file below a folder.</summary>
internal static class Media
{
    /// <summary>
    /// All readable memory of processes, as a core dump would hold it. What several of them map from one file or share is read
    /// once.
    /// </summary>
    public static Medium Memory(string name, IEnumerable<int> processes, Sieve sieve)
    {
        var (total, found, read) = (0L, new List<Sieve.Found>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var process in processes)
        {
            using var memory = new FileStream($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            foreach (var (start, end) in Maps(process, read))
            {
                using var piece = new Stretch(memory, start, end);
                found.AddRange(sieve.Search(piece));
                total += piece.Taken;
            }
        }

        return new(name, total, found);
    }

    public static Medium Files(string name, Sieve sieve, IEnumerable<string> files)
    {
        var (total, found) = (0L, new List<Sieve.Found>());
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            total += stream.Length;
            found.AddRange(sieve.Search(stream));
        }

        return new(name, total, found);
    }

    /// <summary>Regular files below a folder; sockets hold nothing.</summary>
    public static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint) && !Path.GetFileName(file).StartsWith(".s.PGSQL", StringComparison.Ordinal) && new FileInfo(file).Length > 0);

    /// <summary>A process and all that it started.</summary>
    public static IReadOnlyList<int> Family(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Parent: Parent(name!))).ToList();
        List<int> family = [process];
        for (var at = 0; at < family.Count; at++)
            family.AddRange(parents.Where(one => one.Parent == family[at]).Select(one => one.Id));
        return family;
    }

    private static int Parent(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static List<(long Start, long End)> Maps(int process, HashSet<string> read)
    {
        var maps = new List<(long, long)>();
        foreach (var parts in File.ReadLines($"/proc/{process}/maps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var (range, how, inode, name) = (parts[0].Split('-'), parts[1], parts[4], parts.Length > 5 ? parts[5] : "");
            var isOwn = how[1] == 'w' && how[3] == 'p';
            if (how[0] != 'r' || name is "[vvar]" or "[vsyscall]" or "[vvar_vclock]" || (inode != "0" && !isOwn && !read.Add($"{parts[2]} {parts[3]} {inode}")))
                continue;
            maps.Add((long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }

        return maps;
    }

    /// <summary>A stretch of a process's memory as a stream. What cannot be read, such as what was given back meanwhile, is passed over.</summary>
    private sealed class Stretch(FileStream memory, long start, long end) : Stream
    {
        private const int Page = 4096;
        private readonly long _start = start;
        private long _at = start;

        public long Taken { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => end - _start;
        public override long Position { get => _at - _start; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            while (_at < end)
            {
                try
                {
                    var got = RandomAccess.Read(memory.SafeFileHandle, buffer[..(int)Math.Min(buffer.Length, end - _at)], _at);
                    (_at, Taken) = (_at + got, Taken + got);
                    if (got > 0)
                        return got;
                }
                catch (IOException)
                {
                    // One page further there may be something again.
                }

                _at += Page - (_at % Page);
            }

            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
