using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// Loads one of web/islands: <c>&lt;island name="meeting" /&gt;</c>, with the integrity of the module and of all it imports. What
/// it loads only later it checks itself, against what stands in <c>data-later-NAME</c>: pairs of an address and an integrity.
/// </summary>
public sealed class IslandTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var module = Assets.Named($"{Name}.js");
        output.TagName = "script";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("type", "module");
        output.Attributes.SetAttribute("src", module.Path);
        output.Attributes.SetAttribute("integrity", module.Integrity);

        foreach (var name in Assets.LoadedLaterBy(module))
        {
            var later = Assets.Named(name);
            var parts = Assets.NeededBy(later).Prepend(later).Select(part => $"{part.Path} {part.Integrity}");
            output.Attributes.SetAttribute($"data-later-{Path.GetFileNameWithoutExtension(name)}", string.Join(' ', parts));
        }

        foreach (var needed in Assets.NeededBy(module))
            output.PreElement.AppendHtml($"""<link rel="modulepreload" href="{needed.Path}" integrity="{needed.Integrity}">""");
    }
}

/// <summary>The one style sheet, and the two typefaces that nearly every page shows, so that no line moves when they come.</summary>
[HtmlTargetElement("style-sheet", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StyleSheetTagHelper : TagHelper
{
    private static readonly string Links = string.Concat(
        Preload("literata-latin-wght-normal.woff2"),
        Preload("source-sans-3-latin-wght-normal.woff2"),
        $"""<link rel="stylesheet" href="{Assets.Named("rapport.css").Path}" integrity="{Assets.Named("rapport.css").Integrity}">""");

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Links);
    }

    private static string Preload(string typeface) =>
        $"""<link rel="preload" as="font" type="font/woff2" crossorigin href="{Assets.Named(typeface).Path}">""";
}
