using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// Private notes beside a page: <c>&lt;private-panel about="…" series="…" /&gt;</c>, together with the island of the same name.
/// What stands in it the browser opens; the server renders an envelope.
/// </summary>
[HtmlTargetElement("private-panel", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PrivatePanelTagHelper : TagHelper
{
    /// <summary>The person whom notes written here are about.</summary>
    public Guid About { get; set; }

    public Guid Series { get; set; }

    public Guid? Meeting { get; set; }

    /// <summary>While a meeting is on the page, notes stay open however long one listens.</summary>
    public bool Meets { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "section";
        output.TagMode = TagMode.StartTagAndEndTag;
        // Held: when the page is brought up to date, what somebody writes here stays.
        foreach (var (name, value) in new (string, string?)[]
        {
            ("id", "private-panel"), ("class", "private panel"), ("aria-label", "Private notes, only you"), ("data-private-panel", ""), ("data-held", ""),
            ("data-worker", Assets.Named("vault-worker.js").Path), ("data-person", ViewContext.HttpContext.User.FindFirst("person")?.Value),
            ("data-about", About.ToString()), ("data-series", Series.ToString()), ("data-meeting", Meeting?.ToString()), ("data-meets", Meets ? "true" : null),
        })
        {
            if (value is not null)
                output.Attributes.SetAttribute(name, value);
        }

        output.Content.SetHtmlContent(
            $"""
            <div class="private-head">{IconTagHelper.Draw(Icon.Lock)}<h2>Private to you</h2>
            <button type="button" class="link-button push" data-on-call aria-pressed="false" hidden>On a call</button>
            <button type="button" class="link-button" data-cover aria-pressed="false" data-key="." data-key-label="Cover private notes" hidden>Cover</button></div>
            <div data-panel-body><p class="quiet">Only you can read what stands here.</p></div>
            """);
    }
}
