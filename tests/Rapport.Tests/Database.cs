using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Data;

namespace Rapport.Tests;

/// <summary>
/// A database of a test class's own, empty and with the newest schema:
/// <c>public class FooTests(Database database) : IClassFixture&lt;Database&gt;</c>.
/// </summary>
public sealed class Database(Cluster cluster) : IAsyncLifetime
{
    /// <summary>The three ways into it.</summary>
    public Databases Ways { get; private set; } = null!;

    /// <summary>As the application enters it.</summary>
    public NpgsqlDataSource App { get; private set; } = null!;

    /// <summary>As the jobs enter it.</summary>
    public NpgsqlDataSource Jobs { get; private set; } = null!;

    /// <summary>As the one who defines the schema, for arranging what the application may not.</summary>
    public NpgsqlDataSource Owner { get; private set; } = null!;

    /// <summary>
    /// A unit of work for arranging a scene and for use cases without a server: it enters as the jobs do, for whom the
    /// database shuts nothing.
    /// </summary>
    public RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(Jobs).Options);

    /// <summary>A unit of work as the application has one per request: the database shows it what its viewer may see.</summary>
    public RapportDb Locked() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(App).AddInterceptors(new SecondLock()).Options)
    {
        Database = { AutoTransactionBehavior = AutoTransactionBehavior.Always },
    };

    /// <summary>Takes everything out again that tests put in; what the migrations put in stays.</summary>
    public Task Empty() => cluster.Empty(Ways);

    public async ValueTask InitializeAsync()
    {
        Ways = await cluster.Copy();
        (App, Jobs, Owner) = (NpgsqlDataSource.Create(Ways.App), NpgsqlDataSource.Create(Ways.Jobs), NpgsqlDataSource.Create(Ways.Owner));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Jobs.DisposeAsync();
        await Owner.DisposeAsync();
        await cluster.Drop(Ways);
    }
}
