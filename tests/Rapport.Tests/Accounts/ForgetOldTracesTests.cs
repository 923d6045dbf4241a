using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Jobs;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Accounts;

public class ForgetOldTracesTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));
    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await database.Empty();
        await using (var tidy = database.Owner.CreateCommand("truncate guess_budget"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(database, _clock.GetUtcNow());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Sessions_stay_for_ninety_days_after_their_end()
    {
        await _cast.SignIn(_cast.Teo, _clock.GetUtcNow());
        await Later(TimeSpan.FromDays(96));
        Assert.Equal(1, await Count<AccountSession>());

        await Later(TimeSpan.FromDays(2));
        Assert.Equal(0, await Count<AccountSession>());
    }

    [Fact]
    public async Task A_browser_is_known_as_long_as_its_cookie()
    {
        await Add(new KnownBrowser(_cast.Teo.Account.Id, [1, 2, 3], _clock.GetUtcNow()));
        await Later(TimeSpan.FromDays(399));
        Assert.Equal(1, await Count<KnownBrowser>());

        await Later(TimeSpan.FromDays(2));
        Assert.Equal(0, await Count<KnownBrowser>());
    }

    [Fact]
    public async Task Links_go_in_the_end_except_those_that_restored_a_sign_in()
    {
        await Add(new Invitation(InvitationKind.Join, _cast.Omar.Id, [1], _cast.Robin.Id, _clock.GetUtcNow()));
        var restored = new Invitation(InvitationKind.Recovery, _cast.Teo.Id, [2], _cast.Robin.Id, _clock.GetUtcNow());
        await Add(restored, new Recovery(_cast.Teo.Id, restored.Id, _cast.Robin.Id, _clock.GetUtcNow()));
        await Later(TimeSpan.FromDays(406));
        Assert.Equal(2, await Count<Invitation>());

        await Later(TimeSpan.FromDays(2));
        await using var db = _cast.Db();
        Assert.Equal(restored.Id, (await db.Set<Invitation>().SingleAsync()).Id);
        Assert.Equal(1, await db.Set<Recovery>().CountAsync());
    }

    [Fact]
    public async Task Guesses_are_forgotten_when_they_have_come_back_and_those_that_do_not_come_back_after_a_quiet_year()
    {
        var guesses = new Guesses(database.App, _clock);
        await guesses.Spend("teo@example.org", "203.0.113.0/24", null, default);
        await guesses.GiveBack((await guesses.Spend("ruth@example.org", "203.0.113.0/24", null, default)).Spent, default);
        await Later(TimeSpan.FromHours(23));
        Assert.Equal(5, await Count<GuessBudget>());

        await Later(TimeSpan.FromHours(2));
        await using (var db = _cast.Db())
            Assert.Equal(Guesses.InAll - 1, (await db.Set<GuessBudget>().SingleAsync()).Tokens);

        await Later(TimeSpan.FromDays(400));
        Assert.Equal(0, await Count<GuessBudget>());
    }

    private async Task Add(params object[] rows)
    {
        await using var db = _cast.Db();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    /// <summary>As the runner does it: in the jobs' role, by the timetable's own line.</summary>
    private async Task Later(TimeSpan passed)
    {
        using var runner = new JobRunner(database.Jobs, _clock, NullLogger<JobRunner>.Instance, [Timetable.All.Single(job => job.Name == "forget old traces")]);
        _clock.Pass(passed);
        await runner.RunDue(default);
    }

    private async Task<int> Count<T>()
        where T : class
    {
        await using var db = _cast.Db();
        return await db.Set<T>().CountAsync();
    }
}
