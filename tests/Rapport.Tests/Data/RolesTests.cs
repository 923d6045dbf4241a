using Npgsql;
using Rapport.Data;
using Rapport.Hosting;

namespace Rapport.Tests.Data;

public class RolesTests(Database database) : IClassFixture<Database>
{
    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("truncate schema_migration")]
    [InlineData("drop table schema_migration")]
    [InlineData("alter table schema_migration add column mine int")]
    [InlineData("insert into schema_migration (number, name, checksum) values (9999, '', '')")]
    [InlineData("create role mine")]
    [InlineData("copy schema_migration to program 'id'")]
    [InlineData("set role rapport_owner")]
    public async Task The_plain_roles_define_nothing_and_empty_nothing(string statement)
    {
        foreach (var source in (NpgsqlDataSource[])[database.App, database.Jobs])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Run(source, statement));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_plain_roles_read_and_write_rows_of_a_table_that_the_owner_made()
    {
        await Run(database.Owner, "create table shelf (id int primary key)");
        foreach (var source in (NpgsqlDataSource[])[database.App, database.Jobs])
        {
            await Run(source, "insert into shelf values (1); update shelf set id = 2; delete from shelf");
            await Assert.ThrowsAsync<PostgresException>(() => Run(source, "truncate shelf"));
        }
    }

    [Fact]
    public async Task The_check_passes_for_plain_roles_and_bites_for_a_mighty_one()
    {
        await database.Ways.Check(CancellationToken.None);

        var mighty = database.Ways with { App = database.Ways.App.Replace("rapport_app", "postgres", StringComparison.Ordinal) };
        var refused = await Assert.ThrowsAsync<StartRefused>(() => mighty.Check(CancellationToken.None));
        Assert.Contains("--app-connection", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_acknowledges_before_the_disk_has_it_is_refused()
    {
        var hasty = database.Ways with { Jobs = database.Ways.Jobs + ";Options=-c synchronous_commit=off" };
        var refused = await Assert.ThrowsAsync<StartRefused>(() => hasty.Check(CancellationToken.None));
        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
    }

    private static async Task Run(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
