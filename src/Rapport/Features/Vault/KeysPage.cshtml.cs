using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Shared;

namespace Rapport.Features.Vault;

/// <summary>Where the ways into one's private notes are changed, and where one takes them along.</summary>
[WantsFreshProof]
public sealed class KeysPage(VaultQueries vaults, Viewer viewer) : PageModel
{
    public IReadOnlyList<NamedPerson> People { get; private set; } = [];

    public async Task OnGet(CancellationToken stop) => People = await vaults.PeopleOf(viewer, stop);
}
