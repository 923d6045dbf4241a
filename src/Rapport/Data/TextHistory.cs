using Npgsql;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>A live text with what it took since some version.</summary>
/// <param name="Changes">All of them, oldest first; null when the history from there is folded.</param>
public sealed record TextSince(int Version, string Text, IReadOnlyList<Change>? Changes);

/// <summary>
/// Reads what a live text took, in one statement, so that text, version and changes are of one moment. Whoever asks has
/// made sure that the text is theirs to read.
/// </summary>
public sealed class TextHistory([FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource database)
{
    private const string Since =
        """
        select text.version, text.text,
               array(select client from text_change change where change.text_id = text.id and change.version > $2 order by change.version),
               array(select author_id from text_change change where change.text_id = text.id and change.version > $2 order by change.version),
               array(select change.change from text_change change where change.text_id = text.id and change.version > $2 order by change.version)
        from shared_text text where text.id = $1
        """;

    public async Task<TextSince?> Of(Id<SharedText> text, int version, CancellationToken stop)
    {
        await using var command = database.CreateCommand(Since);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = text.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop))
            return null;

        var newest = row.GetInt32(0);
        var clients = row.GetFieldValue<string[]>(2);
        var authors = row.GetFieldValue<Guid[]>(3);
        var changes = row.GetFieldValue<string[]>(4);
        var isWhole = version <= newest && changes.Length == newest - version;
        return new(newest, row.GetString(1), isWhole ? [.. clients.Select((client, at) => new Change(client, authors[at], changes[at]))] : null);
    }

    /// <summary>Where the live texts of some meetings stand.</summary>
    public async Task<List<(TextPlace Place, int Version)>> Versions(Id<Meeting>[] meetings, CancellationToken stop)
    {
        var versions = new List<(TextPlace, int)>();
        if (meetings.Length == 0)
            return versions;

        await using var command = database.CreateCommand("select meeting_id, kind, point_id, version from shared_text where meeting_id = any ($1) and kind not like '%Promise'");
        command.Parameters.Add(new() { Value = meetings.Select(meeting => meeting.Value).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            versions.Add((new(new(rows.GetGuid(0)), Enum.Parse<SharedTextKind>(rows.GetString(1)), rows.IsDBNull(2) ? null : new(rows.GetGuid(2))), rows.GetInt32(3)));
        return versions;
    }
}
