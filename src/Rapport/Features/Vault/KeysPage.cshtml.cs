using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Shared;

namespace Rapport.Features.Vault;

/// <summary>Where the ways into one's private notes are changed, and where one takes them along.</summary>
[WantsFreshProof]
public sealed class KeysPage(VaultQueries vaults, AccountQueries accounts, Viewer viewer) : PageModel
{
    public IReadOnlyList<NamedPerson> People { get; private set; } = [];

    public IReadOnlyList<string> SignsIn { get; private set; } = [];

    public async Task OnGet(CancellationToken stop)
    {
        People = await vaults.PeopleOf(viewer, stop);
        SignsIn = [.. (await accounts.Passkeys(viewer, stop)).Select(passkey => Convert.ToBase64String(Convert.FromHexString(passkey.Id)))];
    }
}
