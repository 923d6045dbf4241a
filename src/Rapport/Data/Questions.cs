using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>
/// Several statements that only read, put to the database in one go: the way there and back costs more than most answers.
/// For the pages that are opened most; everything else reads by queries. They run on the connection, and in the
/// transaction, of their <see cref="RapportDb"/>, and tell it first for whom it is asked.
/// </summary>
public sealed class Questions(RapportDb db, Viewer viewer)
{
    private readonly List<(NpgsqlBatchCommand Statement, Action<Row> Take)> asked = [];

    /// <param name="statement">With $1, $2 … for the values.</param>
    /// <param name="read">Reads one row of the answer, column by column.</param>
    /// <returns>The rows, which are there once <see cref="Answer"/> has run.</returns>
    public List<T> Ask<T>(string statement, Func<Row, T> read, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });

        var rows = new List<T>();
        asked.Add((command, row => rows.Add(read(row))));
        return rows;
    }

    public async Task Answer(CancellationToken stop)
    {
        await db.Database.OpenConnectionAsync(stop);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection()) { BatchCommands = { SecondLock.Statement(viewer) } };
            foreach (var (statement, _) in asked)
                batch.BatchCommands.Add(statement);

            await using var reader = await batch.ExecuteReaderAsync(stop);
            await reader.NextResultAsync(stop);
            var row = new Row(reader);
            foreach (var (_, take) in asked)
            {
                while (await reader.ReadAsync(stop))
                    take(row.First());

                await reader.NextResultAsync(stop);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}

public static class Asking
{
    /// <summary>One question, or several that belong together, and their answer.</summary>
    public static async Task<T> Answer<T>(this RapportDb db, Viewer viewer, Func<Questions, T> ask, CancellationToken stop)
    {
        var questions = new Questions(db, viewer);
        var answer = ask(questions);
        await questions.Answer(stop);
        return answer;
    }
}

/// <summary>One row of an answer, read from left to right.</summary>
public sealed class Row(NpgsqlDataReader reader)
{
    private int at;

    public Row First()
    {
        at = 0;
        return this;
    }

    /// <summary>The next column holds nothing; it is passed over then.</summary>
    public bool Skips() => reader.IsDBNull(at) && ++at > 0;

    public Id<T> Id<T>() => new(reader.GetGuid(at++));

    public Id<T>? IdOrNull<T>() => Skips() ? null : Id<T>();

    public string Text() => reader.GetString(at++);

    /// <summary>A document in JSON, read where it lies: as a text of its own a large one would live for no more than this.</summary>
    public T Document<T>(JsonSerializerOptions shape)
    {
        using var stored = reader.GetStream(at++);
        var length = (int)stored.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            stored.ReadExactly(bytes, 0, length);
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, length), shape)!;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public string? TextOrNull() => Skips() ? null : Text();

    public bool Yes() => reader.GetBoolean(at++);

    public bool? YesOrNull() => Skips() ? null : Yes();

    public int Number() => reader.GetInt32(at++);

    /// <summary>The number that <c>xmin</c> tells of a row's version.</summary>
    public uint Version() => reader.GetFieldValue<uint>(at++);

    public DateTimeOffset Moment() => reader.GetFieldValue<DateTimeOffset>(at++);

    public DateTimeOffset? MomentOrNull() => Skips() ? null : Moment();

    public DateOnly Day() => reader.GetFieldValue<DateOnly>(at++);

    public DateOnly? DayOrNull() => Skips() ? null : Day();

    public TimeOnly Time() => reader.GetFieldValue<TimeOnly>(at++);

    public T Choice<T>()
        where T : struct, Enum => Enum.Parse<T>(reader.GetString(at++));

    public T? ChoiceOrNull<T>()
        where T : struct, Enum => Skips() ? null : Choice<T>();
}
