using System.Threading.Channels;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Takes what people type on this node: while one batch is on its way to the disk the next one gathers, so that a busy
/// moment costs larger batches and not more waiting. A push is answered once it is on disk, and one that fails fails alone.
/// </summary>
public sealed class TextWriter(TextBatch batches, TextHistory history, LiveTexts live, TimeProvider clock, ILogger<TextWriter> log) : BackgroundService
{
    public const string NotSaved = "This is not saved yet. Your browser tries again.";

    private const int LargestBatch = 500;
    private static readonly TimeSpan HeldPause = TimeSpan.FromMilliseconds(5);

    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });

    /// <param name="connection">Where it came from; that browser tab needs no news of it.</param>
    /// <exception cref="IOException">It is not known to be saved.</exception>
    public Task<PushAnswer> Push(TextPush push, string? connection)
    {
        var waiting = new Waiting(push, connection);
        return queue.Writer.TryWrite(waiting) ? waiting.Answer.Task : throw new IOException(NotSaved);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                var batch = new List<Waiting>();
                while (batch.Count < LargestBatch && queue.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                await Write(batch, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Texts are written no more.");
        }
        finally
        {
            queue.Writer.TryComplete();
            while (queue.Reader.TryRead(out var left))
                left.Fail();
        }
    }

    private async Task Write(List<Waiting> batch, CancellationToken stop)
    {
        try
        {
            var fates = await batches.Write([.. batch.Select(waiting => waiting.Push)], clock.GetUtcNow(), stop);
            foreach (var (waiting, fate) in batch.Zip(fates))
                Settle(waiting, fate, stop);
        }
        catch (Npgsql.PostgresException failure) when (failure.SqlState == Npgsql.PostgresErrorCodes.DeadlockDetected)
        {
            // Nothing of it was kept.
            foreach (var waiting in batch)
                _ = Again(waiting, stop);
        }
        catch (Exception failure) when (batch.Count > 1 && failure is Npgsql.PostgresException { IsTransient: false })
        {
            // One of them cannot be written: the others must not suffer for it.
            foreach (var waiting in batch)
                await Write([waiting], stop);
        }
        catch (Exception failure)
        {
            // Whether it was kept is not known; who sends it again finds out. The message of an exception can quote a row.
            if (!stop.IsCancellationRequested)
                log.LogWarning("What was typed could not be written: {Failure}. {Where}", failure.GetType().Name, failure.StackTrace);
            batch.ForEach(waiting => waiting.Fail());
        }
    }

    private void Settle(Waiting waiting, PushFate fate, CancellationToken stop)
    {
        switch (fate)
        {
            case { IsHeld: true }:
                _ = Again(waiting, stop);
                break;
            case { Refused: { } why }:
                waiting.Answer.SetResult(PushAnswer.Refused(why));
                break;
            case { Taken: { } taken }:
                waiting.Answer.SetResult(PushAnswer.Taken(fate.Version));
                live.Changed(waiting.Push.Place, taken, except: waiting.Connection);
                break;
            default:
                _ = Late(waiting, fate.Text!.Value, stop);
                break;
        }
    }

    private async Task Again(Waiting waiting, CancellationToken stop)
    {
        await Task.Delay(HeldPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!queue.Writer.TryWrite(waiting))
            waiting.Fail();
    }

    private async Task Late(Waiting waiting, Id<SharedText> text, CancellationToken stop)
    {
        try
        {
            waiting.Answer.SetResult(PushAnswer.Late((await history.Of(text, waiting.Push.Version, stop))!));
        }
        catch (Exception failure)
        {
            log.LogWarning("What somebody had missed could not be read: {Failure}", failure.GetType().Name);
            waiting.Fail();
        }
    }

    private sealed record Waiting(TextPush Push, string? Connection)
    {
        public TaskCompletionSource<PushAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail() => Answer.TrySetException(new IOException(NotSaved));
    }
}
