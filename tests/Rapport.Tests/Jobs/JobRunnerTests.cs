using Microsoft.Extensions.Logging.Abstractions;
using Rapport.Jobs;
using Rapport.Tests.Fakes;

namespace Rapport.Tests.Jobs;

public class JobRunnerTests(Database database) : IClassFixture<Database>
{
    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_job_runs_when_it_is_due_and_again_after_its_time()
    {
        var runs = 0;
        using var runner = Runner(_ => Task.FromResult(runs++));

        await runner.RunDue(default);
        Assert.Equal(0, runs);
        _clock.Pass(TimeSpan.FromSeconds(10));
        await runner.RunDue(default);
        await runner.RunDue(default);
        Assert.Equal(1, runs);
        _clock.Pass(TimeSpan.FromMinutes(5));
        await runner.RunDue(default);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_after_a_growing_pause()
    {
        var tries = new List<DateTimeOffset>();
        using var runner = Runner(_ =>
        {
            tries.Add(_clock.GetUtcNow());
            throw new InvalidOperationException("It does not work today.");
        });

        for (var step = 0; step < 30; step++)
        {
            _clock.Pass(TimeSpan.FromSeconds(10));
            await runner.RunDue(default);
        }

        Assert.Equal([30, 60, 120], tries.Zip(tries.Skip(1), (one, next) => (int)(next - one).TotalSeconds));
    }

    [Fact]
    public async Task Of_two_nodes_one_runs_a_job_at_a_time()
    {
        var (inside, most) = (0, 0);
        async Task Work(JobsDb db)
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(200);
            Interlocked.Decrement(ref inside);
        }

        using var one = Runner(Work);
        using var other = Runner(Work);
        _clock.Pass(TimeSpan.FromSeconds(10));
        await Task.WhenAll(one.RunDue(default), other.RunDue(default));

        Assert.Equal(1, most);
    }

    private JobRunner Runner(Func<JobsDb, Task> work) => new(
        database.Jobs, _clock, NullLogger<JobRunner>.Instance, [new Recurring("test", TimeSpan.FromMinutes(5), (db, _, _) => work(db))]);
}
