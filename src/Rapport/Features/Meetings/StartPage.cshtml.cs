using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;

namespace Rapport.Features.Meetings;

/// <summary>The door behind "Start meeting": begins or joins, and leads on. It shows nothing itself.</summary>
public sealed class StartPageModel(StartMeeting start, Viewer viewer) : PageModel
{
    public IActionResult OnGet(Guid id) => LocalRedirect($"/one-on-ones/{id}");

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop) => LocalRedirect($"/meetings/{await start.Run(new(id), viewer, stop)}");
}
