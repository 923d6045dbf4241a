using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Tests.Data;

/// <summary>A PostgreSQL of the customer's, which asks for passwords and gives us a role that is no superuser.</summary>
public sealed class OwnServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private DataFolder _folder = null!;
    private EmbeddedPostgres _server = null!;

    private string Socket => _server.SocketFolder;

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        _folder = DataFolder.Open(_place.FullName);
        _server = EmbeddedPostgres.Start(_folder, NullLogger.Instance);
        await _server.Ready;
        await File.WriteAllTextAsync(_folder["cluster/pg_hba.conf"], "local all postgres peer map=rapport\nlocal all all scram-sha-256\n");
        await Execute("select pg_reload_conf()");
        await Execute("create role customer login createrole password 'theirs'");
        await Execute("create role bystander login password 'theirs'");
        await Execute("create database staff owner customer");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        _folder.Dispose();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task The_owner_makes_plain_roles_whose_passwords_are_kept_nowhere()
    {
        for (var start = 0; start < 2; start++)
        {
            var ways = await Databases.Own(As("customer"), role => "derived-for-" + role, CancellationToken.None);
            await new Migrator(ways).Run(CancellationToken.None);
            await ways.Check(CancellationToken.None);
        }

        var stranger = new Databases("", As("rapport_app"), As("rapport_jobs"));
        var refused = await Assert.ThrowsAsync<StartRefused>(() => stranger.Check(CancellationToken.None));
        Assert.Contains("does not accept the role rapport_app", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_may_not_make_roles_is_told_the_two_ways_out()
    {
        var refused = await Assert.ThrowsAsync<StartRefused>(() => Databases.Own(As("bystander"), role => role, CancellationToken.None));
        Assert.Contains("Grant it CREATEROLE, or give roles of your own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_of_the_customers_own_names_serve_as_well()
    {
        await Execute("create role \"The app\" login password 'theirs'");
        await Execute("create role \"The jobs\" login password 'theirs'");
        var ways = Databases.Own(As("customer"), As("The app"), As("The jobs"));
        await new Migrator(ways).Run(CancellationToken.None);
        await ways.Check(CancellationToken.None);

        await using var app = NpgsqlDataSource.Create(ways.App);
        await using var count = app.CreateCommand("select count(*) from person");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("fsync", "off")]
    [InlineData("full_page_writes", "off")]
    [InlineData("synchronous_commit", "off")]
    [InlineData("synchronous_commit", "local")]
    public async Task A_server_that_may_lose_acknowledged_writes_is_refused(string setting, string value)
    {
        var ways = await Databases.Own(As("customer"), role => "derived-for-" + role, CancellationToken.None);
        await ways.Check(CancellationToken.None);

        // Two of the settings are the whole server's, so it is made to misreport them, to the application and then to the jobs.
        await Execute("create schema tales; grant usage on schema tales to public", "staff");
        await Execute(
            "create function tales.current_setting(name text) returns text language sql as "
            + $"$$ select case name when '{setting}' then '{value}' else pg_catalog.current_setting(name) end $$", "staff");
        const string Believing = ";Options=-c search_path=tales,pg_catalog,public";
        foreach (var drifted in (Databases[])[ways with { App = ways.App + Believing }, ways with { Jobs = ways.Jobs + Believing }])
        {
            var refused = await Assert.ThrowsAsync<StartRefused>(() => drifted.Check(CancellationToken.None));
            Assert.Contains("Set fsync, full_page_writes and synchronous_commit to on.", refused.Message, StringComparison.Ordinal);
        }
    }

    private string As(string role) => $"Host={Socket};Database=staff;Username={role};Password=theirs";

    private async Task Execute(string statement, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"Host={Socket};Username=postgres;Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
