using System.Threading.Channels;
using Npgsql;

namespace Rapport.Data;

/// <summary>
/// What the nodes of one installation tell each other through the database they share: lines of a letter, ids and numbers,
/// and never a word that somebody wrote. Each node has one connection that listens; when it breaks it is made again, and
/// whoever relies on the news is told to look anew, because some may have been missed.
/// </summary>
public sealed class NodeNews(Databases databases, NpgsqlDataSource database, ILogger<NodeNews> log) : BackgroundService
{
    public const string Channel = "rapport_live";

    /// <summary>On it the database itself says that there is something to send.</summary>
    public const string OutboxChannel = "rapport_outbox";

    // PostgreSQL takes 8,000 bytes.
    private const int LongestNotice = 7_500;
    private static readonly TimeSpan Bundle = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(300);

    private readonly Channel<string> outgoing = System.Threading.Channels.Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Channel<(string Node, string Line)> incoming = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>(new() { SingleReader = true });

    /// <summary>This node, for as long as it runs.</summary>
    public string Node { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Hears each line of another node, one after the other; after a break it hears an empty line of this one.</summary>
    public Func<string, string, Task> Listener { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Hears that there is something to send, or may be. It must not take long.</summary>
    public Action OutboxListener { get; set; } = () => { };

    /// <summary>Tells all other nodes, soon and together with what else there is to tell. It is lost if the database is away.</summary>
    public void Tell(string line) => outgoing.Writer.TryWrite(line);

    /// <summary>A statement that tells all other nodes when its transaction is committed.</summary>
    public NpgsqlBatchCommand Statement(IEnumerable<string> lines) => new("select pg_notify($1, notice) from unnest($2::text[]) as notice")
    {
        Parameters = { new() { Value = Channel }, new() { Value = Notices(lines).ToArray() } },
    };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Listen(stoppingToken), Pass(stoppingToken), Send(stoppingToken));

    private async Task Listen(CancellationToken stop)
    {
        var alone = new NpgsqlConnectionStringBuilder(databases.App) { Pooling = false, KeepAlive = 5 }.ConnectionString;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(alone);
                connection.Notification += (_, notice) => Take(notice);
                await connection.OpenAsync(stop);
                await connection.Execute($"listen {Channel}; listen {OutboxChannel}", stop);
                OutboxListener();
                incoming.Writer.TryWrite((Node, ""));
                while (true)
                    await connection.WaitAsync(stop);
            }
            catch (Exception broken) when (!stop.IsCancellationRequested)
            {
                log.LogWarning("News of other nodes are not heard ({Trouble}); listening again.", broken.GetType().Name);
                await Task.Delay(Again, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(NpgsqlNotificationEventArgs notice)
    {
        if (notice.Channel == OutboxChannel)
        {
            OutboxListener();
            return;
        }

        var lines = notice.Payload.Split('\n');
        foreach (var line in lines.Skip(1).Where(_ => lines[0] != Node))
            incoming.Writer.TryWrite((lines[0], line));
    }

    private async Task Pass(CancellationToken stop)
    {
        while (await Waits(incoming.Reader, stop))
        {
            while (incoming.Reader.TryRead(out var heard))
            {
                try
                {
                    await Listener(heard.Node, heard.Line);
                }
                catch (Exception trouble) when (!stop.IsCancellationRequested)
                {
                    log.LogWarning("News of another node could not be passed on: {Trouble}. {Where}", trouble.GetType().Name, trouble.StackTrace);
                }
            }
        }
    }

    private async Task Send(CancellationToken stop)
    {
        while (await Waits(outgoing.Reader, stop))
        {
            await Task.Delay(Bundle, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var lines = new List<string>();
            while (outgoing.Reader.TryRead(out var line))
                lines.Add(line);

            try
            {
                await using var batch = database.CreateBatch();
                batch.BatchCommands.Add(Statement(lines.Distinct(StringComparer.Ordinal)));
                await batch.ExecuteNonQueryAsync(stop);
            }
            catch (Exception trouble) when (!stop.IsCancellationRequested)
            {
                log.LogWarning("Other nodes could not be told: {Trouble}", trouble.GetType().Name);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // The node is ending, and its connections with it.
                return;
            }
        }
    }

    private static async Task<bool> Waits<T>(ChannelReader<T> channel, CancellationToken stop)
    {
        try
        {
            return await channel.WaitToReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private IEnumerable<string> Notices(IEnumerable<string> lines)
    {
        var notice = Node;
        foreach (var line in lines)
        {
            if (notice.Length + line.Length + 1 > LongestNotice)
            {
                yield return notice;
                notice = Node;
            }

            notice += "\n" + line;
        }

        if (notice != Node)
            yield return notice;
    }
}
