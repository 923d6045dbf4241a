using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// A date as people say it, with the exact one beside it on demand: <c>&lt;near-date day="loop.Due" today="Model.Today" due /&gt;</c>
/// or <c>&lt;near-date at="local" now="Model.LocalNow" /&gt;</c>. Values are the reader's own day and time.
/// </summary>
[HtmlTargetElement("near-date", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NearDateTagHelper : TagHelper
{
    public DateOnly? Day { get; set; }

    public DateOnly Today { get; set; }

    /// <summary>A promise that is still open: a day that has passed is late, in the warning colour and in words.</summary>
    public bool Due { get; set; }

    public DateTime? At { get; set; }

    public DateTime Now { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;

        var (machine, exact, words) = At is { } at
            ? (at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture), NearDate.Exact(at), NearDate.Moment(at, Now))
            : Day is { } day
                ? (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), NearDate.Exact(day),
                    Due ? NearDate.Due(day, Today) : NearDate.Day(day, Today))
                : throw new InvalidOperationException("A near date needs a day or a moment.");

        output.Attributes.SetAttribute("datetime", machine);
        output.Attributes.SetAttribute("title", exact);
        if (Due && Day < Today)
            output.Attributes.SetAttribute("class", "late");
        output.Content.SetContent(words);
    }
}
