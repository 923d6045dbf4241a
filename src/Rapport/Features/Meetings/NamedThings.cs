using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>The things of one pair that the texts of a page name, as one reader sees them now. What is not among them is its words in the text, no more.</summary>
public sealed partial class NamedThings(IEnumerable<NamedThing> things, Viewer viewer, DateTimeOffset now)
{
    // A text of the greatest length holds no more names than this.
    private const int Most = 400;

    private readonly Dictionary<string, NamedThing> known = things.DistinctBy(thing => thing.Address).ToDictionary(thing => thing.Address, StringComparer.OrdinalIgnoreCase);
    private readonly DateOnly today = viewer.Today(now);

    public static NamedThings None(Viewer viewer, DateTimeOffset now) => new([], viewer, now);

    /// <summary>Everything that these texts name, seen or not.</summary>
    public static Guid[] In(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => Named().Matches(text).Select(match => Guid.Parse(match.Groups["id"].Value))).Distinct().Take(Most)];

    /// <summary>A text to read, with each thing where it is named.</summary>
    public IHtmlContent Read(string text) => Prose.ToHtml(text, InPlaceOf);

    /// <summary>Each thing once, for an editor to show where the text that is being written names it.</summary>
    public IEnumerable<IHtmlContent> Each => known.Values.Select(Shown);

    /// <summary>The same text for a file that leaves this installation: a thing is said in words, since its address leads nowhere there.</summary>
    /// <param name="escape">Makes a line that people typed plain text.</param>
    public string InWords(string text, Func<string, string> escape) => Named().Replace(text, match =>
    {
        if (!known.TryGetValue(match.Groups["address"].Value, out var thing))
            return match.Groups["words"].Value;
        var facts = thing.Facts(null, now, NearDate.Exact);
        return escape(facts.Length == 0 ? thing.Words : $"{thing.Words}, {facts}");
    });

    private IHtmlContent? InPlaceOf(string address) =>
        known.TryGetValue(address, out var thing) ? Shown(thing) : Address().IsMatch(address) ? HtmlString.Empty : null;

    private TagBuilder Shown(NamedThing thing)
    {
        var shown = new TagBuilder("span") { Attributes = { ["class"] = "thing", ["data-thing"] = thing.Address } };
        if (thing.Look(now) is { } look)
            shown.InnerHtml.AppendHtml(LoopMarkTagHelper.Drawn(look)).Append(" ");
        var words = new TagBuilder("a") { Attributes = { ["href"] = thing.Address, ["dir"] = "auto" } };
        words.InnerHtml.Append(thing.Words);
        shown.InnerHtml.AppendHtml(words);
        var facts = thing.Facts(viewer.PersonId, now, day => NearDate.Short(day, today));
        if (facts.Length > 0)
        {
            var said = new TagBuilder("span") { Attributes = { ["class"] = thing.Look(now) == LoopLook.Late ? "facts is-late" : "facts" } };
            said.InnerHtml.Append($", {facts}");
            shown.InnerHtml.AppendHtml(said);
        }

        return shown;
    }

    private const string Of = @"/(?:open-loops/|points/|meetings/[0-9a-f-]{36}\#decision-)(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

    [GeneratedRegex($@"^{Of}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex($@"\[(?<words>(?:[^\]\\\n]|\\.)*)\]\((?<address>{Of})\)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
