using Npgsql;
using Rapport.Data;

namespace Rapport.Jobs;

/// <summary>
/// Runs the timetable. Any number of nodes may: an advisory lock lets one of them run a job at a time, and what is lost
/// with its connection is free again. A job that fails is tried again after a growing pause.
/// </summary>
public sealed class JobRunner(
    [FromKeyedServices(Databases.JobsKey)] NpgsqlDataSource jobs, TimeProvider clock, ILogger<JobRunner> log, IReadOnlyList<Recurring>? timetable = null)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly List<Turn> turns = [.. (timetable ?? Timetable.All).Select(job => new Turn(job) { Next = clock.GetUtcNow() + Look })];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(Look, clock);
        try
        {
            while (await looks.WaitForNextTickAsync(stoppingToken))
                await RunDue(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Jobs have stopped.");
        }
    }

    /// <summary>Runs what is due now, one after the other.</summary>
    public async Task RunDue(CancellationToken stop)
    {
        foreach (var turn in turns.Where(turn => turn.Next <= clock.GetUtcNow()))
        {
            try
            {
                await RunAlone(turn.Job, stop);
                (turn.Failures, turn.Next) = (0, clock.GetUtcNow() + turn.Job.Every);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                turn.Failures++;
                var pause = TimeSpan.FromSeconds(Math.Min(turn.Job.Every.TotalSeconds * 4, 15 * Math.Pow(2, Math.Min(turn.Failures, 10))));
                turn.Next = clock.GetUtcNow() + pause;
                // The message of an exception can quote a row; where it happened says enough.
                log.LogError("The job {Job} failed with {Failure} and is tried again in {Seconds} s. {Where}",
                    turn.Job.Name, Kind(failure), (int)pause.TotalSeconds, failure.StackTrace);
            }
        }
    }

    private async Task RunAlone(Recurring job, CancellationToken stop)
    {
        await using var connection = await jobs.OpenConnectionAsync(stop);
        if (!await Locked(connection, "pg_try_advisory_lock", job.Name, stop))
            return;

        try
        {
            await using var db = JobsDb.Open(jobs);
            await job.Run(db, clock, stop);
        }
        finally
        {
            await Locked(connection, "pg_advisory_unlock", job.Name, CancellationToken.None);
        }
    }

    private static async Task<bool> Locked(NpgsqlConnection connection, string how, string name, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"select {how}(hashtextextended($1, 7402))", connection) { Parameters = { new() { Value = "rapport " + name } } };
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private static string Kind(Exception failure) =>
        (failure.InnerException ?? failure) is PostgresException database ? $"{failure.GetType().Name} {database.SqlState}" : failure.GetType().Name;

    private sealed class Turn(Recurring job)
    {
        public Recurring Job { get; } = job;

        public DateTimeOffset Next { get; set; }

        public int Failures { get; set; }
    }
}
