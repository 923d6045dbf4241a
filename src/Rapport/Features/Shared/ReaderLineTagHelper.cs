using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// The short line under a writing box that names who can read what is written there:
/// <c>&lt;reader-line with="Teo" /&gt;</c> says "Teo and you read this. No administrator does."
/// Content given to it replaces the sentence; <c>saved</c> adds the place in which an island says that the text is safe.
/// </summary>
public sealed class ReaderLineTagHelper : TagHelper
{
    /// <summary>The other person, by the name that the two use.</summary>
    public string? With { get; set; }

    public string? Id { get; set; }

    public bool Saved { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();

        output.TagName = "p";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "reader");
        if (Id is not null)
            output.Attributes.SetAttribute("id", Id);

        output.Content.SetHtmlContent(IconTagHelper.Draw(Icon.TwoPeople));
        output.Content.AppendHtml("<span>");
        if (content.IsEmptyOrWhiteSpace)
            output.Content.AppendHtml("<bdi>").Append(With ?? "").AppendHtml("</bdi> and you read this. No administrator does.");
        else
            output.Content.AppendHtml(content);
        output.Content.AppendHtml("</span>");
        if (Saved)
            output.Content.AppendHtml("""<span class="saved" data-saved role="status"></span>""");
    }
}
