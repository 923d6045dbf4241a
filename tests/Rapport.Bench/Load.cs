using System.Diagnostics;

namespace Rapport.Bench;

/// <summary>What asking a page again and again showed.</summary>
/// <param name="P50">Milliseconds.</param>
public sealed record Figures(int Bytes, double P50, double P99, double PerSecond, int Requests)
{
    private static (int Status, int Bytes) Ask(Line line)
    {
        try
        {
            return line.Ask();
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException)
        {
            return (0, 0);
        }
    }

    /// <summary>A closed loop: each connection asks, waits for the whole answer, and asks again.</summary>
    public static Figures Measure(int port, string path, string cookies, int connections, TimeSpan time)
    {
        var taken = new List<double>[connections];
        var bytes = 0;
        var refused = 0;
        var whole = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, connections).Select(number => new Thread(() =>
        {
            using var line = new Line(port, path, cookies);
            var mine = taken[number] = new List<double>(1 << 16);
            while (whole.Elapsed < time)
            {
                var asked = Stopwatch.GetTimestamp();
                var (status, length) = Ask(line);
                mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                bytes = length;
                if (status != 200)
                    Interlocked.Increment(ref refused);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        if (refused > 0)
            throw new InvalidOperationException($"{path} did not answer {refused} of {taken.Sum(one => one.Count)} times.");

        var elapsed = whole.Elapsed.TotalSeconds;
        var all = taken.SelectMany(one => one).Order().ToList();
        return new(bytes, all[all.Count / 2], all[(int)(all.Count * 0.99)], all.Count / elapsed, all.Count);
    }
}
