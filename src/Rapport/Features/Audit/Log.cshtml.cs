using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;

namespace Rapport.Features.Audit;

/// <summary>The whole audit log, for those who run the installation.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class LogOfAllPage(AuditQueries queries, Viewer viewer) : LogPage(viewer)
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public AuditGroup? Kind { get; set; }

    public static IEnumerable<SelectListItem> Kinds =>
        Enum.GetValues<AuditGroup>().Select(group => new SelectListItem(AuditWords.Of(group), group.ToString())).Prepend(new("Everything", ""));

    public override string Older => "/administration/log" + new QueryBuilder
    {
        { "before", Found.Before?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "" }, { "q", Q ?? "" }, { "kind", Kind?.ToString() ?? "" },
    };

    public async Task OnGet(CancellationToken stop) => Found = await queries.All(Kind, Q, Before, Viewer, stop);
}
