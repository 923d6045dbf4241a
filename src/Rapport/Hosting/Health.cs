using Npgsql;
using Rapport.Data;

namespace Rapport.Hosting;

/// <summary>Two questions for whoever watches over the server: is it alive, and can it serve.</summary>
public static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", () => "alive");
        health.MapGet("/ready", Ready);
    }

    private static async Task<IResult> Ready(NpgsqlDataSource database, CancellationToken stop)
    {
        try
        {
            await using var newest = database.CreateCommand("select max(number) from schema_migration");
            return await newest.ExecuteScalarAsync(stop) is int number && number == Migrator.Newest
                ? Results.Text("ready")
                : Results.Text("the schema is another version's", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (NpgsqlException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
