using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// Draws a series' meetings as a row of dots: <c>&lt;cadence-dots dots="Model.Dots" /&gt;</c>. The full form is a scale with
/// ticks, months and a needle at the next meeting; <c>compact</c> is the short row beside a name, on a grid of weeks when
/// <c>weeks</c> and <c>from</c> are given, so that rows of different rhythms can be compared.
/// </summary>
[HtmlTargetElement("cadence-dots", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CadenceDotsTagHelper : TagHelper
{
    public IReadOnlyList<CadenceDot> Dots { get; set; } = [];

    public bool Compact { get; set; }

    /// <summary>The first week shown, by any of its days; only with <see cref="Weeks" />.</summary>
    public DateOnly From { get; set; }

    public int Weeks { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var inWords = CadenceDots.Totals(Dots) + Dots
            .Where(dot => dot.State == CadenceState.Next).Take(1)
            .Select(dot => $" Next: {NearDate.Short(dot.Day)}.").FirstOrDefault();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Compact ? "cadence" : "cadence is-full");
        output.Content.SetHtmlContent(Compact ? DrawCompact(inWords) : DrawFull(inWords));
    }

    private string DrawFull(string inWords)
    {
        const int Step = 24, Axis = 15;
        var width = Math.Max(1, Dots.Count) * Step;
        var marks = new StringBuilder();
        int? named = null;
        var month = 0;
        for (var index = 0; index < Dots.Count; index++)
        {
            var (dot, x) = (Dots[index], index * Step + Step / 2);
            if (dot.Day.Month != month && (month != 0 || dot.Day.Day <= 7))
            {
                // A name at the very end would be cut, and two names in neighbouring steps would touch.
                marks.Append(Invariant, $"""<path class="tick" d="M{x}.5 {Axis + 9}v4"/>""");
                if (x + 26 <= width && !(x - named < 36))
                {
                    marks.Append(Invariant, $"""<text x="{x - 9}" y="43">{dot.Day.ToString("MMM", Invariant)}</text>""");
                    named = x;
                }
            }
            month = dot.Day.Month;

            marks.Append("<g>");
            Title(marks, dot);
            if (dot.State is CadenceState.Moved)
                marks.Append(Invariant, $"""<path class="tick" d="M{x - 4}.5 {Axis - 6}v13"/>""");
            if (dot.State is CadenceState.Next)
                marks.Append(Invariant, $"""<path class="needle" d="M{x} 1V{Axis + 13}"/>""");
            Mark(marks, dot.State, dot.State is CadenceState.Moved ? x + 4 : x, Axis + 0.5, 5);
            marks.Append("</g>");
        }

        return Open(width, named is null ? 30 : 46, inWords)
            .Append(Invariant, $"""<path class="axis" d="M0 {Axis}.5H{width}"/>""")
            .Append(marks).Append("</svg>").ToString();
    }

    private string DrawCompact(string inWords)
    {
        const int Step = 14, Axis = 8;
        var monday = MondayOf(From);
        var steps = Weeks > 0 ? Weeks : Dots.Count;
        var svg = Open(Math.Max(1, steps) * Step, 16, inWords);

        for (var index = 0; index < Dots.Count; index++)
        {
            var dot = Dots[index];
            var step = Weeks > 0 ? (MondayOf(dot.Day).DayNumber - monday.DayNumber) / 7 : index;
            if (step < 0 || step >= steps)
                continue;

            svg.Append("<g>");
            Title(svg, dot);
            Mark(svg, dot.State, step * Step + Step / 2, Axis, 4);
            svg.Append("</g>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>One meeting's mark. Each differs from the others by shape, not by colour alone.</summary>
    internal static void Mark(StringBuilder svg, CadenceState state, double x, double y, int radius)
    {
        var r = radius;
        _ = state switch
        {
            CadenceState.Held => svg.Append(Invariant, $"""<circle class="disc" cx="{x}" cy="{y}" r="{r}"/>"""),
            CadenceState.Moved => svg.Append(Invariant,
                $"""<circle class="ground" cx="{x}" cy="{y}" r="{r}"/><circle class="line" cx="{x}" cy="{y}" r="{r - 0.75}"/><path class="disc" d="M{x} {y - r}a{r} {r} 0 0 0 0 {2 * r}z"/>"""),
            CadenceState.Missed => svg.Append(Invariant,
                $"""<path class="ground" d="M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}z"/><path class="missed" d="m{x - r + 1} {y - r + 1} {2 * r - 2} {2 * r - 2}m0 {-2 * r + 2} {-2 * r + 2} {2 * r - 2}"/>"""),
            CadenceState.Excused => svg.Append(Invariant,
                $"""<path class="ground" d="M{x - r - 2} {y - 3}h{2 * r + 4}v6h{-2 * r - 4}z"/><path class="leave" d="M{x - r + 1} {y}h{2 * r - 2}"/>"""),
            CadenceState.Unfinished => svg.Append(Invariant,
                $"""<circle class="ground" cx="{x}" cy="{y}" r="{r}"/><circle class="line" cx="{x}" cy="{y}" r="{r - 0.75}"/><circle class="disc" cx="{x}" cy="{y}" r="{r / 2.5}"/>"""),
            CadenceState.Next => svg.Append(Invariant, $"""<circle class="next" cx="{x}" cy="{y}" r="{r}"/>"""),
            _ => svg.Append(Invariant, $"""<circle class="later" cx="{x}" cy="{y}" r="1.5"/>"""),
        };
    }

    internal static StringBuilder Open(int width, int height, string? inWords)
    {
        var silent = inWords is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(inWords)}\"";
        return new StringBuilder().Append(Invariant,
            $"""<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" {silent}>""");
    }

    private static void Title(StringBuilder svg, CadenceDot dot) =>
        svg.Append("<title>").Append(NearDate.Short(dot.Day)).Append(", ")
            .Append(HtmlEncoder.Default.Encode(dot.Detail ?? CadenceDots.Word(dot.State))).Append("</title>");

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;
}

/// <summary>Says what the dots mean; one legend serves all rows beside it.</summary>
[HtmlTargetElement("cadence-legend", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CadenceLegendTagHelper : TagHelper
{
    private static readonly string Legend = string.Concat(
        new[] { CadenceState.Held, CadenceState.Moved, CadenceState.Missed, CadenceState.Excused }.Select(Entry));

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ul";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "cadence-legend");
        output.Content.SetHtmlContent(Legend);
    }

    private static string Entry(CadenceState state)
    {
        var svg = CadenceDotsTagHelper.Open(12, 16, inWords: null);
        CadenceDotsTagHelper.Mark(svg, state, 6, 8, 4);
        return $"""<li><span class="cadence">{svg}</svg></span>{CadenceDots.Word(state)}</li>""";
    }
}
