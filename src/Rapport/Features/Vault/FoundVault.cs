using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>Begins somebody's vault, with the ways into it that their browser made.</summary>
public sealed class FoundVault(RapportDb db, VaultQueries vaults, TimeProvider clock)
{
    public sealed record Request(Id<Vault> Id, IReadOnlyList<VaultWrap> Wraps, byte[] Manifest);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Forbidden(!viewer.MayKeepPrivateNotes(), Permissions.ShutSentence);
        Refusal.Invalid(!await vaults.IsOn(viewer, stop), ChangeVault.IsOff);
        Refusal.Invalid(request.Wraps.Count is 0 or > Vault.MostWraps || request.Wraps.Any(wrap => wrap.Epoch != 1), "A vault needs a way in.");
        var isThere = await db.SeenBy(viewer).Vaults.AnyAsync(vault => vault.RetiredOn == null || vault.Id == request.Id, stop);
        Refusal.Conflict(isThere, "You have private notes already. Reload the page.");

        db.Add(new Vault(request.Id, viewer.PersonId, request.Manifest, viewer.Today(clock.GetUtcNow())));
        db.AddRange(request.Wraps);
        Refusal.Conflict(!await db.SaveNew(stop, "one_vault_at_a_time"), "You have private notes already. Reload the page.");
    }
}
