using Npgsql;

namespace Rapport.Tests.Access;

/// <summary>What a database holds, in a line for each table, to see whether anything was written between two looks.</summary>
internal static class Digest
{
    /// <summary>What every look of somebody who is signed in may write: that they were seen.</summary>
    private static readonly Dictionary<string, string[]> Seen = new(StringComparer.Ordinal) { ["account_session"] = ["seen_at"] };

    /// <param name="withSeen">Also what is written at a mere look.</param>
    public static async Task<IReadOnlyDictionary<string, string>> Of(Database database, bool withSeen = false)
    {
        // Where the audit log's chain stands follows from its entries, and nobody but the owner reads it.
        var tables = new List<string>();
        await using (var list = database.Owner.CreateCommand("select tablename from pg_tables where schemaname = 'public' and tablename <> 'audit_chain' order by tablename"))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                tables.Add(rows.GetString(0));
        }

        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            // A row that was written again as it was is a write too, and has another xmin.
            var left = withSeen ? [] : Seen.GetValueOrDefault(table, []);
            var row = $"(to_jsonb(t) - array[{string.Join(',', left.Select(column => $"'{column}'"))}]::text[])::text{(left.Length == 0 ? " || t.xmin::text" : "")}";
            await using var command = database.Jobs.CreateCommand($"select count(*) || ' ' || coalesce(md5(string_agg(md5({row}), '' order by md5({row}))), '') from {table} t");
            digests[table] = (string)(await command.ExecuteScalarAsync())!;
        }

        return digests;
    }

    /// <summary>The tables in which two looks differ.</summary>
    public static IEnumerable<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        before.Where(table => after[table.Key] != table.Value).Select(table => $"{table.Key}: {table.Value} became {after[table.Key]}");
}
