using Npgsql;
using Rapport.Data;

namespace Rapport.Features.Audit;

/// <summary>What is done at the server itself, where nobody is signed in, is in the log too.</summary>
public static class AuditLog
{
    public static async Task Note(Databases databases, AuditKind what, DateTimeOffset at, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(databases.Owner);
        await using var command = source.CreateCommand("insert into audit_event (id, at, kind) values ($1, $2, $3)");
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new() { Value = what.ToString() });
        await command.ExecuteNonQueryAsync(stop);
    }
}
