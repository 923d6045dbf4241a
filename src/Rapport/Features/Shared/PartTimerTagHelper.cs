using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>One part of a meeting's time: its name, what has run, what it was given, and whether it runs now.</summary>
/// <param name="Left">While it runs: how much longer it may, if nobody touches the page.</param>
public readonly record struct PartTime(string Name, TimeSpan Run, TimeSpan Given, TimeSpan? Left = null)
{
    public bool IsCurrent => Left is not null;
}

/// <summary>
/// The quiet timer: a track and the minutes for each of People, Product and Process. Over time stays ink and says so in
/// words. An island keeps it running by <c>data-part</c>, <c>data-run</c>, <c>data-given</c> and <c>data-left</c> (seconds).
/// </summary>
[HtmlTargetElement("part-timer", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PartTimerTagHelper : TagHelper
{
    public IReadOnlyList<PartTime> Parts { get; set; } = [];

    /// <summary>Whole minutes, as on a closed meeting.</summary>
    public bool Rounded { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ul";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "parts");

        foreach (var part in Parts)
        {
            var share = part.Given > TimeSpan.Zero ? Math.Min(1, part.Run / part.Given) : part.Run > TimeSpan.Zero ? 1 : 0;
            output.Content
                .AppendHtml(part.IsCurrent ? "<li class=\"is-current\" data-part=\"" : "<li data-part=\"")
                .Append(part.Name.ToLowerInvariant())
                .AppendHtml(Text($"\" data-run=\"{(int)part.Run.TotalSeconds}\" data-given=\"{(int)part.Given.TotalSeconds}\" data-left=\"{(int)(part.Left ?? TimeSpan.Zero).TotalSeconds}\"><span>"))
                .Append(part.Name)
                .AppendHtml("</span>").AppendHtml(Track.Draw(share))
                .AppendHtml("<span class=\"minutes\"><span class=\"run\">").Append(Run(part))
                .AppendHtml("</span><span class=\"given\">").Append(Given(part)).AppendHtml("</span></span></li>");
        }
    }

    /// <summary>"7:50", "14", "0".</summary>
    internal string Run(PartTime part) =>
        part.Run < TimeSpan.FromSeconds(1) ? "0"
        : Rounded ? Text($"{Math.Max(1, (int)Math.Round(part.Run.TotalMinutes))}")
        : Text($"{(int)part.Run.TotalMinutes}:{part.Run.Seconds:00}");

    /// <summary>" of 10", and ", over" when it is.</summary>
    internal static string Given(PartTime part) =>
        Text($" of {(int)part.Given.TotalMinutes}{(part.Run > part.Given ? ", over" : "")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A horizontal bar that is filled to a share between nothing and all. Its words stand beside it.</summary>
internal static class Track
{
    public static string Draw(double share, string kind = "") => string.Create(CultureInfo.InvariantCulture,
        $"""<svg class="track {kind}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><path class="empty-track" d="M0 0h100v4H0z"/><path class="run" d="M0 0h{Math.Clamp(share, 0, 1) * 100:0.##}v4H0z"/></svg>""");
}

/// <summary>
/// How much of a whole, with the sentence that says it: <c>&lt;share-bar part="11" of="14"&gt;11 of your 14 promises since
/// January.&lt;/share-bar&gt;</c>. Nothing is drawn for a whole of nothing.
/// </summary>
public sealed class ShareBarTagHelper : TagHelper
{
    public int Part { get; set; }

    public int Of { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var sentence = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "share");
        if (Of > 0)
            output.Content.AppendHtml(Track.Draw((double)Part / Of, "is-strong"));
        output.Content.AppendHtml("<p>").AppendHtml(sentence).AppendHtml("</p>");
    }
}
