using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Features.Audit;

/// <summary>
/// Reckons the chain of the audit log anew, from where it begins to where it stands, without trusting what the database reckoned.
/// Whoever noted a head earlier sees too whether the log still leads to it: that cannot be faked even by who owns the database.
/// </summary>
public static class VerifyAudit
{
    /// <param name="First">The number of the first entry that is kept, or of the next if none is.</param>
    /// <param name="Noted">The number of the entry whose head was noted.</param>
    public sealed record Verdict(long First, long Last, long Entries, string Head, long? Noted);

    private sealed record Entry(long Number, long Micros, string Kind, Guid? Actor, Guid? About, Guid? Series, byte[] Hash);

    private sealed record Chain(long Number, byte[] Hash, long LetGo, byte[] LetGoHash);

    /// <param name="noted">A head, or the beginning of one, of at least 8 hexadecimal digits; or nothing.</param>
    /// <exception cref="StartRefused">The log was touched, or does not lead to the head.</exception>
    public static async Task<Verdict> Run(Databases databases, string noted, CancellationToken stop)
    {
        noted = Head(noted);
        await using var source = NpgsqlDataSource.Create(databases.Owner);
        await using var connection = await Databases.Open(source, stop);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var chain = await Read(connection, stop);
        var (last, hash) = (chain.LetGo, chain.LetGoHash);
        var place = Says(noted, hash) ? last : (long?)null;
        await foreach (var entry in Entries(connection, stop))
        {
            if (entry.Number != last + 1)
                throw new StartRefused($"entry {last + 1} is missing.");

            (last, hash) = (entry.Number, Next(hash, entry));
            if (!hash.AsSpan().SequenceEqual(entry.Hash))
                throw new StartRefused($"entry {entry.Number} does not follow from the one before it: one of the two was changed.");

            place = Says(noted, hash) ? last : place;
        }

        if (last != chain.Number || !hash.AsSpan().SequenceEqual(chain.Hash))
            throw new StartRefused($"it ends with entry {last}, but {chain.Number} were written.");

        if (noted.Length > 0 && place is null)
            throw new StartRefused($"it does not lead to the head that you noted. Either that entry is older than what is kept, which begins with {chain.LetGo + 1}, or the log was written anew.");

        return new(chain.LetGo + 1, last, last - chain.LetGo, Convert.ToHexStringLower(hash), place);
    }

    /// <summary>The digits of a head as it was noted, with gaps or without.</summary>
    /// <exception cref="StartRefused">It is none.</exception>
    public static string Head(string noted)
    {
        noted = string.Concat(noted.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return noted.Length == 0 || (noted.Length >= 8 && noted.All(char.IsAsciiHexDigit))
            ? noted
            : throw new StartRefused("A head is written in hexadecimal digits; at least the first 8 of them are needed.");
    }

    private static bool Says(string noted, byte[] hash) => noted.Length > 0 && Convert.ToHexStringLower(hash).StartsWith(noted, StringComparison.Ordinal);

    private static byte[] Next(byte[] before, Entry entry)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{entry.Number}|{entry.Micros}|{entry.Kind}|{Or(entry.Actor)}|{Or(entry.About)}|{Or(entry.Series)}");
        return SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(words)]);

        static string Or(Guid? id) => id?.ToString() ?? "-";
    }

    private static async Task<Chain> Read(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand("select number, hash, let_go, let_go_hash from audit_chain", connection);
        await using var row = await query.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop)
            ? new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3))
            : throw new StartRefused("where it stands was removed.");
    }

    private static async IAsyncEnumerable<Entry> Entries(NpgsqlConnection connection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var query = new NpgsqlCommand(
            "select coalesce(number, 0), (extract(epoch from at) * 1000000)::bigint, kind, actor_id, about_id, series_id, coalesce(hash, '') from audit_event order by number nulls first",
            connection) { CommandTimeout = 0 };
        await using var row = await query.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            yield return new(
                row.GetInt64(0), row.GetInt64(1), row.GetString(2), Id(row, 3), Id(row, 4), Id(row, 5), row.GetFieldValue<byte[]>(6));
        }

        static Guid? Id(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetGuid(at);
    }
}
