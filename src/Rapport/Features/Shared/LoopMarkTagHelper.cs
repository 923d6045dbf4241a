using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>How an open loop looks. Mine and theirs look alike: words say whose it is.</summary>
public enum LoopLook
{
    Open,
    Late,

    /// <summary>Typed for the other person, who has not accepted it.</summary>
    Proposed,
    Kept,

    /// <summary>Ended without being kept.</summary>
    Dropped,
}

/// <summary>
/// The ring before an open loop: <c>&lt;loop-mark is="Late" /&gt;</c>. Open rings are open; late has a stroke in it, proposed
/// is dotted, kept is closed with a tick.
/// </summary>
[HtmlTargetElement("loop-mark", TagStructure = TagStructure.WithoutEndTag)]
public sealed class LoopMarkTagHelper : TagHelper
{
    public LoopLook Is { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var word = Is switch
        {
            LoopLook.Open => "Open",
            LoopLook.Late => "Late",
            LoopLook.Proposed => "Proposed",
            LoopLook.Kept => "Kept",
            _ => "Not kept",
        };
        var strokes = Is switch
        {
            LoopLook.Open => """<path d="M14.95 6.53a6.5 6.5 0 1 1-3.48-3.48"/>""",
            LoopLook.Late => """<path d="M14.95 6.53a6.5 6.5 0 1 1-3.48-3.48M9 5.4v4.2M9 12.2v.3"/>""",
            LoopLook.Proposed => """<circle cx="9" cy="9" r="6.5" stroke-dasharray="0.1 3.3035"/>""",
            LoopLook.Kept => """<circle cx="9" cy="9" r="6.5"/><path d="m6 9.2 2.1 2.2L12.2 7"/>""",
            _ => """<circle cx="9" cy="9" r="6.5"/><path d="M6.2 9h5.6"/>""",
        };

        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"loop-mark is-{Is.ToString().ToLowerInvariant()}");
        foreach (var (name, value) in Drawing)
            output.Attributes.SetAttribute(name, value);
        output.Attributes.SetAttribute("aria-label", word);
        output.Content.SetHtmlContent(strokes);
    }

    private static readonly (string, string)[] Drawing =
    [
        ("width", "18"), ("height", "18"), ("viewBox", "0 0 18 18"), ("fill", "none"), ("stroke", "currentColor"),
        ("stroke-width", "1.7"), ("stroke-linecap", "round"), ("stroke-linejoin", "round"), ("role", "img"),
    ];
}
