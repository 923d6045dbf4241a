using Microsoft.AspNetCore.Razor.TagHelpers;
using Rapport.Features.Shared;

namespace Rapport.Features.Syncs;

/// <summary>Red, yellow or green as a shape with its word: <c>&lt;rating-mark is="Red" /&gt;</c>. The colour alone says nothing.</summary>
[HtmlTargetElement("rating-mark", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RatingMarkTagHelper : TagHelper
{
    public Rating Is { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"rating is-{Is.ToString().ToLowerInvariant()}");
        output.Content.SetHtmlContent(IconTagHelper.Draw(Is switch { Rating.Red => Icon.Diamond, Rating.Yellow => Icon.Triangle, _ => Icon.Ring }));
        output.Content.AppendHtml("<b>").Append(Is.ToString()).AppendHtml("</b>");
    }
}
