using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>The few pictures that stand for words. Each stands beside its words and is silent to a screen reader.</summary>
public enum Icon
{
    TwoPeople,
    Lock,
    Landmark,
    Check,
    Dash,
    Search,
    Diamond,
    Triangle,
    Ring,
}

/// <summary>Draws an icon: <c>&lt;icon is="TwoPeople" /&gt;</c>.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public Icon Is { get; set; }

    /// <summary>Pixels; 14 beside small text.</summary>
    public int Size { get; set; } = 14;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Draw(Is, Size));
    }

    internal static string Draw(Icon icon, int size = 14) =>
        $"""<svg width="{size}" height="{size}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{Strokes(icon)}</svg>""";

    private static string Strokes(Icon icon) => icon switch
    {
        Icon.TwoPeople => """<circle cx="6" cy="5" r="2.7"/><path d="M1.4 14c0-3 1.9-4.6 4.6-4.6s4.6 1.6 4.6 4.6M10.4 2.5a2.7 2.7 0 0 1 0 5M12.3 9.8c1.5.6 2.3 2 2.3 4.2"/>""",
        Icon.Lock => """<rect x="2.6" y="7" width="10.8" height="7.2" rx="1.4"/><path d="M5 7V4.8a3 3 0 0 1 6 0V7"/>""",
        Icon.Landmark => """<path d="M1.8 6 8 2l6.2 4ZM3.6 6.4v5.4M6.6 6.4v5.4M9.4 6.4v5.4M12.4 6.4v5.4M1.6 14h12.8"/>""",
        Icon.Check => """<path d="m2.4 8.8 3.5 3.6 7.7-8.6"/>""",
        Icon.Dash => """<path d="M3 8h10"/>""",
        Icon.Search => """<circle cx="7" cy="7" r="4.6"/><path d="m10.4 10.4 3.8 3.8"/>""",
        Icon.Diamond => """<path fill="currentColor" stroke="none" d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>""",
        Icon.Triangle => """<path fill="currentColor" stroke="none" d="M8 2 15 14H1Z"/>""",
        Icon.Ring => """<circle cx="8" cy="8" r="5.6" stroke-width="2.4"/>""",
        _ => throw new ArgumentOutOfRangeException(nameof(icon)),
    };
}
