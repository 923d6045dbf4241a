namespace Rapport.Hosting;

/// <summary>
/// The folder in which everything of one installation lives. Whoever holds it open is the only server on it;
/// the hold ends with the process, however that ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream? _hold;

    private DataFolder(string path, FileStream? hold) => (Path, _hold) = (path, hold);

    public string Path { get; }

    public static string Default =>
        Environment.IsPrivilegedProcess
            ? "/var/lib/rapport"
            : System.IO.Path.Combine(
                Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } home
                    ? home
                    : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share"),
                "rapport");

    public static DataFolder Open(string path)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            if (!Directory.Exists(path))
                Directory.CreateDirectory(path, Mode);

            path = Shell.RealPath(path);
            return new DataFolder(path, new FileStream(Inside(path, "lock"), Held));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StartRefused($"{Environment.UserName} may not write in {path}. Give that account the folder (chown), or choose another with --data.", refused);
        }
        catch (IOException taken) when (File.Exists(Inside(path, "lock")))
        {
            throw new StartRefused($"Another Rapport is running on {path}. Stop it first, or choose another folder with --data.", taken);
        }
        catch (IOException broken)
        {
            throw new StartRefused($"{path} cannot be used as the data folder ({broken.Message.TrimEnd('.')}). Choose another with --data.", broken);
        }
    }

    /// <summary>Whether a server or a command is at work on the folder.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var hold = new FileStream(Inside(path, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The folder of a server that runs: to find things in, while that server holds it.</summary>
    public static DataFolder Visit(string path) => new(Shell.RealPath(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path))), hold: null);

    /// <summary>The path of something in the folder.</summary>
    public string this[string name] => Inside(Path, name);

    public void Dispose() => _hold?.Dispose();

    private static FileStreamOptions Held => new()
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    // Root's cluster runs as another account, which has to pass through; what lies inside is closed on its own.
    private static UnixFileMode Mode =>
        Environment.IsPrivilegedProcess
            ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static string Inside(string path, string name) => System.IO.Path.Combine(path, name);
}
