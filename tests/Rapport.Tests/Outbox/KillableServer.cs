using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Outbox;
using Rapport.Hosting;
using Rapport.Tests.Hosting;

namespace Rapport.Tests.Outbox;

/// <summary>The real program with a database of its own, to be killed and started again where it was.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("rapport-");
    private readonly int port = ServerProcess.FreePort();
    private ServerProcess server = null!;
    private NpgsqlDataSource jobs = null!;

    private KillableServer() => place.UnixFileMode |= UnixFileMode.OtherExecute;

    /// <summary>What seals the secrets that it opens.</summary>
    public SecretBox Secrets => new(KeyFile.At(Key).For("secrets"));

    private string Key => Path.Combine(place.FullName, "key");

    private string Data => Path.Combine(place.FullName, "data");

    public static async Task<KillableServer> Running()
    {
        var made = new KillableServer();
        await made.Start();
        return made;
    }

    public async Task Start()
    {
        server = new ServerProcess(port, ["--data", Data, "--key-file", Key]);
        await server.Ready();
        jobs = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(Data, "socket")).Jobs);
    }

    /// <summary>At once and without a word, as <c>kill -9</c> does.</summary>
    public async Task Kill()
    {
        await jobs.DisposeAsync();
        server.Kill();
        await server.Ended();
    }

    /// <summary>Its database, as the jobs enter it.</summary>
    public RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(jobs).Options);

    public HttpClient Browser() => new(new PlainCookies()) { BaseAddress = new Uri($"http://localhost:{port}") };

    /// <summary>Until the lease of the one that was killed is over nobody else touches what it held; here that is now.</summary>
    public async Task ForgetLeases()
    {
        await using var db = Db();
        await db.Set<OutgoingMessage>().Where(message => message.LeasedUntil != null).ExecuteUpdateAsync(message => message.SetProperty(it => it.LeasedUntil, DateTimeOffset.UtcNow));
    }

    /// <summary>Waits until so many messages lie in the outbox and every one of them was sent.</summary>
    public async Task<List<OutgoingMessage>> HasSent(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await using var db = Db();
            var messages = await db.Set<OutgoingMessage>().AsNoTracking().ToListAsync(patience.Token);
            if (messages.Count >= count && messages.TrueForAll(message => message.State == OutgoingState.Sent))
                return messages;
            await Task.Delay(50, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await jobs.DisposeAsync();
        await server.DisposeAsync();
        place.Delete(recursive: true);
    }

    /// <summary>Browsers keep cookies for secure lines on this machine also where the line is plain.</summary>
    private sealed class PlainCookies() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            request.Headers.Accept.ParseAdd("text/html");
            var answer = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var at = cookie.IndexOf('=', StringComparison.Ordinal);
                cookies[cookie[..at]] = cookie[(at + 1)..].Split(';')[0];
            }

            return answer;
        }
    }
}
