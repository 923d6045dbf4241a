using System.Data;
using Npgsql;
using Rapport.Hosting;

namespace Rapport.Data;

/// <summary>What an archive holds, told before the rows: the schema they fit and the tables, each after those that it refers to.</summary>
public sealed record SnapshotContents(int Schema, DateTimeOffset TakenAt, IReadOnlyList<SnapshotTable> Tables, IReadOnlyDictionary<string, long> Sequences);

/// <summary>A table and its columns, in the order in which their values follow.</summary>
public sealed record SnapshotTable(string Name, IReadOnlyList<string> Columns);

/// <summary>
/// All rows at one instant, read while people go on writing. Sessions and the keys that sign them stay behind: who was
/// signed out since must not be signed in again by a restore. So does what a text took letter by letter: the text is what its writers meant to keep.
/// And so does what is on its way: most of it will have arrived by the time of a restore, and must not be sent a second time.
/// </summary>
public sealed class Snapshot : IAsyncDisposable
{
    private static readonly string[] StayBehind = ["schema_migration", "account_session", "signing_key", "text_change", "outgoing_message", "outgoing_content"];

    private const string Hidden =
        """
        select relname::text from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and row_security_active(oid)
          and not exists (
            select from pg_policy join pg_roles on pg_roles.rolname = current_user and pg_roles.oid = any (polroles)
            where polrelid = pg_class.oid and pg_get_expr(polqual, polrelid) = 'true')
        limit 1
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private Snapshot(NpgsqlDataSource source, NpgsqlConnection connection, SnapshotContents contents) =>
        (_source, _connection, Contents) = (source, connection, contents);

    public SnapshotContents Contents { get; }

    /// <exception cref="StartRefused">The database does not answer, or nobody has used it yet.</exception>
    public static async Task<Snapshot> Take(Databases databases, TimeProvider clock, CancellationToken stop)
    {
        var source = Unhurried(databases);
        try
        {
            var connection = await Databases.Open(source, stop);
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
            await connection.Execute("set transaction read only", stop);
            if (!await connection.Exists("select 1 from pg_class where oid = to_regclass($1)", "public.schema_migration", stop))
                throw new StartRefused("There is nothing to back up: this database is empty.");

            // Better an error than a policy that quietly leaves rows out.
            if (await connection.Scalar(Hidden, stop) is string hidden)
                throw new StartRefused($"The role {new NpgsqlConnectionStringBuilder(databases.Owner).Username} does not see all rows of {hidden}. Back up as the role that migrates.");

            var schema = (int)(await connection.Scalar("select max(number) from schema_migration", stop))!;
            return new Snapshot(source, connection, new(schema, clock.GetUtcNow(), await Tables(connection, stop), await Sequences(connection, stop)));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of one table as PostgreSQL copies them out, in pieces of the buffer's size.</summary>
    public async Task Read(SnapshotTable table, Func<ReadOnlyMemory<byte>, Task> piece, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        await using var rows = await _connection.BeginRawBinaryCopyAsync($"copy {Quoted(table.Name)} ({Columns(table)}) to stdout (format binary)", stop);
        for (var read = await rows.ReadAsync(buffer, stop); read > 0; read = await rows.ReadAsync(buffer, stop))
            await piece(buffer.AsMemory(0, read));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>Large tables take their time.</summary>
    internal static NpgsqlDataSource Unhurried(Databases databases) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(databases.Owner) { CommandTimeout = 0 }.ConnectionString);

    internal static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    internal static string Columns(SnapshotTable table) => string.Join(", ", table.Columns.Select(Quoted));

    private static async Task<List<SnapshotTable>> Tables(NpgsqlConnection connection, CancellationToken stop)
    {
        var waiting = new List<(SnapshotTable Table, HashSet<string> After)>();
        await using (var query = new NpgsqlCommand(
            """
            select relname::text,
                   array(select attname::text from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum),
                   array(select confrelid::regclass::text from pg_constraint where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid)
            from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1)
            order by relname
            """,
            connection) { Parameters = { new() { Value = StayBehind } } })
        await using (var rows = await query.ExecuteReaderAsync(stop))
        {
            while (await rows.ReadAsync(stop))
                waiting.Add((new(rows.GetString(0), rows.GetFieldValue<string[]>(1)), [.. rows.GetFieldValue<string[]>(2)]));
        }

        var ordered = new List<SnapshotTable>();
        while (waiting.Count > 0)
        {
            var next = waiting.FindIndex(one => !one.After.Overlaps(waiting.Select(other => other.Table.Name)));
            if (next < 0)
                throw new InvalidOperationException("These tables refer to each other in a circle: " + string.Join(", ", waiting.Select(one => one.Table.Name)));

            ordered.Add(waiting[next].Table);
            waiting.RemoveAt(next);
        }

        return ordered;
    }

    private static async Task<Dictionary<string, long>> Sequences(NpgsqlConnection connection, CancellationToken stop)
    {
        var sequences = new Dictionary<string, long>();
        await using var query = new NpgsqlCommand("select sequencename::text, last_value from pg_sequences where schemaname = 'public' and last_value is not null", connection);
        await using var rows = await query.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            sequences.Add(rows.GetString(0), rows.GetInt64(1));

        return sequences;
    }
}

/// <summary>Fills an empty database with the rows of a snapshot, all in one transaction: until it is committed, nothing is there.</summary>
public sealed class SnapshotTarget : IAsyncDisposable
{
    private readonly Databases _databases;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private SnapshotTarget(Databases databases, NpgsqlDataSource source, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_databases, _source, _connection, _transaction) = (databases, source, connection, transaction);

    /// <exception cref="StartRefused">People use this database, or its schema is not the snapshot's.</exception>
    public static async Task<SnapshotTarget> Prepare(Databases databases, SnapshotContents contents, CancellationToken stop)
    {
        if (contents.Schema > Migrator.Newest)
            throw new StartRefused($"The archive was made by a newer Rapport (schema {contents.Schema}, this one knows {Migrator.Newest}). Restore it with that version.");

        var source = Snapshot.Unhurried(databases);
        try
        {
            var connection = await Databases.Open(source, stop);
            await RefuseIfUsed(connection, contents, stop);
            await new Migrator(databases).Run(contents.Schema, stop);
            var transaction = await connection.BeginTransactionAsync(stop);
            await Lock(connection, isForced: false, stop);
            // What the migrations put there is in the archive as it was edited since.
            await connection.Execute("truncate " + string.Join(", ", contents.Tables.Select(table => Snapshot.Quoted(table.Name))) + " cascade", stop);
            return new(databases, source, connection, transaction);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async Task Write(SnapshotTable table, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken stop)
    {
        await using var rows = await _connection.BeginRawBinaryCopyAsync($"copy {Snapshot.Quoted(table.Name)} ({Snapshot.Columns(table)}) from stdin (format binary)", stop);
        try
        {
            await foreach (var piece in pieces.WithCancellation(stop))
                await rows.WriteAsync(piece, stop);
        }
        catch
        {
            await rows.CancelAsync();
            throw;
        }
    }

    /// <summary>Keeps what was written, then brings it up to this program's schema.</summary>
    public async Task Commit(SnapshotContents contents, CancellationToken stop)
    {
        foreach (var (name, last) in contents.Sequences)
        {
            await using var set = new NpgsqlCommand("select setval($1::regclass, $2)", _connection) { Parameters = { new() { Value = Snapshot.Quoted(name) }, new() { Value = last } } };
            await set.ExecuteNonQueryAsync(stop);
        }

        await Lock(_connection, isForced: true, stop);
        await _transaction.CommitAsync(stop);
        await _connection.Execute("analyze", stop);
        await new Migrator(_databases).Run(stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    // Rows cannot be copied in where policies hold for the owner too; nobody else sees the table until they do again.
    private static Task Lock(NpgsqlConnection connection, bool isForced, CancellationToken stop) => connection.Execute(
        $"""
        do $$
        declare
          locked regclass;
        begin
          for locked in select oid::regclass from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relrowsecurity
          loop
            execute format('alter table %s {(isForced ? "" : "no ")}force row level security', locked);
          end loop;
        end
        $$
        """,
        stop);

    private static async Task RefuseIfUsed(NpgsqlConnection connection, SnapshotContents contents, CancellationToken stop)
    {
        if (!await connection.Exists("select 1 from pg_class where oid = to_regclass($1)", "public.schema_migration", stop))
            return;

        if (await connection.Scalar("select 1 from person limit 1", stop) is not null)
            throw new StartRefused("People use this installation, and a restore would replace what they wrote. Restore into an empty folder (--data) or an empty database (--connection).");

        if (await connection.Scalar("select max(number) from schema_migration", stop) is int schema && schema > contents.Schema)
            throw new StartRefused($"This database is prepared for a newer schema ({schema}) than the archive's ({contents.Schema}). Restore into an empty folder (--data) or an empty database (--connection).");
    }
}
