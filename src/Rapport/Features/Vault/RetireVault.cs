using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>Gives up a vault that nobody can open any more. Its bytes stay for thirty days, in case the recovery code turns up.</summary>
public sealed class RetireVault(RapportDb db, TimeProvider clock)
{
    public async Task Run(Id<Vault> id, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(!viewer.HasJustProved(now), "Show first that it is you: sign in again.");
        await db.AsOne(
            async () =>
            {
                var vault = await db.SeenBy(viewer).VaultInTurn(id).One(_ => true, stop);
                vault.Retire(viewer.Today(now));
                await db.SaveChangesAsync(stop);
            },
            stop);
    }
}
