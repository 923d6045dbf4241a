using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Jobs;

namespace Rapport.Hosting;

/// <summary>
/// From the command line to a server that answers, and back: folder, database, schema, key, pages. Whatever an operator
/// can put right is one line and an exit code; the rest is a bug and may look like one.
/// </summary>
public static class Start
{
    public static async Task<int> Run(string[] arguments, Func<WebApplicationBuilder, WebApplication> build, params IReadOnlyList<Command> commands)
    {
        if (arguments.Contains("--help", StringComparer.Ordinal))
        {
            Console.WriteLine(ServerOptions.Usage);
            return 0;
        }

        var verb = "start";
        try
        {
            var options = ServerOptions.Read(arguments);
            if (options.Command is [])
                await Serve(options, build);
            else
                await Obey(options, commands, command => verb = command.Verb);

            return 0;
        }
        catch (StartRefused refused)
        {
            await Console.Error.WriteLineAsync($"Rapport cannot {verb}: {refused.Message}");
            return 1;
        }
    }

    private static async Task Obey(ServerOptions options, IReadOnlyList<Command> commands, Action<Command> begins)
    {
        var command = commands.FirstOrDefault(command => command.Name == options.Command[0])
            ?? throw new StartRefused($"There is no command {options.Command[0]}. There are: {string.Join(", ", commands.Select(command => command.Name))}.");
        var argument = options.Command is [_, var said] ? said : "";
        var mayBeLeftOut = command.Argument[0] == '[';
        if (options.Command.Count > 2 || (argument.Length == 0 && !mayBeLeftOut))
            throw new StartRefused($"{command.Name} needs {(mayBeLeftOut ? "no more than " : "")}one argument: {command.Name} {command.Argument}");

        begins(command);
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            await command.Run(argument, options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new StartRefused($"{command.Name} was stopped before it was done. Nothing is left of it.");
        }

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>A host with nothing in it yet but the options, for the server and for tests alike.</summary>
    public static WebApplicationBuilder Builder(ServerOptions options, Databases databases)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Start).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls(options.Urls);
        builder.Services.AddSingleton(options);
        builder.Services.AddDatabases(databases);
        return builder;
    }

    private static async Task Serve(ServerOptions options, Func<WebApplicationBuilder, WebApplication> build)
    {
        using var folder = DataFolder.Open(options.Data);
        using var logs = LoggerFactory.Create(Logs.Configure);
        var certificate = options.Certificate is { } file ? ServerCertificate.Open(file, options.CertificateKey, TimeProvider.System, logs.CreateLogger("Rapport.Certificate")) : null;
        await using var postgres = options.Connection is null ? EmbeddedPostgres.Start(folder, logs.CreateLogger("Rapport.Database")) : null;
        var key = KeyFile.Open(folder, options.KeyFile);
        var databases = postgres is not null ? Databases.Embedded(postgres.SocketFolder) : await Own(options, key);

        // The database starts while the pages are put together.
        var ready = Ready(postgres, databases);
        var builder = Builder(options, databases);
        Logs.Configure(builder.Logging);
        if (certificate is not null)
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(certificate.Serve));
        builder.Services.AddSingleton(folder);
        builder.Services.AddKeyRing(folder, key);
        builder.Services.AddHostedService<JobRunner>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Dispatcher>());
        await using var app = build(builder);
        await ready;
        postgres?.CameBack = app.Services.GetRequiredService<NpgsqlDataSource>().Clear;
        if (key.IsNew)
            Console.WriteLine($"The key of this installation is {key.Path}. Keep a copy of it apart from the backups.");

        await Prepare(app);
        var link = FirstLink(app);
        await Listen(app, options);
        if (await link is { } path)
            Console.WriteLine($"Nobody has an account yet. Become the first administrator on {app.Urls.First()}{path} (good until the next start, for a week at most)");

        Console.WriteLine($"Rapport is ready on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static async Task<string?> FirstLink(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FirstAdministratorLink>().Issue(CancellationToken.None);
    }

    internal static async Task<Databases> Own(ServerOptions options, KeyFile key) =>
        options is { AppConnection: { } app, JobsConnection: { } jobs }
            ? Databases.Own(options.Connection!, app, jobs)
            : await Databases.Own(options.Connection!, role => Convert.ToHexStringLower(key.For("database/" + role)), CancellationToken.None);

    private static async Task Ready(EmbeddedPostgres? postgres, Databases databases)
    {
        if (postgres is not null)
        {
            await postgres.Ready;
            await Databases.Prepare(postgres.SocketFolder, CancellationToken.None);
        }

        await databases.Check(CancellationToken.None);
        await new Migrator(databases).Run(CancellationToken.None);
    }

    private static async Task Prepare(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var step in app.Services.GetServices<BeforeServing>())
            await step.Run(scope.ServiceProvider, CancellationToken.None);
    }

    private static async Task Listen(WebApplication app, ServerOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new StartRefused($"Another program listens on {options.Urls} already. Stop it, or choose another address with --urls.", taken);
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            throw new StartRefused($"Rapport may not listen on {options.Urls} ({refused.Message.TrimEnd('.')}). Choose another address with --urls.", refused);
        }
    }
}
