using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Kernel;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Access;

public class SessionsTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);

    private readonly FixedClock _clock = new(Start);
    private Cast _cast = null!;
    private Sessions _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = database.Owner.CreateCommand("truncate person, account cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(database, Start);
        _sessions = new Sessions(database.App, _clock);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_session_tells_who_is_looking()
    {
        var viewer = await Look(await _cast.SignIn(_cast.Robin, Start));

        Assert.Equal(_cast.Robin.Viewer with { SessionId = viewer!.SessionId, ProvedAt = Start }, viewer);
    }

    [Fact]
    public async Task Twelve_idle_hours_end_it_and_being_seen_does_not()
    {
        var session = await _cast.SignIn(_cast.Teo, Start);
        _clock.Pass(TimeSpan.FromHours(11.9));
        Assert.NotNull(await Look(session));
        _clock.Pass(TimeSpan.FromHours(11.9));
        Assert.NotNull(await Look(session));
        _clock.Pass(TimeSpan.FromHours(12));
        Assert.Null(await Look(session));
    }

    [Fact]
    public async Task Under_load_a_check_ends_nobody_elses_statement()
    {
        var session = await _cast.SignIn(_cast.Teo, Start);
        var looking = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var time = 0; time < 1500; time++)
                Assert.Equal(_cast.Teo.Id, (await Look(session))!.PersonId);
        }));
        var reading = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var time = 0; time < 1500; time++)
            {
                await using var command = database.App.CreateCommand("select n from generate_series(1, 50) n");
                await using var rows = await command.ExecuteReaderAsync();
                var sum = 0;
                while (await rows.ReadAsync())
                    sum += rows.GetInt32(0);
                Assert.Equal(1275, sum);
            }
        }));

        await Task.WhenAll(looking.Concat(reading)).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Seven_days_end_it_however_busy_it_was()
    {
        var session = await _cast.SignIn(_cast.Teo, Start);
        for (var hours = 0; hours < 7 * 24; hours += 8)
        {
            Assert.NotNull(await Look(session));
            _clock.Pass(TimeSpan.FromHours(8));
        }

        Assert.Null(await Look(session));
    }

    [Fact]
    public async Task Being_seen_is_written_every_few_minutes_and_not_at_every_look()
    {
        var session = await _cast.SignIn(_cast.Teo, Start);
        _clock.Pass(TimeSpan.FromMinutes(4));
        await Look(session);
        Assert.Equal(Start, await SeenAt(session));

        _clock.Pass(TimeSpan.FromMinutes(2));
        await Look(session);
        Assert.Equal(Start.AddMinutes(6), await SeenAt(session));
    }

    [Fact]
    public async Task A_disabled_account_and_a_leaver_are_signed_out_with_the_next_look()
    {
        var (teo, omar) = (await _cast.SignIn(_cast.Teo, Start), await _cast.SignIn(_cast.Omar, Start));
        await Change($"update account set disabled_at = now() where id = '{_cast.Teo.Account.Id}'");
        await Change($"update person set left_on = '2026-03-20' where id = '{_cast.Omar.Id}'");

        Assert.Null(await Look(teo));
        Assert.NotNull(await Look(omar));

        // Midnight in Cairo is 22:00 here.
        _clock.Set(new DateTimeOffset(2026, 3, 19, 20, 30, 0, TimeSpan.Zero));
        Assert.NotNull(await Look(omar));
        _clock.Set(new DateTimeOffset(2026, 3, 19, 22, 0, 0, TimeSpan.Zero));
        Assert.Null(await Look(omar));
    }

    [Fact]
    public async Task An_ended_session_and_one_that_never_was_are_nobody()
    {
        var session = await _cast.SignIn(_cast.Teo, Start);
        await Change($"update account_session set ended_at = now() where id = '{session.Id}'");

        Assert.Null(await Look(session));
        Assert.Null(await _sessions.Find(new Id<AccountSession>(Guid.NewGuid()), default));
    }

    private Task<Viewer?> Look(AccountSession session) => _sessions.Find(session.Id, default);

    private async Task<DateTimeOffset> SeenAt(AccountSession session)
    {
        await using var db = _cast.Db();
        return await db.Set<AccountSession>().Where(one => one.Id == session.Id).Select(one => one.SeenAt).SingleAsync();
    }

    private async Task Change(string statement)
    {
        await using var command = database.App.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
