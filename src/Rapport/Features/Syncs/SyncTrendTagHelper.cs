using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Syncs;

/// <summary>The last syncs as bars: as tall as they took, the part on red and on yellow marked, against the planned length; with the sentence that says it.</summary>
[HtmlTargetElement("sync-trend", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SyncTrendTagHelper : TagHelper
{
    private const int Step = 24;
    private const int Height = 72;

    /// <summary>From the oldest to the newest.</summary>
    public IReadOnlyList<PastSync> Syncs { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "figure";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "sync-trend");
        var most = Syncs.Max(sync => Math.Max(sync.Minutes * 60, sync.Seconds));
        var drawn = new StringBuilder();
        drawn.Append(CultureInfo.InvariantCulture, $"""<svg width="{Syncs.Count * Step}" height="{Height}" viewBox="0 0 {Syncs.Count * Step} {Height}" aria-hidden="true">""");
        for (var at = 0; at < Syncs.Count; at++)
        {
            var sync = Syncs[at];
            Bar("whole", sync.Seconds);
            Bar("yellow", sync.RedSeconds + sync.YellowSeconds);
            Bar("red", sync.RedSeconds);
            drawn.Append(CultureInfo.InvariantCulture, $"""<path class="planned" d="M{at * Step} {Y(sync.Minutes * 60):0.#}h{Step - 6}"/>""");

            void Bar(string kind, double seconds) =>
                drawn.Append(CultureInfo.InvariantCulture, $"""<path class="{kind}" d="M{(at * Step) + 2} {Height}V{Y(seconds):0.#}h{Step - 10}V{Height}z"/>""");
        }

        drawn.Append("</svg>");
        output.Content.AppendHtml(drawn.ToString()).AppendHtml("<figcaption>").Append(Sentence(Syncs)).AppendHtml("</figcaption>");

        double Y(double seconds) => Height - (seconds / most * (Height - 2));
    }

    /// <summary>"The last 8 took 34 minutes on average of the 60 planned; 21 of them went to red and yellow."</summary>
    internal static string Sentence(IReadOnlyList<PastSync> syncs) => string.Create(
        CultureInfo.InvariantCulture,
        $"The last {syncs.Count} took {SyncWords.Minutes(syncs.Average(sync => sync.Seconds))} on average of the {Math.Round(syncs.Average(sync => sync.Minutes))} planned; {SyncWords.Minutes(syncs.Average(sync => sync.RedSeconds + sync.YellowSeconds))} of them went to red and yellow.");
}
