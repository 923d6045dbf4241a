using System.Security.Cryptography;
using System.Text;

namespace Rapport.Hosting;

/// <summary>
/// The installation's secret: 256 random bits in a file outside the data folder, so that a copy of the folder alone
/// opens nothing. Everything that needs a key derives one of its own from it.
/// </summary>
public sealed class KeyFile
{
    private const int Size = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _secret;

    private KeyFile(string path, byte[] secret, bool isNew) => (Path, _secret, IsNew) = (path, secret, isNew);

    public string Path { get; }

    /// <summary>Whether this start made it.</summary>
    public bool IsNew { get; }

    /// <exception cref="StartRefused">The file is inside the data folder, open to others, damaged, or out of reach.</exception>
    public static KeyFile Open(DataFolder folder, string? path)
    {
        path = System.IO.Path.GetFullPath(path ?? UsualPlace(folder));
        if (path.StartsWith(folder.Path + "/", StringComparison.Ordinal))
            throw new StartRefused($"The key file {path} lies in the data folder, where whoever copies the data has it too. Name a place outside with --key-file.");

        try
        {
            return File.Exists(path) ? Read(path) : Make(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"The key file {path} is out of reach ({refused.Message.TrimEnd('.')}). Allow it, or name another place with --key-file.", refused);
        }
    }

    /// <summary>One that exists, of whichever installation.</summary>
    /// <exception cref="StartRefused">It is missing, open to others, or damaged.</exception>
    public static KeyFile At(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            return Read(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"The key file {path} cannot be read ({refused.Message.TrimEnd('.')}).", refused);
        }
    }

    /// <summary>A key for one purpose, which tells nothing about the others.</summary>
    public byte[] For(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Size, info: Encoding.UTF8.GetBytes("rapport/" + purpose));

    private static KeyFile Read(string path)
    {
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
            throw new StartRefused($"Others may read the key file {path}. Close it: chmod 600 {path}");

        var secret = new byte[Size];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), secret, out var length) && length == Size
            ? new KeyFile(path, secret, isNew: false)
            : throw new StartRefused($"The key file {path} is damaged. Restore it from where you keep it; or remove it, and everyone signs in again.");
    }

    private static KeyFile Make(string path)
    {
        var secret = RandomNumberGenerator.GetBytes(Size);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret) + "\n"));
            file.Flush(flushToDisk: true);
        }

        return new KeyFile(path, secret, isNew: true);
    }

    // Named after the installation, not after the folder's path, so that a folder can be moved.
    private static string UsualPlace(DataFolder folder)
    {
        if (!File.Exists(folder["installation"]))
            File.WriteAllText(folder["installation"], Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + "\n");

        var home = Environment.IsPrivilegedProcess ? "/etc"
            : Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configured ? configured
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return System.IO.Path.Combine(home, "rapport", File.ReadAllText(folder["installation"]).Trim() + ".key");
    }
}
