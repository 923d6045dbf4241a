using System.Diagnostics;
using System.Globalization;
using Rapport.Features.Audit;
using Rapport.Hosting;

namespace Rapport.Features.Backup;

/// <summary><c>./run backup FILE</c> and <c>./run restore FILE</c>.</summary>
public static class BackupFeature
{
    public static readonly IReadOnlyList<Command> Commands = [new("backup", "FILE", "back up", BackUp), new("restore", "FILE", "restore", Restore)];

    private static async Task BackUp(string file, ServerOptions options, CancellationToken stop)
    {
        var taken = Stopwatch.StartNew();
        await using var installation = await Installation.Find(options, stop);
        var key = options.Key is { } other ? KeyFile.At(other) : installation.Key;
        var size = await new BackUp(installation.Databases, key, TimeProvider.System).Run(Path.GetFullPath(file), stop);
        Console.WriteLine($"{Size(size)} are in {file}, after {Seconds(taken)}. It opens with {key.Path} only: keep a copy of that file apart from the backups.");
    }

    private static async Task Restore(string file, ServerOptions options, CancellationToken stop)
    {
        var taken = Stopwatch.StartNew();
        var key = (options.Key ?? options.KeyFile) is { } path
            ? KeyFile.At(path)
            : throw new StartRefused("Name the key file of the installation that the archive was made on: --key FILE");
        var restore = new Restore(Path.GetFullPath(file), key);
        await restore.Check(stop);

        await using var installation = await Installation.Open(options, stop);
        var contents = await restore.Run(installation.Databases, stop);
        await AuditLog.Note(installation.Databases, AuditKind.RestoredBackup, TimeProvider.System.GetUtcNow(), stop);
        Console.WriteLine($"Restored as of {contents.TakenAt.ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)} UTC, in {Seconds(taken)}. Everyone signs in again, with the password or passkey of then.");
        if (installation.Key.IsNew)
            Console.WriteLine($"The key of this installation is {installation.Key.Path}. Keep a copy of it apart from the backups.");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d / 1024d:0.0} MB");

    private static string Seconds(Stopwatch taken) => string.Create(CultureInfo.InvariantCulture, $"{taken.Elapsed.TotalSeconds:0.0} s");
}
