using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;
using Rapport.Tests;

// Scenes wait for servers and databases more than they reckon.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
[assembly: AssemblyFixture(typeof(Cluster))]

namespace Rapport.Tests;

/// <summary>The one PostgreSQL of a test run, in a folder of its own, with a migrated database to copy from.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string Template = "rapport";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly SemaphoreSlim _oneCopyAtATime = new(1);
    private DataFolder? _folder;
    private EmbeddedPostgres? _postgres;

    public string SocketFolder => _postgres!.SocketFolder;

    public async ValueTask InitializeAsync()
    {
        // The database runs under an account that has to pass through.
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        _folder = DataFolder.Open(_place.FullName);
        _postgres = EmbeddedPostgres.Start(_folder, NullLogger.Instance);
        await _postgres.Ready;
        await Databases.Prepare(SocketFolder, CancellationToken.None);
        await new Migrator(Databases.Embedded(SocketFolder)).Run(CancellationToken.None);
    }

    /// <summary>A fresh database with the newest schema and nothing in it.</summary>
    public async Task<Databases> Copy()
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await _oneCopyAtATime.WaitAsync();
        try
        {
            await Execute($"create database {name} template {Template} owner rapport_owner");
        }
        finally
        {
            _oneCopyAtATime.Release();
        }

        return Databases.Embedded(SocketFolder, name);
    }

    /// <summary>
    /// Takes out of a copy whatever hangs on people, teams and the like. Row by row, past triggers and foreign keys: a truncate makes
    /// the files of a hundred tables and their indexes anew, which takes longer than most scenes.
    /// </summary>
    public Task Empty(Databases copy) => Execute(
        """
        do $$
        declare it regclass;
        begin
          set local session_replication_role = replica;
          for it in
            with recursive filled as (
              select oid from unnest('{person,team,account,series,meeting,invitation,public_holiday,chat_channel,outgoing_message,outgoing_secret,outbox_settings}'::regclass[]) as oid
              union
              select conrelid from pg_constraint join filled on confrelid = filled.oid where contype = 'f')
            select oid from filled
          loop
            execute format('delete from %s', it);
          end loop;
          update audit_chain set number = default, hash = default, let_go = default, let_go_hash = default;
        end $$
        """,
        new NpgsqlConnectionStringBuilder(copy.Owner).Database!);

    /// <summary>Throws a copy away, with whatever is still connected to it.</summary>
    public Task Drop(Databases copy) => Execute($"drop database {new NpgsqlConnectionStringBuilder(copy.Owner).Database} with (force)");

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();

        _folder?.Dispose();
        _place.Delete(recursive: true);
    }

    private async Task Execute(string statement, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"Host={SocketFolder};Username=postgres;Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
