using System.Collections.Concurrent;
using System.Diagnostics;

namespace Rapport.Tests;

/// <summary>
/// Counts what is asked of one database while it is counted, whoever asks: transactions' brackets and settings do not
/// count, nor does what a node tells the others in its own time; everything else does.
/// </summary>
public sealed class StatementCounter : IDisposable
{
    private static readonly string[] Brackets = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "RESET ", "DISCARD ", "select pg_notify(", "select ask_as("];

    private readonly ConcurrentQueue<string> _statements = [];
    private readonly ActivityListener _listener;

    public StatementCounter(Database database)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database.Ways.App).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var statement = Tag(activity, "db.query.text") ?? Tag(activity, "db.statement");
                if (statement is null || (Tag(activity, "db.namespace") ?? Tag(activity, "db.name")) != name)
                    return;

                // What goes to the database together is told together.
                foreach (var one in statement.Split(";\n").Where(one => !IsBracket(one)))
                    _statements.Enqueue(one);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<string> Statements => _statements;

    public int Count => _statements.Count;

    public void Reset() => _statements.Clear();

    public void Dispose() => _listener.Dispose();

    private static bool IsBracket(string statement) => Brackets.Any(bracket => statement.StartsWith(bracket, StringComparison.OrdinalIgnoreCase));

    private static string? Tag(Activity activity, string key) => activity.GetTagItem(key)?.ToString();
}
