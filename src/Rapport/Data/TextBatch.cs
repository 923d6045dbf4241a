using Npgsql;
using NpgsqlTypes;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>Which live text: it is found by its place in a meeting.</summary>
public sealed record TextPlace(Id<Meeting> Meeting, SharedTextKind Kind, Id<AgendaPoint>? Point);

/// <summary>Changes that somebody typed, and the version that they stand on.</summary>
public sealed record TextPush(Id<AccountSession> Session, TextPlace Place, int Version, string Client, IReadOnlyList<ChangeSet> Changes);

/// <summary>What became of a push in its batch.</summary>
/// <param name="Text">Which text it was, once that is known.</param>
/// <param name="Taken">The changes, if they were taken.</param>
/// <param name="Refused">Why nothing was changed.</param>
/// <param name="IsHeld">Somebody else is just changing the meeting itself: it is to be asked again.</param>
public sealed record PushFate(Id<SharedText>? Text = null, int Version = 0, IReadOnlyList<TextChange>? Taken = null, string? Refused = null, bool IsHeld = false)
{
    public static readonly PushFate Held = new(IsHeld: true);
}

/// <summary>
/// Writes what many people typed in one transaction: one wait for the disk serves them all. The meetings are shared and
/// the texts held, each in the order of its id; whoever closes a meeting holds it alone, and what was typed for it waits
/// for the next batch instead of holding up the others. The other nodes are told by the same commit. It writes for many people
/// at once, so it enters as the jobs do, and asks <see cref="LiveSeats"/> about each of them.
/// </summary>
public sealed class TextBatch([FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource database, NodeNews nodes)
{
    /// <returns>The fate of each push, in their order. All that was taken is on disk.</returns>
    public async Task<PushFate[]> Write(IReadOnlyList<TextPush> pushes, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        if (await Write(connection, pushes, now, begins: true, stop) is { } fates)
            return fates;
        return (await Write(connection, pushes, now, begins: false, stop))!;
    }

    /// <param name="begins">Whether texts in which nobody has written yet are begun, after which everything is to be looked at again.</param>
    private async Task<PushFate[]?> Write(NpgsqlConnection connection, IReadOnlyList<TextPush> pushes, DateTimeOffset now, bool begins, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var (free, seats, texts) = await Look(connection, pushes, now, stop);
        var fates = pushes.Select((push, at) => Held(push, seats[at], free) ?? Refused(push, seats[at])).ToArray();
        var missing = pushes.Select((push, at) => (push.Place, By: seats[at].Person)).Where((push, at) => fates[at] is null && !texts.ContainsKey(push.Place))
            .DistinctBy(push => push.Place).ToList();
        if (missing.Count > 0 && begins)
        {
            // Not while others are held: two nodes that begin texts of each other's would wait for each other.
            await transaction.RollbackAsync(stop);
            await Begin(connection, missing, now, stop);
            return null;
        }

        for (var at = 0; at < pushes.Count; at++)
            fates[at] ??= Take(pushes[at], texts, seats[at].Person, now);

        var changed = texts.Values.Where(text => text.News.Count > 0).ToList();
        if (changed.Count > 0)
            await Keep(connection, changed, stop);
        await transaction.CommitAsync(stop);
        return fates!;
    }

    private static PushFate? Held(TextPush push, LiveSeat seat, HashSet<Guid> free) =>
        seat.IsKnown && !free.Contains(push.Place.Meeting.Value) ? PushFate.Held : null;

    private static PushFate? Refused(TextPush push, LiveSeat seat)
    {
        var isDetails = push.Place.Kind == SharedTextKind.Details;
        var why = seat switch
        {
            { IsIn: false } => "You are not signed in any more. Sign in again to save this.",
            { Reads: false } or { PointFits: false } => "There is nothing here.",
            { Writes: false } => "This meeting is closed. Reopen it to add this, or copy it elsewhere.",
            { IsRunning: false } when isDetails => "The details of a point are written here while the meeting runs.",
            { PointIsOpen: false } when isDetails => "This point is closed.",
            _ => null,
        };
        return why is null ? null : new(Refused: why);
    }

    private static PushFate Take(TextPush push, Dictionary<TextPlace, SharedText> texts, Id<Person> by, DateTimeOffset now)
    {
        if (!texts.TryGetValue(push.Place, out var text))
            return PushFate.Held;
        if (push.Version != text.Version)
            return new(text.Id, text.Version);

        try
        {
            var taken = text.Take(push.Changes, push.Client, by, now);
            return new(text.Id, text.Version, taken);
        }
        catch (Refusal refusal)
        {
            return new(text.Id, text.Version, Refused: refusal.Message);
        }
    }

    private static async Task<(HashSet<Guid> Free, List<LiveSeat> Seats, Dictionary<TextPlace, SharedText> Texts)> Look(
        NpgsqlConnection connection, IReadOnlyList<TextPush> pushes, DateTimeOffset now, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Share(pushes.Select(push => push.Place.Meeting)));
        batch.BatchCommands.Add(LiveSeats.Statement([.. pushes.Select(push => new LiveQuestion(push.Session, push.Place.Meeting, push.Place.Point))], now));
        batch.BatchCommands.Add(Texts(pushes.Select(push => push.Place)));
        await using var rows = await batch.ExecuteReaderAsync(stop);
        var free = await Read(rows, stop);
        await rows.NextResultAsync(stop);
        var seats = await LiveSeats.Read(rows, stop);
        await rows.NextResultAsync(stop);
        var texts = new Dictionary<TextPlace, SharedText>();
        await Read(rows, texts, stop);
        return (free, seats, texts);
    }

    /// <summary>Texts in which nobody has written yet. Where another node was faster, its text is taken.</summary>
    private static async Task Begin(NpgsqlConnection connection, List<(TextPlace Place, Id<Person> By)> missing, DateTimeOffset now, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var free = await Free(connection, missing.Select(text => text.Place.Meeting), stop);
        missing.RemoveAll(text => !free.Contains(text.Place.Meeting.Value));
        var details = await Details(connection, missing.Select(text => text.Place).Where(place => place.Kind == SharedTextKind.Details), stop);
        var begun = missing.ConvertAll(text => text.Place is { Kind: SharedTextKind.Details, Point: { } point }
            ? SharedText.OfDetails(text.Place.Meeting, point, details[point].Author, details[point].Words, now)
            : SharedText.Begun(text.Place.Meeting, text.Place.Kind, text.Place.Point, text.By, now));
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(
            """
            insert into shared_text (id, meeting_id, kind, point_id, text, version, authorship, written_by, written_at)
            select id, meeting_id, kind, point_id, text, 0, authorship, written_by, $8
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[]) as begun (id, meeting_id, kind, point_id, text, authorship, written_by)
            order by meeting_id, kind, point_id
            on conflict do nothing
            """)
        {
            Parameters =
            {
                new() { Value = begun.Select(text => text.Id.Value).ToArray() },
                new() { Value = begun.Select(text => text.MeetingId.Value).ToArray() },
                new() { Value = begun.Select(text => text.Kind.ToString()).ToArray() },
                new() { Value = begun.Select(text => text.PointId?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = begun.Select(text => text.Text).ToArray() },
                new() { Value = begun.Select(text => text.Authorship).ToArray() },
                new() { Value = begun.Select(text => text.WrittenBy.Value).ToArray() },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
            },
        });
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private static async Task<HashSet<Guid>> Free(NpgsqlConnection connection, IEnumerable<Id<Meeting>> meetings, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Share(meetings));
        await using var rows = await batch.ExecuteReaderAsync(stop);
        return await Read(rows, stop);
    }

    /// <summary>Meetings that nobody is just changing; they stay as they are until the transaction ends.</summary>
    private static NpgsqlBatchCommand Share(IEnumerable<Id<Meeting>> meetings) => new("select id from meeting where id = any ($1) order by id for share skip locked")
    {
        Parameters = { new() { Value = meetings.Select(meeting => meeting.Value).Distinct().ToArray() } },
    };

    private static async Task<HashSet<Guid>> Read(NpgsqlDataReader rows, CancellationToken stop)
    {
        var free = new HashSet<Guid>();
        while (await rows.ReadAsync(stop))
            free.Add(rows.GetGuid(0));
        return free;
    }

    private static async Task<Dictionary<Id<AgendaPoint>, (Id<Person> Author, string Words)>> Details(NpgsqlConnection connection, IEnumerable<TextPlace> places, CancellationToken stop)
    {
        var details = new Dictionary<Id<AgendaPoint>, (Id<Person>, string)>();
        var points = places.Select(place => place.Point!.Value.Value).ToArray();
        if (points.Length == 0)
            return details;

        await using var command = new NpgsqlCommand("select id, author_id, details from agenda_point where id = any ($1)", connection) { Parameters = { new() { Value = points } } };
        await using var rows = await command.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            details.Add(new(rows.GetGuid(0)), (new(rows.GetGuid(1)), rows.GetString(2)));
        return details;
    }

    private static NpgsqlBatchCommand Texts(IEnumerable<TextPlace> places)
    {
        var asked = places.Distinct().ToList();
        return new(
            """
            select text.id, text.meeting_id, text.kind, text.point_id, text.text, text.version, text.authorship, text.written_by, text.written_at
            from unnest($1::uuid[], $2::text[], $3::uuid[]) as asked (meeting_id, kind, point_id)
            join shared_text text on text.meeting_id = asked.meeting_id and text.kind = asked.kind and text.point_id is not distinct from asked.point_id
            order by text.id for no key update of text
            """)
        {
            Parameters =
            {
                new() { Value = asked.Select(place => place.Meeting.Value).ToArray() },
                new() { Value = asked.Select(place => place.Kind.ToString()).ToArray() },
                new() { Value = asked.Select(place => place.Point?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            },
        };
    }

    private static async Task Read(NpgsqlDataReader rows, Dictionary<TextPlace, SharedText> texts, CancellationToken stop)
    {
        while (await rows.ReadAsync(stop))
        {
            var place = new TextPlace(new(rows.GetGuid(1)), Enum.Parse<SharedTextKind>(rows.GetString(2)), rows.IsDBNull(3) ? null : new(rows.GetGuid(3)));
            texts[place] = SharedText.Stored(
                new(rows.GetGuid(0)), place.Meeting, place.Kind, place.Point, rows.GetString(4), rows.GetInt32(5), rows.GetString(6), new(rows.GetGuid(7)),
                rows.GetFieldValue<DateTimeOffset>(8));
        }
    }

    /// <summary>Texts, histories, and the points whose details these are: everything reads those from the point.</summary>
    private async Task Keep(NpgsqlConnection connection, List<SharedText> texts, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(
            """
            update shared_text text set text = new.text, version = new.version, authorship = new.authorship, written_by = new.written_by, written_at = new.written_at
            from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::uuid[], $6::timestamptz[]) as new (id, text, version, authorship, written_by, written_at)
            where text.id = new.id
            """)
        {
            Parameters =
            {
                new() { Value = texts.Select(text => text.Id.Value).ToArray() },
                new() { Value = texts.Select(text => text.Text).ToArray() },
                new() { Value = texts.Select(text => text.Version).ToArray() },
                new() { Value = texts.Select(text => text.Authorship).ToArray() },
                new() { Value = texts.Select(text => text.WrittenBy.Value).ToArray() },
                new() { Value = texts.Select(text => text.WrittenAt).ToArray() },
            },
        });
        var changes = texts.SelectMany(text => text.News).ToList();
        batch.BatchCommands.Add(new(
            """
            insert into text_change (text_id, version, client, author_id, change, written_at)
            select * from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[])
            """)
        {
            Parameters =
            {
                new() { Value = changes.Select(change => change.TextId.Value).ToArray() },
                new() { Value = changes.Select(change => change.Version).ToArray() },
                new() { Value = changes.Select(change => change.Client).ToArray() },
                new() { Value = changes.Select(change => change.AuthorId.Value).ToArray() },
                new() { Value = changes.Select(change => change.Change).ToArray() },
                new() { Value = changes.Select(change => change.WrittenAt).ToArray() },
            },
        });
        var details = texts.FindAll(text => text.Kind == SharedTextKind.Details);
        if (details.Count > 0)
        {
            batch.BatchCommands.Add(new("update agenda_point point set details = new.details from unnest($1::uuid[], $2::text[]) as new (id, details) where point.id = new.id")
            {
                Parameters = { new() { Value = details.Select(text => text.PointId!.Value.Value).ToArray() }, new() { Value = details.Select(text => text.Text).ToArray() } },
            });
        }

        batch.BatchCommands.Add(nodes.Statement(texts.Select(text =>
            BetweenNodes.Line(new(text.MeetingId, text.Kind, text.PointId), text.Id, text.News[0].Version - 1, text.Version))));
        await batch.ExecuteNonQueryAsync(stop);
    }
}
