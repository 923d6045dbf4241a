using Microsoft.AspNetCore.Mvc;

namespace Rapport.Features.Shared;

/// <summary>Where a form leads back to: a page of ours that was asked for, never another site, and never what no header can carry.</summary>
public static class OwnPath
{
    public static string Own(this IUrlHelper url, string? asked, string otherwise) =>
        url.IsLocalUrl(asked) && asked.All(char.IsAscii) ? asked : otherwise;
}
