using Microsoft.EntityFrameworkCore;
using Rapport.Jobs;

namespace Rapport.Features.Vault;

/// <summary>
/// Deletes the ciphertext of vaults that were given up and of people who left, once it has been kept as long as promised, and that of
/// notes whose day is over; stops listing what was erased long ago.
/// </summary>
public sealed class ForgetVaults(JobsDb db, TimeProvider clock)
{
    private const int DaysListed = 90;
    private const int AtOnce = 500;

    public async Task Run(CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var kept = today.AddDays(-Vault.DaysKept);
        await db.Vaults
            .Where(vault => vault.RetiredOn < kept || db.People.Any(person => person.Id == vault.PersonId && person.LeftOn < kept))
            .ExecuteDeleteAsync(stop);
        await Expire(today, stop);

        var listed = today.AddDays(-DaysListed);
        var old = await db.VaultItems.Where(item => item.Blob == null && item.HashOfExpired == null && item.DayUpdated < listed)
            .GroupBy(item => item.VaultId).Select(items => new { Id = items.Key, Revision = items.Max(item => item.Revision) }).ToListAsync(stop);
        foreach (var one in old)
        {
            await db.AsOne(
                async () =>
                {
                    var vault = await db.VaultInTurn(one.Id, stop);
                    if (vault is null)
                        return;
                    vault.Fold(one.Revision);
                    db.RemoveRange(await db.VaultItems.Where(item => item.VaultId == one.Id && item.Blob == null && item.HashOfExpired == null && item.DayUpdated < listed && item.Revision <= one.Revision).ToListAsync(stop));
                },
                stop);
        }
    }

    private async Task Expire(DateOnly today, CancellationToken stop)
    {
        foreach (var vault in await db.VaultItems.Where(item => item.Blob != null && item.DeleteAfterDay < today).Select(item => item.VaultId).Distinct().ToListAsync(stop))
        {
            for (var taken = AtOnce; taken == AtOnce;)
            {
                await db.AsOne(
                    async () =>
                    {
                        // In turn with its owner's browsers, one of which may be giving a note another day at this moment.
                        await db.VaultInTurn(vault, stop);
                        var over = await db.VaultItems.Where(item => item.VaultId == vault && item.Blob != null && item.DeleteAfterDay < today).OrderBy(item => item.Id).Take(AtOnce).ToListAsync(stop);
                        over.ForEach(item => item.Expire(today));
                        taken = over.Count;
                    },
                    stop);
            }
        }
    }
}
