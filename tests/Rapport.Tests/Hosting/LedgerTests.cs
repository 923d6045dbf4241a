using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;

namespace Rapport.Tests.Hosting;

/// <summary>
/// Two people in one meeting of the real program, which is killed while they type, and so is its database: what was
/// acknowledged is there, once. Three rounds always; the full form runs with RAPPORT_PROVE=1.
/// </summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private const string Password = "seven quiet lanterns by the lake";
    private const int ShortRounds = 3;
    private const int LongRounds = 60;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly int _port = ServerProcess.FreePort();
    private readonly Ledger _ledger = new();
    private readonly List<TimeSpan> _returns = [];
    private ServerProcess _server = null!;
    private Cast _cast = null!;
    private Guid _meeting;
    private Guid _point;
    private int _unanswered;
    private int _unansweredButKept;

    private string Data => Path.Combine(_place.FullName, "data");

    private string Socket => Path.Combine(Data, "socket");

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        await Start();
        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Socket).Jobs);
        RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        var now = DateTimeOffset.UtcNow;
        _cast = await Cast.In(Db, now);
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo, from: DateOnly.FromDateTime(now.UtcDateTime).AddDays(-30));
        await using var db = Db();
        foreach (var member in new[] { _cast.Hanna, _cast.Teo })
        {
            member.Account.PasswordHash = new PasswordHasher<Account>().HashPassword(member.Account, Password);
            db.Update(member.Account);
        }

        var point = new AgendaPoint(series.Id, _cast.Teo.Id, PointKind.Blocker, null, Part.Process, "The licence", null, 1, 0, now);
        db.Add(point);
        await db.SaveChangesAsync();
        _meeting = (await new StartMeeting(db, TimeProvider.System).Run(series.Id, _cast.Hanna.Viewer, default)).Value;
        _point = point.Id.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_doubled_when_server_and_database_are_killed_while_both_type()
    {
        using var hanna = await Typist.Enter(_cast.Hanna, Password, _port, _meeting, _point, _ledger);
        using var teo = await Typist.Enter(_cast.Teo, Password, _port, _meeting, _point, _ledger);
        var (rounds, clock) = (0, Stopwatch.StartNew());
        for (; rounds < (Proof.IsWanted ? LongRounds : ShortRounds) && clock.Elapsed < Longest; rounds++)
        {
            await Round((Victim)(rounds % 3), hanna, teo);
            Assert.Empty(await Compare());
        }

        await Task.WhenAll(hanna.Finish(), teo.Finish());
        Assert.Empty(_ledger.Unanswered);
        Assert.Empty(await Compare());
        var indexes = await CheckIndexes();
        await ATamperedDatabaseIsCaught();
        Proof.Add(Figures(rounds, indexes, clock.Elapsed));
    }

    [Fact]
    public async Task A_stop_while_both_type_answers_everything_that_it_keeps()
    {
        using var hanna = await Typist.Enter(_cast.Hanna, Password, _port, _meeting, _point, _ledger);
        using var teo = await Typist.Enter(_cast.Teo, Password, _port, _meeting, _point, _ledger);
        var typing = true;
        var work = Task.WhenAll(hanna.Work(() => Volatile.Read(ref typing)), teo.Work(() => Volatile.Read(ref typing)));
        await Task.Delay(500);

        Assert.Equal(0, await _server.Stop("TERM"));
        Volatile.Write(ref typing, false);
        await work;
        await _server.DisposeAsync();
        await Start();

        var stored = await Stored();
        Assert.Empty(_ledger.Compare(stored));
        Assert.NotEmpty(_ledger.AcknowledgedAdditions);
        Assert.Empty(_ledger.Unanswered.Intersect(stored.Additions));
    }

    private async Task Round(Victim victim, Typist hanna, Typist teo)
    {
        var typing = true;
        var work = Task.WhenAll(hanna.Work(() => Volatile.Read(ref typing)), teo.Work(() => Volatile.Read(ref typing)));
        await Task.Delay(Random.Shared.Next(300, Proof.IsWanted ? 5000 : 1500));

        var postmaster = Postmaster();
        if (victim != Victim.Database)
            _server.Kill();
        if (victim != Victim.Server)
            Process.GetProcessById(postmaster!.Value).Kill();
        Volatile.Write(ref typing, false);

        var away = Stopwatch.StartNew();
        if (victim != Victim.Database)
        {
            await _server.Ended();
            await _server.DisposeAsync();
            await Start();
        }

        while (Postmaster() is not { } id || id == postmaster || await _server.Get("/health/ready") != "ready")
        {
            Assert.True(away.Elapsed < ReadyWithin, $"Not ready again after {away.Elapsed} ({victim}).\n" + _server.Output + _server.Errors);
            await Task.Delay(10);
        }

        Assert.InRange(away.Elapsed, TimeSpan.Zero, ReadyWithin);
        _returns.Add(away.Elapsed);
        await work;
    }

    private async Task<IReadOnlyList<Ledger.Fault>> Compare()
    {
        var stored = await Stored();
        _unanswered += _ledger.Unanswered.Count();
        _unansweredButKept += _ledger.Unanswered.Intersect(stored.Additions).Count();
        return _ledger.Compare(stored);
    }

    // A promise counts once for each beginning of its history: without one it is half a promise, and half is lost.
    private async Task<Ledger.Stored> Stored()
    {
        await using var database = await Open("rapport_owner");
        await using var command = new NpgsqlCommand(
            """
            select title from agenda_point where title <> 'The licence'
            union all
            select promise from open_loop join open_loop_event on loop_id = open_loop.id and what = 'Proposed';
            select kind, text, version from shared_text
            """,
            database);
        await using var row = await command.ExecuteReaderAsync();
        var additions = new List<string>();
        while (await row.ReadAsync())
            additions.Add(row.GetString(0));

        await row.NextResultAsync();
        var texts = new Dictionary<string, (string, int)>();
        while (await row.ReadAsync())
            texts.Add(row.GetString(0), (row.GetString(1), row.GetInt32(2)));

        return new(additions, texts);
    }

    /// <summary>Every index has every row of its table, in order, and every table is readable.</summary>
    private async Task<long> CheckIndexes()
    {
        await using var database = await Open("postgres");
        await using var command = new NpgsqlCommand(
            """
            create extension amcheck;
            select count(*) from (
              select bt_index_check(index => indexrelid, heapallindexed => true)
              from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
              where amname = 'btree' and relpersistence = 'p' and indisvalid) as checked;
            select count(*) from pg_class, verify_heapam(relation => pg_class.oid) as damage
            where relkind = 'r' and relpersistence = 'p'
            """,
            database);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var indexes = row.GetInt64(0);
        await row.NextResultAsync();
        await row.ReadAsync();
        Assert.Equal(0, row.GetInt64(0));
        return indexes;
    }

    /// <summary>The control: what a harness does not find when it is taken away on purpose, it does not find at all.</summary>
    private async Task ATamperedDatabaseIsCaught()
    {
        await using (var database = await Open("rapport_owner"))
        await using (var damage = new NpgsqlBatch(database))
        {
            damage.BatchCommands.Add(new("update shared_text set version = version - 1 where kind = 'Concern'"));
            var loss = new NpgsqlBatchCommand("delete from agenda_point where title = $1");
            loss.Parameters.AddWithValue(_ledger.AcknowledgedAdditions.First(words => words.Contains("point", StringComparison.Ordinal)));
            damage.BatchCommands.Add(loss);
            await damage.ExecuteNonQueryAsync();
        }

        Assert.Equal([FaultKind.Lost, FaultKind.Lost], _ledger.Compare(await Stored()).Select(fault => fault.Kind));
    }

    private string Figures(int rounds, long indexes, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"kill -9 while both type: {rounds} rounds, {_ledger.Acknowledged:N0} acknowledged, 0 lost, 0 doubled, 0 overwritten unseen; "
        + $"{_unanswered:N0} points and promises unanswered at a kill, {_unansweredButKept:N0} of them kept, each sent again and there once; "
        + $"{_ledger.Overtaken:N0} saves shown the other person's text; ready again after {_returns.Order().ElementAt(_returns.Count / 2).TotalSeconds:0.0} s (median), {_returns.Max().TotalSeconds:0.0} s (longest); "
        + $"{indexes} indexes and every table sound (amcheck); the control's two losses found; {took.TotalSeconds:0} s");

    private async Task Start()
    {
        _server = new ServerProcess(_port, ["--data", Data, "--key-file", Path.Combine(_place.FullName, "key")]);
        await _server.Ready();
    }

    private int? Postmaster()
    {
        try
        {
            return int.Parse(File.ReadLines(Path.Combine(Data, "cluster", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private async Task<NpgsqlConnection> Open(string role)
    {
        var connection = new NpgsqlConnection($"Host={Socket};Username={role};Database=rapport;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private enum Victim
    {
        Server,
        Database,
        Both,
    }
}
