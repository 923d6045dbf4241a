namespace Rapport.Data;

/// <summary>Several statements that happen wholly or not at all.</summary>
public static class Transactions
{
    public static async Task<T> AsOne<T>(this RapportDb db, Func<Task<T>> work, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var result = await work();
        await transaction.CommitAsync(stop);
        return result;
    }

    public static Task AsOne(this RapportDb db, Func<Task> work, CancellationToken stop) => db.AsOne(
        async () =>
        {
            await work();
            return true;
        },
        stop);
}
