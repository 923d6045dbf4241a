using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Rapport.Data;

namespace Rapport.Tests.Data;

/// <summary>The schema that the migrations build and the model that the program reads it with are the same.</summary>
public class ModelTests(Database database) : IClassFixture<Database>
{
    // Rows that the program reaches by statements of its own, not through the model.
    private static readonly string[] BesideTheModel = ["schema_migration", "signing_key", "audit_chain"];

    [Fact]
    public async Task The_model_and_the_migrations_agree_on_every_column()
    {
        await using var db = new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(database.App).Options);

        var modelled = db.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson() && entity.FindPrimaryKey() is not null)
            .SelectMany(entity => Columns(entity).Select(column => entity.GetTableName() + "." + column))
            .Order(StringComparer.Ordinal);

        Assert.Equal(await Migrated(), modelled);
    }

    private static IEnumerable<string> Columns(IEntityType entity) =>
        entity.GetProperties().Where(property => property.GetColumnName() != "xmin")
            .Select(property => property.GetColumnName() + (property.IsNullable ? " null" : ""))
            .Concat(entity.GetNavigations().Where(navigation => navigation.TargetEntityType.IsMappedToJson()).Select(navigation => navigation.TargetEntityType.GetContainerColumnName()!));

    private async Task<List<string>> Migrated()
    {
        var columns = new List<string>();
        await using var command = database.Owner.CreateCommand(
            """
            select table_name, column_name, is_nullable = 'YES' from information_schema.columns join information_schema.tables using (table_schema, table_name)
            where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all ($1)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = BesideTheModel });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            columns.Add($"{rows.GetString(0)}.{rows.GetString(1)}{(rows.GetBoolean(2) ? " null" : "")}");
        columns.Sort(StringComparer.Ordinal);
        return columns;
    }
}
