using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Rapport.Hosting;

namespace Rapport.Data;

/// <summary>
/// The one database and the three ways into it. The owner migrates and then steps back; the application and the jobs
/// read and write rows as plain roles that own nothing.
/// </summary>
public sealed record Databases(string Owner, string App, string Jobs)
{
    public const string JobsKey = "jobs";

    private const string OwnerRole = "rapport_owner";
    private const string AppRole = "rapport_app";
    private const string JobsRole = "rapport_jobs";
    private const string Name = "rapport";
    private const int OldestServer = 150000;

    // A server usually takes a hundred; beyond these a request waits for its turn instead of failing. Two nodes fit.
    private const int MostForPeople = 36;
    private const int MostForJobs = 12;

    /// <summary>The embedded cluster. It asks the kernel who is calling, so that there is no password to keep.</summary>
    public static Databases Embedded(string socketFolder, string name = Name) => new(
        OnSocket(socketFolder, name, OwnerRole),
        Pooled(OnSocket(socketFolder, name, AppRole), MostForPeople),
        Pooled(OnSocket(socketFolder, name, JobsRole), MostForJobs));

    /// <summary>A server of the customer's, with roles that already exist.</summary>
    /// <exception cref="StartRefused">A connection string cannot be read.</exception>
    public static Databases Own(string owner, string app, string jobs) =>
        new(Read(owner, "--connection").ConnectionString, Pooled(Read(app, "--app-connection").ConnectionString, MostForPeople), Pooled(Read(jobs, "--jobs-connection").ConnectionString, MostForJobs));

    /// <summary>
    /// A server of the customer's, on which the owner makes the two plain roles. Their passwords follow from the
    /// installation's key, so that they are kept nowhere and every server with that key knows them.
    /// </summary>
    /// <exception cref="StartRefused">The connection string cannot be read, or its role may not create roles.</exception>
    public static async Task<Databases> Own(string owner, Func<string, string> password, CancellationToken stop)
    {
        var connection = Read(owner, "--connection");
        await using var source = NpgsqlDataSource.Create(connection);
        await using var opened = await Open(source, stop);
        try
        {
            foreach (var role in (string[])[AppRole, JobsRole])
            {
                var exists = await opened.Exists("select 1 from pg_roles where rolname = $1", role, stop);
                // Only the verifier travels: a password in a statement could end in the server's log.
                await opened.Execute($"{(exists ? "alter" : "create")} role {role} login password '{ScramVerifier.For(password(role))}'", stop);
            }
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartRefused($"The role {connection.Username} may not create the roles {AppRole} and {JobsRole}. Grant it CREATEROLE, or give roles of your own with --app-connection and --jobs-connection.", refused);
        }

        return new(connection.ConnectionString, Pooled(As(AppRole), MostForPeople), Pooled(As(JobsRole), MostForJobs));

        string As(string role) => new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Username = role, Password = password(role) }.ConnectionString;
    }

    /// <summary>Makes the roles and the database of a new embedded cluster; on one that has them this is one look.</summary>
    public static async Task Prepare(string socketFolder, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(OnSocket(socketFolder, "postgres", "postgres"));
        await using var cluster = await source.OpenConnectionAsync(stop);
        // The database comes last, so that where it exists everything does.
        if (await cluster.Exists("select 1 from pg_database where datname = $1", Name, stop))
            return;

        foreach (var role in (string[])[OwnerRole, AppRole, JobsRole])
        {
            if (!await cluster.Exists("select 1 from pg_roles where rolname = $1", role, stop))
                await cluster.Execute($"create role {role} login", stop);
        }

        await cluster.Execute($"create database {Name} owner {OwnerRole}", stop);
    }

    /// <summary>Asserts what Rapport's promises rest on: a recent server, nothing acknowledged before it is on disk, and a plain role.</summary>
    /// <exception cref="StartRefused">The database is away, too old, set to lose data, or the role may do too much.</exception>
    public async Task Check(CancellationToken stop)
    {
        foreach (var connection in (string[])[App, Jobs])
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var database = await Open(source, stop);
            await using var asked = new NpgsqlCommand(
                """
                select current_setting('server_version_num')::int, current_setting('fsync'), current_setting('full_page_writes'),
                       current_setting('synchronous_commit'), rolsuper or rolcreaterole or rolcreatedb or rolbypassrls, rolname::text
                from pg_roles where rolname = current_user
                """,
                database);
            await using var answer = await asked.ExecuteReaderAsync(stop);
            await answer.ReadAsync(stop);
            if (answer.GetInt32(0) < OldestServer)
                throw new StartRefused($"The database is PostgreSQL {answer.GetInt32(0) / 10000}. Rapport needs 15 or newer.");

            if ((answer.GetString(1), answer.GetString(2), answer.GetString(3)) is not ("on", "on", "on" or "remote_apply"))
                throw new StartRefused("The database may lose acknowledged writes. Set fsync, full_page_writes and synchronous_commit to on.");

            if (answer.GetBoolean(4))
                throw new StartRefused($"The role {answer.GetString(5)} may do more than read and write rows. Give --app-connection and --jobs-connection plain roles.");
        }
    }

    internal static async Task<NpgsqlConnection> Open(NpgsqlDataSource source, CancellationToken stop)
    {
        try
        {
            return await source.OpenConnectionAsync(stop);
        }
        catch (NpgsqlException away)
        {
            var place = new NpgsqlConnectionStringBuilder(source.ConnectionString);
            throw new StartRefused(
                away is PostgresException { SqlState: var state } && state.StartsWith("28", StringComparison.Ordinal)
                    ? $"The database at {place.Host} does not accept the role {place.Username}. Check its name and password."
                    : $"The database {place.Database} at {place.Host}:{place.Port} does not answer ({Shell.OneLine(away.InnerException?.Message ?? away.Message)}). Start it, or correct the connection string.",
                away);
        }
    }

    private static NpgsqlConnectionStringBuilder Read(string connection, string option)
    {
        try
        {
            return new(connection);
        }
        catch (ArgumentException unreadable)
        {
            throw new StartRefused($"{option} is not a connection string such as \"Host=db;Database=rapport;Username=…;Password=…\".", unreadable);
        }
    }

    private static string OnSocket(string folder, string database, string role) => new NpgsqlConnectionStringBuilder
    {
        Host = folder,
        Database = database,
        Username = role,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    // What a request sets, it sets for its transaction only, so a connection goes back to the pool as it came: cleaning it up
    // after every statement cost the database more than many of the statements.
    private static string Pooled(string connection, int most)
    {
        var pooled = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        if (pooled.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
            pooled.MaxPoolSize = most;
        return pooled.ConnectionString;
    }
}

public static class DatabaseRegistration
{
    // One that was used before still knows for whom.
    private static RapportDb Fresh(RapportDb db)
    {
        db.Viewer = null;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return db;
    }

    /// <summary>The application's way in, and the jobs' under <see cref="Databases.JobsKey"/>. The owner's is for migrating only.</summary>
    public static void AddDatabases(this IServiceCollection services, Databases databases)
    {
        services.AddSingleton(databases);
        services.AddSingleton(_ => NpgsqlDataSource.Create(databases.App));
        services.AddSingleton<SavedNews>();
        services.AddPooledDbContextFactory<RapportDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(provider.GetRequiredService<SavedNews>(), new SecondLock()));
        services.AddScoped(provider => Fresh(provider.GetRequiredService<IDbContextFactory<RapportDb>>().CreateDbContext()));
        services.AddKeyedSingleton(Databases.JobsKey, (_, _) => NpgsqlDataSource.Create(databases.Jobs));
    }
}

internal static class Statements
{
    public static async Task<bool> Exists(this NpgsqlConnection connection, string query, string parameter, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = parameter, NpgsqlDbType = NpgsqlDbType.Text } } };
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    public static async Task Execute(this NpgsqlConnection connection, string statement, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    public static async Task<object?> Scalar(this NpgsqlConnection connection, string query, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(stop) is var value and not DBNull ? value : null;
    }
}
