using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>Somebody whom a private note can be about.</summary>
/// <param name="Until">The day on which the last series with them ended; nothing while one meets them.</param>
public sealed record NamedPerson(Guid Id, string Name, DateOnly? Until = null);

/// <summary>
/// Where the browser shows what only its owner can read; islands/private-notes.ts fills it. Every page names the same people,
/// so that asking for it tells nothing.
/// </summary>
[HtmlTargetElement("vault-place", TagStructure = TagStructure.WithoutEndTag)]
public sealed class VaultPlaceTagHelper : TagHelper
{
    /// <summary>"notes" or "keys".</summary>
    public string View { get; set; } = "notes";

    public IReadOnlyList<NamedPerson> People { get; set; } = [];

    /// <summary>The credentials of the passkeys that sign this person in, in base64: one of them may open the notes as well.</summary>
    public IReadOnlyList<string> SignsIn { get; set; } = [];

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var user = ViewContext.HttpContext.User;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("id", "vault");
        output.Attributes.SetAttribute("data-view", View);
        output.Attributes.SetAttribute("data-worker", Assets.Named("vault-worker.js").Path);
        output.Attributes.SetAttribute("data-person", user.FindFirst("person")?.Value);
        output.Attributes.SetAttribute("data-name", user.FindFirst("name")?.Value);
        output.Attributes.SetAttribute("data-people", JsonSerializer.Serialize(People, JsonSerializerOptions.Web));
        output.Attributes.SetAttribute("data-signs-in", string.Join(' ', SignsIn));
        output.Content.SetHtmlContent("<noscript><p>Private notes are encrypted by this page’s scripts, which your browser does not run.</p></noscript>");
    }
}
