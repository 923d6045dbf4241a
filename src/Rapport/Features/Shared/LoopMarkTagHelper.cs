using Microsoft.AspNetCore.Mvc.Rendering;
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
        var drawn = Drawn(Is);
        output.TagName = drawn.TagName;
        output.TagMode = TagMode.StartTagAndEndTag;
        foreach (var (name, value) in drawn.Attributes)
            output.Attributes.SetAttribute(name, value);
        output.Content.SetHtmlContent(drawn.InnerHtml);
    }

    /// <summary>The same ring for what is no page.</summary>
    public static TagBuilder Drawn(LoopLook look)
    {
        var word = look switch
        {
            LoopLook.Open => "Open",
            LoopLook.Late => "Late",
            LoopLook.Proposed => "Proposed",
            LoopLook.Kept => "Kept",
            _ => "Not kept",
        };
        var strokes = look switch
        {
            LoopLook.Open => """<path d="M14.95 6.53a6.5 6.5 0 1 1-3.48-3.48"/>""",
            LoopLook.Late => """<path d="M14.95 6.53a6.5 6.5 0 1 1-3.48-3.48M9 5.4v4.2M9 12.2v.3"/>""",
            LoopLook.Proposed => """<circle cx="9" cy="9" r="6.5" stroke-dasharray="0.1 3.3035"/>""",
            LoopLook.Kept => """<circle cx="9" cy="9" r="6.5"/><path d="m6 9.2 2.1 2.2L12.2 7"/>""",
            _ => """<circle cx="9" cy="9" r="6.5"/><path d="M6.2 9h5.6"/>""",
        };

        var mark = new TagBuilder("svg") { Attributes = { ["class"] = $"loop-mark is-{look.ToString().ToLowerInvariant()}" } };
        foreach (var (name, value) in Drawing)
            mark.Attributes[name] = value;
        mark.Attributes["aria-label"] = word;
        mark.InnerHtml.AppendHtml(strokes);
        return mark;
    }

    private static readonly (string, string)[] Drawing =
    [
        ("width", "18"), ("height", "18"), ("viewBox", "0 0 18 18"), ("fill", "none"), ("stroke", "currentColor"),
        ("stroke-width", "1.7"), ("stroke-linecap", "round"), ("stroke-linejoin", "round"), ("role", "img"),
    ];
}
