using System.Text.RegularExpressions;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>
/// What the organisation suggests talking about, written in Markdown: each list item is a point, the lines indented under
/// it are its details, and a heading says to which part of the meeting the points below it belong, or what they are about.
/// </summary>
public sealed partial class AgendaTemplate
{
    public const int LongestName = 100;
    public const int LongestText = 20_000;
    private const int MostPoints = 40;

    private AgendaTemplate() { }

    public AgendaTemplate(string name, string? text) => Revise(name, text);

    public Id<AgendaTemplate> Id { get; init; } = Id<AgendaTemplate>.New();
    public string Name { get; private set; } = "";

    /// <summary>Markdown.</summary>
    public string Text { get; private set; } = "";

    public void Revise(string name, string? text)
    {
        Name = TypedText.Line(name, LongestName, "Give the template a name.");
        Text = Prose.Accept(text, LongestText, "Write the points as a list: one line each, with a dash in front.");
        var points = Points();
        Refusal.Invalid(points.Count == 0, "Write the points as a list: one line each, with a dash in front.");
        Refusal.Invalid(points.Count > MostPoints, $"This has {points.Count} points; a template has at most {MostPoints}.");
        foreach (var point in points)
        {
            Refusal.Invalid(point.Title.Length > AgendaPoint.LongestTitle, $"A list item is too long for a point: keep it under {AgendaPoint.LongestTitle} characters, and put what explains it on the lines below, indented.");
            _ = Prose.Accept(point.Details, AgendaPoint.LongestDetails);
        }
    }

    /// <summary>The points that the template would add, in their order.</summary>
    public IReadOnlyList<TemplatePoint> Points()
    {
        var points = new List<TemplatePoint>();
        var (part, about) = ((Part?)null, (string?)null);
        foreach (var line in Text.Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading)
                (part, about) = Read(heading.Groups["words"].Value.Trim());
            else if (Item().Match(line) is { Success: true } item)
                points.Add(new(item.Groups["words"].Value.Trim(), "", part, about));
            else if (points.Count > 0 && Indented().IsMatch(line) && points[^1].IsOf(part, about))
                points[^1] = points[^1].With(line.Trim());
        }

        return points;
    }

    private static (Part?, string?) Read(string heading) =>
        Enum.GetNames<Part>().FirstOrDefault(name => name.Equals(heading, StringComparison.OrdinalIgnoreCase)) is { } name
            ? (Enum.Parse<Part>(name), null)
            : (null, heading);

    [GeneratedRegex(@"^#{1,6}\s+(?<words>.+?)\s*#*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ ?([-*+]|\d{1,3}[.)])\s+(\[[ xX]\]\s+)?(?<words>\S.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Item();

    [GeneratedRegex(@"^(\s{2,}|\t)\S", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Indented();
}

/// <summary>A point as a template suggests it.</summary>
/// <param name="Details">Markdown.</param>
/// <param name="Part">Null: the usual part of a point.</param>
/// <param name="About">The heading that it stands under, where that names no part.</param>
public sealed record TemplatePoint(string Title, string Details, Part? Part, string? About)
{
    internal bool IsOf(Part? part, string? about) => (Part, About) == (part, about);

    internal TemplatePoint With(string line) => this with { Details = Details.Length == 0 ? line : $"{Details}\n{line}" };
}
