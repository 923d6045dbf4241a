using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Rapport.Hosting;

namespace Rapport.Data;

/// <summary>
/// Brings the schema up to what this program knows: numbered SQL files, each applied once, in order, in a transaction of
/// its own, by the owner. A file may name the plain roles as <c>:"app"</c> and <c>:"jobs"</c>.
/// </summary>
public sealed class Migrator(Databases databases)
{
    // Any number will do, as long as every server asks for the same.
    private const long AdvisoryLock = 7_270_770;

    private static readonly Lazy<IReadOnlyList<Migration>> Known = new(() => [.. Read().OrderBy(migration => migration.Number)]);

    /// <summary>The number of the newest migration, which is the schema that this program needs.</summary>
    public static int Newest => Known.Value[^1].Number;

    /// <exception cref="StartRefused">The schema is newer than this program, or an applied file was edited.</exception>
    public Task Run(CancellationToken stop) => Run(Newest, stop);

    /// <summary>The same up to an earlier schema, for rows that fit that one.</summary>
    /// <exception cref="StartRefused">The schema is newer than this program, or an applied file was edited.</exception>
    public async Task Run(int upTo, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(databases.Owner);
        await using var connection = await Databases.Open(source, stop);
        // Servers that start together take turns; the lock ends with the connection.
        await connection.Execute($"select pg_advisory_lock({AdvisoryLock})", stop);
        var applied = await Applied(connection, stop);
        foreach (var migration in Known.Value)
        {
            if (!applied.Remove(migration.Number, out var checksum))
            {
                if (migration.Number <= upTo)
                    await Apply(connection, migration, stop);
            }
            else if (checksum != migration.Checksum)
                throw new StartRefused($"The migration {migration.Name} was edited after it had been applied. Restore the file as it was released.");
        }

        if (applied.Count > 0)
            throw new StartRefused($"The database was written by a newer Rapport (schema {applied.Keys.Max()}, this one knows {Newest}). Start the newer version.");

        await connection.Execute($"select pg_advisory_unlock({AdvisoryLock})", stop);
    }

    private async Task<Dictionary<int, string>> Applied(NpgsqlConnection connection, CancellationToken stop)
    {
        var applied = new Dictionary<int, string>();
        if (!await connection.Exists("select 1 from pg_class where oid = to_regclass($1)", "public.schema_migration", stop))
        {
            await connection.Execute(
                Named(
                    """
                    create table schema_migration (
                      number int primary key,
                      name text not null,
                      checksum text not null,
                      applied_at timestamptz not null default now());
                    grant select on schema_migration to :"app", :"jobs";
                    """),
                stop);
            return applied;
        }

        await using var query = new NpgsqlCommand("select number, checksum from schema_migration", connection);
        await using var rows = await query.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            applied.Add(rows.GetInt32(0), rows.GetString(1));

        return applied;
    }

    private async Task Apply(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.Execute(Named(migration.Text), stop);
        await using var note = new NpgsqlCommand("insert into schema_migration (number, name, checksum) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await note.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private string Named(string sql) => sql
        .Replace(":\"app\"", Quoted(databases.App), StringComparison.Ordinal)
        .Replace(":\"jobs\"", Quoted(databases.Jobs), StringComparison.Ordinal);

    private static string Quoted(string connection) =>
        new NpgsqlCommandBuilder().QuoteIdentifier(new NpgsqlConnectionStringBuilder(connection).Username!);

    private static IEnumerable<Migration> Read()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            yield return new(
                int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture),
                Path.GetFileNameWithoutExtension(name),
                text,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }
    }

    private sealed record Migration(int Number, string Name, string Text, string Checksum);
}
