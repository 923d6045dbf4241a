using Microsoft.AspNetCore.Mvc;
using Rapport.Access;

namespace Rapport.Features.Audit;

/// <summary>One's own part of the audit log.</summary>
public sealed class OwnLogPage(AuditQueries queries, Viewer viewer) : LogPage(viewer)
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public override string Older => $"/account/log?before={Found.Before}";

    public async Task OnGet(CancellationToken stop) => Found = await queries.Own(Before, Viewer, stop);
}
