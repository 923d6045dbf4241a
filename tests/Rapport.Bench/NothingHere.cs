using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using Rapport.Data;

namespace Rapport.Bench;

/// <summary>
/// How long “there is nothing here” takes for what exists and belongs to others, beside what never existed: asked in turns, each pair
/// in an order that is drawn, by somebody who meets one person and by the one at the top. A clock must not tell what the words hide.
/// </summary>
public static class NothingHere
{
    private const int Warming = 100;
    private const int Pairs = 1000;

    /// <summary>What the medians of the two may differ by, and no more. A network's own unrest is larger.</summary>
    private const double Bound = 0.25;

    private static readonly (string Kind, string Address, string Others)[] Kinds =
    [
        ("Series", "/one-on-ones/*", "select id from series where $1 not in (manager_id, report_id)"),
        ("Its rhythm", "/one-on-ones/*/rhythm", "select id from series where $1 not in (manager_id, report_id)"),
        ("Meeting", "/meetings/*", "select meeting.id from meeting join series on series.id = series_id where $1 not in (manager_id, report_id)"),
        ("Its record, to take along", "/meetings/*.md", "select meeting.id from meeting join series on series.id = series_id where $1 not in (manager_id, report_id)"),
        ("Point", "/points/*", "select point.id from agenda_point point join series on series.id = series_id where $1 not in (manager_id, report_id)"),
        ("Promise", "/open-loops/*", "select loop.id from open_loop loop join series on series.id = series_id where $1 not in (manager_id, report_id)"),
        ("Restored sign-in", "/recoveries/*", "select person_id from recovery where $1 <> person_id and person_id not in (select manager_id from series where report_id = $1 union select report_id from series where manager_id = $1)"),
    ];

    /// <returns>Whether all of it stayed within the bound.</returns>
    public static async Task<bool> Say(string program, string place)
    {
        await Bench.Build(place, "nothing", 1);
        await using var server = await Bench.Serve(program, place, "nothing");
        await using var database = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(place, "nothing", "socket")).Owner);
        await Restore(database);
        Console.WriteLine($"**Nothing here**: a page that is refused with 404, {Pairs.ToString("N0", CultureInfo.InvariantCulture)} pairs of what exists and is not the asker's and what never existed, in turns.");
        Console.WriteLine();
        Console.WriteLine("| Kind | Asked by | Exists, p50 | Never existed, p50 | Differ by | Aim |");
        Console.WriteLine("|---|---|--:|--:|--:|---|");
        var isWithin = true;
        foreach (var (who, email, person) in new[] { ("an engineer", "person200@bench.example", 200), ("the CTO", "person1@bench.example", 1) })
        {
            using var visitor = await Visitor.SignIn(server.Port, email, World.Password);
            foreach (var (kind, address, others) in Kinds)
            {
                var (exists, never) = await Compare(visitor, address, await Ids(database, others, person));
                var apart = Math.Abs(exists - never);
                isWithin &= apart <= Bound;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {who} | {exists:0.000} ms | {never:0.000} ms | {apart:0.000} ms | {(apart <= Bound ? "reached" : "missed")}: {Bound:0.00} ms |"));
            }
        }

        return isWithin;
    }

    private static async Task<(double Exists, double Never)> Compare(Visitor visitor, string address, List<Guid> ids)
    {
        var dice = new Random(20261121);
        var (exists, never) = (new List<double>(Pairs), new List<double>(Pairs));
        for (var at = -Warming; at < Pairs; at++)
        {
            var real = address.Replace("*", ids[dice.Next(ids.Count)].ToString(), StringComparison.Ordinal);
            // As this world's ids are, behind all of them and between them.
            var number = dice.Next(2) == 0 ? dice.Next(0x70000000, int.MaxValue) : dice.Next(0x1000);
            var none = address.Replace("*", $"{number:x8}-0001-7000-8000-{dice.Next(1, 12):000000000000}", StringComparison.Ordinal);
            var isFirst = dice.Next(2) == 0;
            var one = await Time(visitor, isFirst ? real : none);
            var other = await Time(visitor, isFirst ? none : real);
            if (at < 0)
                continue;
            exists.Add(isFirst ? one : other);
            never.Add(isFirst ? other : one);
        }

        return (Median(exists), Median(never));
    }

    private static async Task<double> Time(Visitor visitor, string address)
    {
        var clock = Stopwatch.GetTimestamp();
        var status = await visitor.Status(address);
        var taken = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        return status == HttpStatusCode.NotFound ? taken : throw new InvalidOperationException($"{address} answers {(int)status}.");
    }

    private static double Median(List<double> taken) => taken.Order().ElementAt(taken.Count / 2);

    private static async Task<List<Guid>> Ids(NpgsqlDataSource database, string query, int person)
    {
        await using var command = database.CreateCommand($"select id from ({query}) found (id) order by random() limit 1000");
        command.Parameters.Add(new() { Value = Guid.Parse($"{person:x8}-0000-7000-8000-000000000002") });
        var ids = new List<Guid>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            ids.Add(rows.GetGuid(0));
        return ids;
    }

    /// <summary>An administrator let fifty people back in, and nobody has confirmed it yet.</summary>
    private static async Task Restore(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            insert into invitation (id, kind, person_id, secret_hash, issued_by, issued_at, expires_at, used_at)
            select gen_random_uuid(), 'Recovery', id, sha256(id::text::bytea), id, now() - interval '1 day', now() + interval '1 day', now() - interval '1 hour' from person order by id limit 50 offset 60;
            insert into recovery (id, person_id, invitation_id, issued_by, issued_at, used_at)
            select gen_random_uuid(), person_id, id, person_id, issued_at, used_at from invitation where kind = 'Recovery'
            """);
        await command.ExecuteNonQueryAsync();
    }
}
