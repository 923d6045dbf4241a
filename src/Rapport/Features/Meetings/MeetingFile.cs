using System.Globalization;
using System.Text;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A held meeting as a Markdown file with YAML front matter: date, attendees, previous action items, agenda, action items,
/// decisions, follow-ups, next meeting. What people typed cannot change the file's structure: lines are escaped, and
/// notes, which are Markdown themselves, stand inside quotes.
/// </summary>
public static class MeetingFile
{
    /// <param name="Before">Promises that were open when the meeting began, as they stand now.</param>
    /// <param name="Made">Promises of this meeting.</param>
    /// <param name="Next">In the reader's zone; null if none is agreed.</param>
    /// <param name="Things">What the notes name.</param>
    public sealed record Content(
        MeetingPage Page, IReadOnlyList<MeetingPoint> Points, IReadOnlyList<DecisionRow> Decisions, IReadOnlyList<LoopRow> Before, IReadOnlyList<LoopRow> Made,
        DateTime? Next, string Zone, NamedThings Things);

    public static string Write(Content content)
    {
        var (page, meeting) = (content.Page, content.Page.Meeting);
        var (day, from) = WallClock.Local(meeting.StartedAt ?? meeting.StartsAt, content.Zone);
        var file = new StringBuilder();
        file.Append("---\n");
        file.Append(Text($"date: {day:yyyy-MM-dd}\n"));
        file.Append(Text($"time: \"{from:HH:mm}\"\n"));
        file.Append("time-zone: ").Append(Yaml(content.Zone)).Append('\n');
        file.Append("attendees:\n  - ").Append(Yaml(page.Manager.Name)).Append("\n  - ").Append(Yaml(page.Report.Name)).Append('\n');
        if (meeting is { StartedAt: { } started, FirstClosedAt: { } closed })
            file.Append(Text($"minutes: {Math.Max(1, (int)Math.Round((closed - started).TotalMinutes))}\n"));
        file.Append(Text($"meeting: {meeting.Id}\n"));
        file.Append("---\n\n");

        file.Append(Text($"# {Line(page.Report.Name)} and {Line(page.Manager.Name)}, {NearDate.Exact(day)}\n"));
        Section(file, "Date", [NearDate.Exact(day) + Text($", {from:HH:mm}, {content.Zone}")]);
        Section(file, "Attendees", [Line(page.Manager.Name), Line(page.Report.Name)]);
        Section(file, "Previous action items", content.Before.Select(Promise));
        Agenda(file, content);
        Section(file, "Action items", content.Made.Where(loop => loop.EndedAs != LoopEnding.Declined).Select(Promise).Concat(Skipped(page)));
        Section(file, "Decisions", content.Decisions.Select(Decision));
        Section(file, "Follow-ups", content.Points.Where(point => !point.IsClosedHere).Select(point => "Look again: " + Line(point.Title)));
        Section(file, "Next meeting", [content.Next is { } next ? NearDate.Exact(next) : "Not agreed yet"]);
        return file.ToString();
    }

    /// <summary>A line that people typed, so that no character of it is Markdown or HTML.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length + 8);
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            if (character is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '<' or '>' or '(' or ')' or '#' or '+' or '-' or '.' or '!' or '|' or '~' or '&' or '=' or ':' or '@')
                line.Append('\\');
            line.Append(character);
        }

        return line.ToString();
    }

    private static void Section(StringBuilder file, string title, IEnumerable<string> items)
    {
        file.Append("\n## ").Append(title).Append("\n\n");
        var any = false;
        foreach (var item in items)
        {
            file.Append("- ").Append(item).Append('\n');
            any = true;
        }

        if (!any)
            file.Append("None.\n");
    }

    private static void Agenda(StringBuilder file, Content content)
    {
        file.Append("\n## Agenda\n");
        if (content.Points.Count == 0)
            file.Append("\nNone.\n");

        foreach (var point in content.Points)
        {
            file.Append("\n### ").Append(Line(point.Title)).Append("\n\n");
            var ending = point.IsClosedHere ? point.ClosedAs!.ToString()!.ToLowerInvariant() : "left open";
            file.Append(Text($"{point.Kind.Word()}, from {Line(content.Page.Of(point.AuthorId).Name)}, {ending}."));
            if (point is { IsClosedHere: true, ClosingWord: { } word })
                file.Append(' ').Append(Line(word));
            file.Append('\n');
            Quote(file, content.Things.InWords(point.Details, Line));
            Quote(file, content.Things.InWords(point.Note, Line));
        }

        foreach (var (kind, title) in new[] { (SharedTextKind.Concern, $"What worries {content.Page.Report.Name} most"), (SharedTextKind.LastWords, "Last words") })
        {
            if (content.Page.Text(kind).Text is not { Length: > 0 } text)
                continue;
            file.Append("\n### ").Append(Line(title)).Append('\n');
            Quote(file, content.Things.InWords(text, Line));
        }
    }

    /// <summary>Markdown in a quote ends with it, whatever it opens: headings, fences, lists and raw HTML stay inside.</summary>
    internal static void Quote(StringBuilder file, string markdown)
    {
        if (markdown.Length == 0)
            return;

        file.Append('\n');
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
            file.Append("> ").Append(line.Replace("<", "\\<", StringComparison.Ordinal)).Append('\n');
    }

    private static string Promise(LoopRow loop)
    {
        var state = loop switch
        {
            { IsProposed: true } => "proposed",
            { EndedAs: LoopEnding.Kept } => "kept",
            { EndedAs: LoopEnding.Late } => "kept late",
            { EndedAs: LoopEnding.NotKept } => "not kept",
            { EndedAs: LoopEnding.Declined } => "declined",
            { EndedAs: LoopEnding.Left } => "ended, its owner left",
            _ => "open",
        };
        var box = loop.EndedAs is LoopEnding.Kept or LoopEnding.Late ? "[x]" : "[ ]";
        return Text($"{box} {Line(loop.Promise)} (owner: {Line(loop.OwnerName)}, due: {loop.Due:yyyy-MM-dd}, {state})");
    }

    private static string Decision(DecisionRow decision)
    {
        var text = Line(decision.Text);
        if (decision.FailureMode is { } wrong)
            text += $" (wrong if: {Line(wrong)})";
        if (decision.ReviewOn is { } review)
            text += Text($" (look again: {review:yyyy-MM-dd})");
        return text;
    }

    private static IEnumerable<string> Skipped(MeetingPage page)
    {
        if (page.Meeting.ReportSkipped is { } report)
            yield return $"Nothing from {Line(page.Report.Name)}: {Line(report)}";
        if (page.Meeting.ManagerSkipped is { } manager)
            yield return $"Nothing from {Line(page.Manager.Name)}: {Line(manager)}";
    }

    /// <summary>A double-quoted YAML scalar: nothing inside it ends it.</summary>
    internal static string Yaml(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (char.IsControl(character) || character is '\u2028' or '\u2029')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
