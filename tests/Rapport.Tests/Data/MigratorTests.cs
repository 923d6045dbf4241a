using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Tests.Data;

public class MigratorTests(Cluster cluster)
{
    [Fact]
    public async Task Migrating_again_changes_nothing_and_may_happen_on_several_servers_at_once()
    {
        var database = await cluster.Copy();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new Migrator(database).Run(CancellationToken.None)));
        await cluster.Drop(database);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        var refused = await After("insert into schema_migration (number, name, checksum) values (9999, '9999-later', '')");
        Assert.Contains("newer Rapport (schema 9999", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task An_edited_migration_is_refused_by_name()
    {
        var refused = await After("update schema_migration set checksum = 'other' where number = 1");
        Assert.Contains("0001-privileges was edited", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_named()
    {
        var away = new Databases("Host=/nowhere;Database=rapport;Username=me", "", "");
        var refused = await Assert.ThrowsAsync<StartRefused>(() => new Migrator(away).Run(CancellationToken.None));
        Assert.StartsWith("The database rapport at /nowhere:5432 does not answer", refused.Message, StringComparison.Ordinal);
    }

    private async Task<StartRefused> After(string change)
    {
        await using var database = new Database(cluster);
        await database.InitializeAsync();
        await using var command = database.Owner.CreateCommand(change);
        await command.ExecuteNonQueryAsync();
        return await Assert.ThrowsAsync<StartRefused>(() => new Migrator(database.Ways).Run(CancellationToken.None));
    }
}
