using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;

namespace Rapport.Tests.Data;

/// <summary>
/// The policies of the database, for themselves: what it shows to whom is compared with the rules in the access matrix. Here:
/// nothing is forgotten, nothing is written from outside, and nobody's name stays on a connection.
/// </summary>
public class SecondLockTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    private Cast _cast = null!;
    private Series _series = null!;

    [Fact]
    public async Task Everything_that_belongs_to_a_pair_is_locked_also_for_who_owns_it()
    {
        // Not its content: that a series exists, which guides it follows, that it was carried over.
        string[] open = ["series_guide", "carry_over"];
        var tables = await Texts(
            """
            select distinct table_name::text from information_schema.columns
            where table_schema = 'public' and column_name in ('series_id', 'meeting_id', 'text_id', 'loop_id', 'point_id', 'vault_id')
              and table_name not in (select table_name from information_schema.views where table_schema = 'public')
            """);
        var locked = await Texts("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity");

        Assert.NotEmpty(tables);
        Assert.Empty(tables.Except(open).Except(locked));
    }

    [Fact]
    public async Task Without_a_viewer_there_is_nothing()
    {
        await using var command = database.App.CreateCommand("select (select count(*) from agenda_point) + (select count(*) from open_loop) + (select count(*) from rhythm_proposal)");

        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task No_name_stays_on_a_connection()
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Ways.App) { MaxPoolSize = 1 }.ConnectionString);
        await using (var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).AddInterceptors(new SecondLock()).Options))
        {
            Assert.Equal(1, await db.SeenBy(_cast.Teo.Viewer).AgendaPoints.CountAsync());
            await using (await db.Database.BeginTransactionAsync())
                Assert.Equal(1, await db.Set<AgendaPoint>().CountAsync());
        }

        await using var after = source.CreateCommand("select concat(current_setting('rapport.viewer', true), current_setting('rapport.reader', true), current_setting('rapport.own', true), current_setting('rapport.readable', true))");
        Assert.Equal("", await after.ExecuteScalarAsync());
        await using var points = source.CreateCommand("select count(*) from agenda_point");
        Assert.Equal(0L, await points.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Nobody_writes_into_somebody_elses_conversation()
    {
        await using var db = database.Locked();
        _ = db.SeenBy(_cast.Omar.Viewer);
        db.Add(new AgendaPoint(_series.Id, _cast.Omar.Id, PointKind.Point, null, Part.People, "From outside", null, 9, 0, Now));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, ((PostgresException)refused.InnerException!).SqlState);
        Assert.Equal(0, await db.Set<OpenLoop>().ExecuteUpdateAsync(loop => loop.SetProperty(it => it.Promise, "Something else")));
        Assert.Equal(0, await db.Set<OpenLoop>().ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Whoever_reads_carried_history_writes_nothing_into_it()
    {
        await using (var db = database.Db())
        {
            db.Add(new CarryOver(_series.Id, _cast.Teo.Id, _cast.Ruth.Id, Now));
            await db.SaveChangesAsync();
        }

        await using var locked = database.Locked();
        Assert.Equal(1, await locked.SeenBy(_cast.Ruth.Viewer).AgendaPoints.CountAsync());
        locked.Add(new AgendaPoint(_series.Id, _cast.Ruth.Id, PointKind.Point, null, Part.People, "From the reader", null, 9, 0, Now));
        await Assert.ThrowsAsync<DbUpdateException>(() => locked.SaveChangesAsync());
    }

    [Fact]
    public async Task Who_asks_is_told_again_after_a_step_back_within_a_transaction()
    {
        await using var db = database.Locked();
        var seen = db.SeenBy(_cast.Teo.Viewer);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await transaction.CreateSavepointAsync("before");
        Assert.Equal(1, await seen.AgendaPoints.CountAsync());
        await transaction.RollbackToSavepointAsync("before");

        Assert.Equal(1, await seen.AgendaPoints.CountAsync());
    }

    [Fact]
    public async Task One_transaction_after_another_on_one_connection_are_each_told()
    {
        await using var db = database.Locked();
        for (var time = 0; time < 3; time++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Equal(1, await db.SeenBy(_cast.Teo.Viewer).AgendaPoints.CountAsync());
            await transaction.RollbackAsync();
        }
    }

    [Fact]
    public async Task The_other_persons_turn_in_the_same_transaction_is_theirs()
    {
        await using var db = database.Locked();
        await using var transaction = await db.Database.BeginTransactionAsync();

        Assert.Equal(1, await db.SeenBy(_cast.Teo.Viewer).AgendaPoints.CountAsync());
        _ = db.SeenBy(_cast.Omar.Viewer);
        Assert.Equal(0, await db.Set<AgendaPoint>().CountAsync());
    }

    public async ValueTask InitializeAsync()
    {
        await database.Empty();
        _cast = await Cast.In(database, Now);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        await using var db = database.Db();
        db.Add(new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "Between us", null, 1, 0, Now));
        db.Add(new OpenLoop(_series.Id, _cast.Teo.Id, _cast.Teo.Id, "Between us", new(2026, 3, 26), null, null, Now));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<List<string>> Texts(string query)
    {
        await using var command = database.Owner.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(reader.GetString(0));
        return texts;
    }
}
