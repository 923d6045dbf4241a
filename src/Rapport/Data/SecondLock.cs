using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Rapport.Access;

namespace Rapport.Data;

/// <summary>
/// Tells the database for whom it is asked, with every statement or, where several belong together, once for their
/// transaction: the policies of <c>0005-second-lock.sql</c> then show that person's conversations and nobody else's.
/// Without a viewer they show none.
/// </summary>
public sealed class SecondLock : DbCommandInterceptor, IDbTransactionInterceptor
{
    private const string Say = "select ask_as($1, $2)";

    private static readonly string Before = Say.Replace("$1", "@rapport_viewer", StringComparison.Ordinal).Replace("$2", "@rapport_reader", StringComparison.Ordinal) + ";\n";

    // Who was told to a transaction that still runs.
    private readonly ConditionalWeakTable<DbTransaction, Viewer> told = [];

    /// <summary>The statement that says it, for those who put their own together.</summary>
    public static NpgsqlBatchCommand Statement(Viewer viewer) => new(Say)
    {
        Parameters = { new() { Value = viewer.PersonId.Value }, Reader(viewer) },
    };

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await Tell(command, eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await Tell(command, eventData, cancellationToken);
        return result;
    }

    /// <summary>The first answer is that of the setting; what was asked comes after it.</summary>
    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith(Before, StringComparison.Ordinal))
            await result.NextResultAsync(cancellationToken);
        return result;
    }

    /// <summary>The driver hands out the same object again for a later transaction.</summary>
    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        told.Remove(result);
        return ValueTask.FromResult(result);
    }

    /// <summary>What was told since the savepoint is forgotten with it.</summary>
    public Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        told.Remove(transaction);
        return Task.CompletedTask;
    }

    private async Task Tell(DbCommand command, CommandEventData eventData, CancellationToken stop)
    {
        if (eventData.Context is not RapportDb { Viewer: { } viewer })
            return;

        if (command.Transaction is not { } transaction)
        {
            command.CommandText = Before + command.CommandText;
            command.Parameters.Add(new NpgsqlParameter<Guid>("rapport_viewer", viewer.PersonId.Value));
            command.Parameters.Add(Reader(viewer, "rapport_reader"));
        }
        else if (!told.TryGetValue(transaction, out var known) || known != viewer)
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)command.Connection!, (NpgsqlTransaction)transaction) { BatchCommands = { Statement(viewer) } };
            await batch.ExecuteNonQueryAsync(stop);
            told.AddOrUpdate(transaction, viewer);
        }
    }

    // While somebody's conversations are shut to them, nobody reads.
    private static NpgsqlParameter Reader(Viewer viewer, string name = "") =>
        new(name, NpgsqlDbType.Uuid) { Value = viewer.IsShut ? DBNull.Value : viewer.PersonId.Value };
}
