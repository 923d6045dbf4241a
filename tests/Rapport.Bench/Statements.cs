using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Bench;

/// <summary>
/// Counts the statements of each page in a server of the same build inside this program, where the database driver can be
/// listened to. Transactions' brackets and settings do not count; the session check does.
/// </summary>
public static class Statements
{
    private static readonly string[] Brackets = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "RESET ", "DISCARD ", "select ask_as("];

    // PostgreSQL settles on a plan after some executions of a prepared statement.
    private const int UntilSettled = 15;

    /// <summary>One statement, and how long the server waited for its answer.</summary>
    public sealed record Statement(string Text, TimeSpan Took);

    /// <param name="before">Called before the visit that counts.</param>
    /// <param name="email">Who visits.</param>
    public static async Task<Dictionary<string, IReadOnlyList<Statement>>> Of(Databases databases, IEnumerable<string> paths, Action<string>? before = null, string email = World.Email)
    {
        var heard = new ConcurrentQueue<Statement>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var statement = (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement"))?.ToString();
                // What goes to the database together is told together.
                foreach (var one in (statement?.Split(";\n") ?? []).Where(one => !Brackets.Any(bracket => one.StartsWith(bracket, StringComparison.OrdinalIgnoreCase))))
                    heard.Enqueue(new(one, activity.Duration));
            },
        };
        ActivitySource.AddActivityListener(listener);

        var port = Served.FreePort();
        var builder = Start.Builder(new ServerOptions { Urls = "http://localhost:" + port }, databases);
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        await using var app = Program.Build(builder);
        await app.StartAsync();
        using var visitor = await Visitor.SignIn(port, email, World.Password);

        var counted = new Dictionary<string, IReadOnlyList<Statement>>();
        foreach (var path in paths)
        {
            for (var visit = 0; visit < UntilSettled; visit++)
                await visitor.Status(path);

            heard.Clear();
            before?.Invoke(path);
            await visitor.Status(path);
            counted[path] = [.. heard];
        }

        return counted;
    }
}
