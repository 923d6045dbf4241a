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
        output.TagName = null;
        Draw(output.Content, Is);
    }

    internal static void Draw(TagHelperContent into, Rating rating) => into
        .AppendHtml($"<span class=\"rating is-{rating.ToString().ToLowerInvariant()}\">")
        .AppendHtml(IconTagHelper.Draw(rating switch { Rating.Red => Icon.Diamond, Rating.Yellow => Icon.Triangle, _ => Icon.Ring }))
        .AppendHtml($"<b>{rating}</b></span>");
}
