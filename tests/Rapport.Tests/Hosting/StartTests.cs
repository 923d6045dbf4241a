using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Rapport.Tests.Hosting;

/// <summary>The real program as an operator meets it: started, stopped, killed, and started where it cannot.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly string _data;
    private readonly string _key;

    public StartTests()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        (_data, _key) = (Path.Combine(_place.FullName, "data"), Path.Combine(_place.FullName, "key"));
    }

    [Fact]
    public async Task A_server_says_where_it_is_ready_keeps_its_key_apart_and_ends_with_its_database()
    {
        await using (var server = await Ready())
        {
            Assert.Contains($"The key of this installation is {_key}.", server.Output, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_key));
            Assert.Equal("ready", await server.Get("/health/ready"));

            using (var door = await server.Ask("/sign-in"))
            {
                Assert.Equal(HttpStatusCode.OK, door.StatusCode);
                var cookie = Assert.Single(door.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-rapport-form=", StringComparison.Ordinal));
                Assert.EndsWith("; path=/; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
            }

            var ring = (string)(await Run("select string_agg(content, '') from signing_key"))!;
            Assert.Contains("<sealed", ring, StringComparison.Ordinal);
            Assert.DoesNotContain("<masterKey", ring, StringComparison.Ordinal);

            Assert.Equal(0, await server.Stop("INT"));
        }

        Assert.Empty(AtWork());
    }

    [Fact]
    public async Task A_second_server_on_the_folder_and_on_the_address_is_turned_away_in_one_line()
    {
        await using var first = await Ready();

        await Refused("Another Rapport is running on " + _data, "--data", _data);
        await Refused("Another program listens on http://127.0.0.1:" + first.Port, "--data", Path.Combine(_place.FullName, "other"), "--urls", "http://127.0.0.1:" + first.Port);
    }

    [Theory]
    [InlineData("There is no option --demon", "--demon")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("is not an address such as", "--urls", "nonsense")]
    [InlineData("There is no command destroy", "destroy")]
    [InlineData("cannot be used as the data folder", "--data", "/dev/null/here")]
    [InlineData("--connection is not a connection string", "--connection", "nonsense")]
    [InlineData("does not answer", "--connection", "Host=127.0.0.1;Port=9;Username=me;Password=no;Database=rapport")]
    [InlineData("go together", "--connection", "Host=127.0.0.1", "--app-connection", "Host=127.0.0.1")]
    public async Task What_an_operator_can_put_right_is_one_line(string line, params string[] arguments)
    {
        await Refused(line, arguments.Contains("--data", StringComparer.Ordinal) ? arguments : ["--data", _data, .. arguments]);
    }

    [Fact]
    public async Task A_path_too_long_for_the_database_is_said_before_anything_is_made()
    {
        var data = Path.Combine(_place.FullName, new string('a', 90));
        await Refused("is too long for a database socket", "--data", data);
        Assert.Equal(["lock"], Directory.EnumerateFileSystemEntries(data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_key_file_that_others_read_or_that_is_another_ones_or_damaged_is_refused_and_a_lost_one_costs_a_sign_in_only()
    {
        await (await Ready()).DisposeAsync();

        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await Refused("chmod 600", "--data", _data);
        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var kept = await File.ReadAllTextAsync(_key);
        await File.WriteAllTextAsync(_key, Convert.ToBase64String(new byte[32]));
        await Refused("is not the key file of this data folder", "--data", _data);
        await File.WriteAllTextAsync(_key, kept[..20]);
        await Refused("is damaged", "--data", _data);
        await Refused("lies in the data folder", "--data", _data, "--key-file", Path.Combine(_data, "key"));

        File.Delete(_key);
        await using var again = await Ready();
        Assert.Contains("Everyone has to sign in again; nothing else is lost.", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_kill_the_next_start_needs_no_hand(bool databaseToo)
    {
        await using (var killed = await Ready())
        {
            await Write(1);
            var postmaster = Postmaster();
            killed.Kill();
            if (databaseToo)
                Process.GetProcessById(postmaster).Kill();
        }

        await using var again = await Ready();
        Assert.Equal(1, await Read());
    }

    [Fact]
    public async Task A_database_that_is_killed_comes_back_by_itself()
    {
        await using var server = await Ready();
        await Write(1);
        var killed = Postmaster();
        Process.GetProcessById(killed).Kill();

        var patience = Stopwatch.StartNew();
        while (await server.Get("/health/ready") != "ready" || Postmaster() == killed)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), "The database did not come back.\n" + server.Output);
            await Task.Delay(20);
        }

        Assert.Equal(1, await Read());
        Assert.Contains("The database stopped unexpectedly", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_lets_the_request_in_flight_finish()
    {
        await using var server = await Ready();
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, server.Port);
        var line = slow.GetStream();
        await line.WriteAsync("POST /csp-reports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n["u8.ToArray());
        await Task.Delay(100);

        var stopped = server.Stop("TERM");
        await Task.Delay(200);
        await line.WriteAsync("]"u8.ToArray());

        using var answer = new StreamReader(line);
        Assert.Equal("HTTP/1.1 204 No Content", await answer.ReadLineAsync());
        Assert.Equal(0, await stopped);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private async Task<ServerProcess> Ready()
    {
        var server = new ServerProcess(ServerProcess.FreePort(), ["--data", _data, "--key-file", _key]);
        await server.Ready();
        return server;
    }

    private async Task Refused(string line, params string[] arguments)
    {
        await using var server = new ServerProcess(ServerProcess.FreePort(), arguments.Contains("--key-file", StringComparer.Ordinal) ? arguments : [.. arguments, "--key-file", _key]);
        var code = await server.Ended();
        Assert.Equal(1, code);
        Assert.StartsWith("Rapport cannot start: ", server.Errors, StringComparison.Ordinal);
        Assert.Contains(line, server.Errors, StringComparison.Ordinal);
        Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private int Postmaster() => int.Parse(File.ReadLines(Path.Combine(_data, "cluster", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private Task Write(int value) => Run($"create table mark (value int); insert into mark values ({value})");

    private async Task<int> Read() => (int)(await Run("select value from mark"))!;

    private async Task<object?> Run(string statement)
    {
        await using var connection = new NpgsqlConnection($"Host={_data}/socket;Username=rapport_owner;Database=rapport;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    private IEnumerable<string> AtWork() =>
        Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Where(process => new FileInfo(Path.Combine(process, "cwd")) is var folder && Safely(() => folder.LinkTarget) == Path.Combine(_data, "cluster"));

    private static string? Safely(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
