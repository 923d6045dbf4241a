using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Rapport.Bench;

/// <summary>
/// Somebody who has a running order open, as their browser has it: told over a line that something changed, it fetches the page, one
/// fetch at a time; and every five seconds it says that it is here. What a browser then does with the page is not in it.
/// </summary>
public sealed class Follower : IDisposable
{
    private static readonly TimeSpan HereEvery = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Visitor _visitor;
    private readonly Line _page;
    private readonly string _token;
    private readonly AutoResetEvent _news = new(false);
    private readonly CancellationTokenSource _over = new();
    private readonly Thread _fetching;
    private HubLine _line = null!;
    private Awaited? _awaited;

    private Follower(int port, string path, Visitor visitor, string token)
    {
        (_path, _visitor, _token, _page) = (path, visitor, token, new(port, path, visitor.Cookies));
        _fetching = new(Fetch) { IsBackground = true };
    }

    /// <summary>A change that is to be seen: the words that the page then has, and when it was.</summary>
    private sealed class Awaited(byte[] words)
    {
        public byte[] Words => words;

        /// <summary>When the line first said that something changed; 0: not yet.</summary>
        public long ToldAt;

        public TaskCompletionSource<long> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public static async Task<Follower> Follow(int port, Visitor visitor, SyncWorld.Places places)
    {
        var path = "/leadership-sync/meetings/" + places.Meeting;
        var follower = new Follower(port, path, visitor, Visitor.TokenOf(await visitor.Read(path)));
        follower._line = await HubLine.Open(port, visitor.Cookies, follower.Hear);
        await follower._line.Ask("FollowSync", $"\"{places.Sync}\"");
        follower._fetching.Start();
        _ = follower.BePresent();
        return follower;
    }

    /// <returns>When the line told of it, and when a page that was fetched showed it.</returns>
    public async Task<(long ToldAt, long SeenAt)> Await(string words)
    {
        var awaited = new Awaited(Encoding.UTF8.GetBytes(words));
        Volatile.Write(ref _awaited, awaited);
        var seen = await awaited.Seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return (Volatile.Read(ref awaited.ToldAt), seen);
    }

    /// <summary>Sends one of the forms of the page, as the browser of the one who leads does, and reads the page that answers.</summary>
    /// <returns>When the form was answered, and when the page was there.</returns>
    public async Task<(long Answered, long Read)> Send(string act, string name, string value)
    {
        var status = await _visitor.Post($"{_path}/{act}", (name, value), ("form-token", _token));
        var answered = Stopwatch.GetTimestamp();
        if ((int)status != 302)
            throw new InvalidOperationException($"{act} {value} was answered with {(int)status}.");
        await _visitor.Read(_path);
        return (answered, Stopwatch.GetTimestamp());
    }

    public void Dispose()
    {
        _over.Cancel();
        _news.Set();
        if (_fetching.IsAlive)
            _fetching.Join();
        _line.Dispose();
        _page.Dispose();
        _visitor.Dispose();
        _news.Dispose();
        _over.Dispose();
    }

    private void Hear(string what, JsonElement said)
    {
        if (what != "news")
            return;
        if (Volatile.Read(ref _awaited) is { } awaited)
            Interlocked.CompareExchange(ref awaited.ToldAt, Stopwatch.GetTimestamp(), 0);
        _news.Set();
    }

    /// <summary>What changes during a fetch is fetched after it.</summary>
    private void Fetch()
    {
        while (_news.WaitOne() && !_over.IsCancellationRequested)
        {
            try
            {
                var (status, _) = _page.Ask();
                var at = Stopwatch.GetTimestamp();
                if (status != 200)
                    throw new InvalidOperationException($"The running order answered {status}.");
                if (Volatile.Read(ref _awaited) is { } awaited && _page.Holds(awaited.Words))
                    awaited.Seen.TrySetResult(at);
            }
            catch (Exception trouble)
            {
                Volatile.Read(ref _awaited)?.Seen.TrySetException(trouble);
                return;
            }
        }
    }

    private async Task BePresent()
    {
        await Task.Delay(Random.Shared.Next((int)HereEvery.TotalMilliseconds));
        using var pace = new PeriodicTimer(HereEvery);
        try
        {
            do
            {
                await _visitor.Post(_path + "/presence", ("form-token", _token));
                await _line.Beat();
            }
            while (await pace.WaitForNextTickAsync(_over.Token));
        }
        catch (Exception end) when (_over.IsCancellationRequested && end is not InvalidProgramException)
        {
            // They have left.
        }
    }
}
