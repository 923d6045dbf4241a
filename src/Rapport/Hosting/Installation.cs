using Microsoft.Extensions.Logging.Abstractions;
using Rapport.Data;

namespace Rapport.Hosting;

/// <summary>The data folder, key and database of one installation within reach of a command, while it lasts.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly EmbeddedPostgres? _postgres;

    private Installation(DataFolder folder, EmbeddedPostgres? postgres, KeyFile key, Databases databases) =>
        (_folder, _postgres, Key, Databases) = (folder, postgres, key, databases);

    public KeyFile Key { get; }

    public Databases Databases { get; }

    /// <summary>One that exists, also while a server runs on it.</summary>
    /// <exception cref="StartRefused">There is none, or it is out of reach.</exception>
    public static async Task<Installation> Find(ServerOptions options, CancellationToken stop)
    {
        if (options.Connection is null && !Directory.Exists(Path.Combine(options.Data, "cluster")))
            throw new StartRefused($"There is no installation in {options.Data}. Name its folder with --data.");

        return DataFolder.IsHeld(options.Data)
            ? await Reach(DataFolder.Visit(options.Data), isServed: true, options)
            : await Open(options, stop);
    }

    /// <summary>One that nobody else uses, made if there is none.</summary>
    /// <exception cref="StartRefused">A server runs on it, or it is out of reach.</exception>
    public static async Task<Installation> Open(ServerOptions options, CancellationToken stop)
    {
        var installation = await Reach(DataFolder.Open(options.Data), isServed: false, options);
        try
        {
            if (installation._postgres is { } postgres)
            {
                await postgres.Ready;
                await Databases.Prepare(postgres.SocketFolder, stop);
            }

            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();

        _folder.Dispose();
    }

    private static async Task<Installation> Reach(DataFolder folder, bool isServed, ServerOptions options)
    {
        try
        {
            var key = KeyFile.Open(folder, options.KeyFile);
            if (options.Connection is not null)
                return new(folder, null, key, await Start.Own(options, key));

            var postgres = isServed ? null : EmbeddedPostgres.Start(folder, NullLogger.Instance);
            return new(folder, postgres, key, Databases.Embedded(folder[EmbeddedPostgres.Socket]));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
