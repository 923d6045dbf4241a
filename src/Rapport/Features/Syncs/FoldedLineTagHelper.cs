using Microsoft.AspNetCore.Razor.TagHelpers;
using Rapport.Features.Shared;

namespace Rapport.Features.Syncs;

/// <summary>The one line that stands for what takes no airtime: how many of which colour, and what the first of them are.</summary>
[HtmlTargetElement("folded-line", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FoldedLineTagHelper : TagHelper
{
    private const int Named = 2;

    /// <summary>As they stand now; what is closed counts as green.</summary>
    public IEnumerable<Rating> Ratings { get; set; } = [];

    public IEnumerable<string> Titles { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (ratings, titles) = (Ratings.ToList(), Titles.ToList());
        output.TagName = null;
        RatingMarkTagHelper.Draw(output.Content, ratings.Contains(Rating.Green) ? Rating.Green : Rating.Yellow);
        output.Content.AppendHtml(" <span>").Append(SyncWords.Acknowledged(ratings)).AppendHtml("</span> <small dir=\"auto\">")
            .Append(string.Join(", ", titles.Take(Named)) + (titles.Count > Named ? $", and {titles.Count - Named} more" : "")).AppendHtml("</small>");
    }
}
