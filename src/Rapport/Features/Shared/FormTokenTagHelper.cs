using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// Every form that posts carries the token against forgery, also one that names its action; the framework's own helper
/// leaves those out.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post],[action]")]
public sealed class FormTokenTagHelper(IAntiforgery antiforgery) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (output.Attributes["action"]?.Value?.ToString() is { Length: > 0 })
            output.PostContent.AppendHtml(antiforgery.GetHtml(ViewContext.HttpContext));
    }
}
