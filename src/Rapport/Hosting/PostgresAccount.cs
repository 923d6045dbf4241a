namespace Rapport.Hosting;

/// <summary>
/// The account under which the embedded cluster runs. PostgreSQL refuses to run as root, so root lends it an
/// account of its own; anybody else runs it as themselves.
/// </summary>
internal sealed record PostgresAccount(string Name, bool IsLent)
{
    private const string Lent = "rapport";

    public static PostgresAccount For(string clusterFolder)
    {
        if (!Environment.IsPrivilegedProcess)
            return new(Environment.UserName, IsLent: false);

        if (Directory.Exists(clusterFolder) && Shell.Run("stat", "-c", "%U", clusterFolder) is not ("root" or "UNKNOWN") and var owner)
            return new(owner, IsLent: true);

        if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith(Lent + ":", StringComparison.Ordinal)))
            Shell.Run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", Lent);

        return new(Lent, IsLent: true);
    }

    /// <summary>A command line that runs the program as this account, away from the terminal's Ctrl-C, and interrupts it when its parent dies.</summary>
    public string[] Wrap(string program, params IEnumerable<string> arguments) =>
    [
        "setsid", "setpriv",
        .. IsLent ? new[] { "--reuid", Name, "--regid", Name, "--clear-groups" } : [],
        "--pdeathsig", "INT", "--", program, .. arguments,
    ];

    /// <summary>Makes a folder that only this account (and root) can open.</summary>
    public void MakeFolder(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (IsLent)
            Shell.Run("chown", $"{Name}:", path);
    }

    /// <summary>Whether this account can get at the folder and what is in it.</summary>
    public bool Reaches(string path)
    {
        for (var folder = new DirectoryInfo(path); IsLent && folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
