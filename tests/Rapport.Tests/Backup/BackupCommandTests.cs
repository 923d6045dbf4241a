using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Rapport.Tests.Backup;

/// <summary>The two commands as an operator types them, on a server that runs and on one that does not.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");

    public BackupCommandTests() => _place.UnixFileMode |= UnixFileMode.OtherExecute;

    [Fact]
    public async Task A_running_installation_is_backed_up_and_comes_back_in_an_empty_folder()
    {
        var server = Start("--demo", "--data", Path("data"), "--key-file", Path("key"), "--urls", "http://127.0.0.1:" + FreePort());
        while (await server.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Rapport is ready", StringComparison.Ordinal))
        {
        }

        var (code, said) = await Run("backup", Path("running"), "--data", Path("data"), "--key-file", Path("key"));
        Assert.True(code == 0, said);
        Assert.Contains("keep a copy of that file apart", said, StringComparison.Ordinal);
        (code, said) = await Run("verify", "--data", Path("data"), "--key-file", Path("key"));
        Assert.True(code == 0, said);
        Assert.Matches("^The log is whole: 1 entry, up to 1, .*\nHead: [0-9a-f]{64}\n$", said);
        var head = said.Trim()[^64..];
        var people = await People(Path("data"));
        Process.Start("kill", ["-INT", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose();
        await server.WaitForExitAsync();

        (code, said) = await Run("backup", Path("stopped"), "--data", Path("data"), "--key-file", Path("key"));
        Assert.True(code == 0, said);

        (code, said) = await Run("restore", Path("running"), "--data", Path("other"), "--key", Path("key"), "--key-file", Path("other-key"));
        Assert.True(code == 0, said);
        Assert.Contains("Everyone signs in again", said, StringComparison.Ordinal);

        using var again = Start("--data", Path("other"), "--key-file", Path("other-key"), "--urls", "http://127.0.0.1:" + FreePort());
        while (await again.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Rapport is ready", StringComparison.Ordinal))
        {
        }

        Assert.Equal(people, await People(Path("other")));

        // The archive was taken before it was in the log; the log of the restored one goes its own way from there.
        (code, said) = await Run("verify", "--data", Path("other"), "--key-file", Path("other-key"));
        Assert.True(code == 0, said);
        (code, said) = await Run("verify", head[..12], "--data", Path("other"), "--key-file", Path("other-key"));
        Assert.Equal(1, code);
        Assert.StartsWith("Rapport cannot vouch for the log: it does not lead to the head that you noted.", said, StringComparison.Ordinal);

        (code, said) = await Run("restore", Path("stopped"), "--data", Path("other"), "--key", Path("key"), "--key-file", Path("other-key"));
        Assert.Equal(1, code);
        Assert.StartsWith("Rapport cannot restore: Another Rapport is running on ", said, StringComparison.Ordinal);
        Process.Start("kill", ["-INT", again.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose();
        await again.WaitForExitAsync();
    }

    [Theory]
    [InlineData("Rapport cannot back up: There is no installation in ", "backup", "archive")]
    [InlineData("Rapport cannot restore: Name the key file", "restore", "archive")]
    [InlineData("Rapport cannot restore: The key file /nowhere/key cannot be read", "restore", "archive", "--key", "/nowhere/key")]
    [InlineData("Rapport cannot start: backup needs one argument", "backup")]
    [InlineData("Rapport cannot start: verify needs no more than one argument", "verify", "one", "two")]
    [InlineData("Rapport cannot vouch for the log: A head is written in hexadecimal digits", "verify", "xyz")]
    public async Task What_an_operator_can_put_right_is_one_line_and_nothing_is_made(string line, params string[] arguments)
    {
        var (code, said) = await Run([.. arguments, "--data", Path("none")]);

        Assert.Equal(1, code);
        Assert.StartsWith(line, said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(Path("none")));
    }

    public void Dispose() => _place.Delete(recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_place.FullName, name);

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int Code, string Said)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static async Task<long> People(string folder)
    {
        await using var connection = new NpgsqlConnection($"Host={folder}/socket;Username=rapport_owner;Database=rapport;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from open_loop join person on person.id = owner_id", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
