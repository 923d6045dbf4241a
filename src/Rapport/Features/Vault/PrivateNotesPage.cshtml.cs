using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.Shared;

namespace Rapport.Features.Vault;

/// <summary>
/// Where one's private notes are written and found. The server sends the page and the names of those whom one meets; the notes
/// themselves are opened and shown by the browser.
/// </summary>
public sealed class PrivateNotesPage(VaultQueries vaults, Viewer viewer) : PageModel
{
    public IReadOnlyList<NamedPerson> People { get; private set; } = [];

    public async Task OnGet(CancellationToken stop) => People = await vaults.PeopleOf(viewer, stop);
}
