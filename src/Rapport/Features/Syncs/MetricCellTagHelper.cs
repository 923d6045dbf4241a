using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Syncs;

/// <summary>
/// One figure of a team: its value, a small line of the last syncs over the normal range, and in words where it is off it.
/// Nothing reported is said as such and is not zero.
/// </summary>
[HtmlTargetElement("metric-cell", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MetricCellTagHelper : TagHelper
{
    private const double Width = 60;
    private const double Height = 26;
    private const double Inset = 4;

    public OrderRow Row { get; set; } = null!;

    public OrderColumn Column { get; set; } = null!;

    public SyncOrder Shown { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (range, value) = (Shown.Range(Row, Column), Shown.Figure(Row, Column));
        var beyond = value is { } figure ? range.Beyond(figure) : null;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", beyond is null ? "metric" : "metric is-off");
        if (value is { } known)
            output.Content.AppendHtml("<span class=\"value\">").Append(NormalRange.Figure(known)).AppendHtml("</span>");
        else
            output.Content.AppendHtml("<span class=\"none\">").Append(Row.IsFilled ? "none" : "not filled").AppendHtml("</span>");
        if (value is not null)
            output.Content.AppendHtml(Line([.. Shown.Series(Row, Column).OrderByDescending(figure => figure.Ago)], range, beyond is not null));
        if (beyond is not null)
            output.Content.AppendHtml("<span class=\"beyond\">").Append(beyond).AppendHtml("</span>");
    }

    /// <summary>The figures from the oldest to the newest; a sync without one leaves a gap.</summary>
    internal static string Line(IReadOnlyList<OrderFigure> figures, NormalRange range, bool isOff)
    {
        var values = figures.Select(figure => (double)figure.Value).ToList();
        var (low, high) = (Math.Min(values.Min(), (double)(range.Low ?? decimal.MaxValue)), Math.Max(values.Max(), (double)(range.High ?? decimal.MinValue)));
        (low, high) = low == high ? (low - 1, high + 1) : (low, high);

        var drawn = new StringBuilder(400);
        drawn.Append(CultureInfo.InvariantCulture, $"""<svg class="spark" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" aria-hidden="true">""");
        if (!range.IsAny)
        {
            var (top, bottom) = (Y(Math.Min((double)(range.High ?? (decimal)high), high)), Y(Math.Max((double)(range.Low ?? (decimal)low), low)));
            drawn.Append(CultureInfo.InvariantCulture, $"""<path class="range" d="M0 {top - 2:0.#}h{Width}V{bottom + 2:0.#}H0z"/>""");
        }

        drawn.Append("<path class=\"line\" d=\"");
        int? before = null;
        foreach (var figure in figures)
        {
            drawn.Append(before == figure.Ago + 1 ? 'L' : 'M').Append(CultureInfo.InvariantCulture, $"{X(figure.Ago):0.#} {Y((double)figure.Value):0.#}");
            before = figure.Ago;
        }

        drawn.Append("\"/>");
        var (x, y) = (X(figures[^1].Ago), Y(values[^1]));
        drawn.Append(isOff
            ? string.Create(CultureInfo.InvariantCulture, $"""<path class="end" d="M{x - 2.5:0.#} {y - 2.5:0.#}h5v5h-5z"/>""")
            : string.Create(CultureInfo.InvariantCulture, $"""<circle class="end" cx="{x:0.#}" cy="{y:0.#}" r="2.3"/>"""));
        return drawn.Append("</svg>").ToString();

        double X(int ago) => Width - Inset - ((Width - (2 * Inset)) * ago / NormalRange.LooksBack);
        double Y(double value) => Inset + ((high - value) / (high - low) * (Height - (2 * Inset)));
    }
}
