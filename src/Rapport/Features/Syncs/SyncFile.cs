using System.Globalization;
using System.Text;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// The notes of a sync as a Markdown file with YAML front matter. What people typed cannot change the file's structure: lines are
/// escaped, and what was said, which is Markdown itself, stands inside quotes.
/// </summary>
public static class SyncFile
{
    /// <param name="Zone">In which days and times are written.</param>
    public sealed record Content(SyncMeeting Meeting, RecordedSync Record, RecordedSync? Before, string Zone);

    public static string Write(Content content)
    {
        var (meeting, record) = (content.Meeting, content.Record);
        var (day, from) = WallClock.Local(meeting.StartedAt!.Value, content.Zone);
        var file = new StringBuilder();
        file.Append("---\n");
        file.Append(CultureInfo.InvariantCulture, $"date: {day:yyyy-MM-dd}\ntime: \"{from:HH:mm}\"\n");
        file.Append("time-zone: ").Append(MeetingFile.Yaml(content.Zone)).Append('\n');
        file.Append("sync: ").Append(MeetingFile.Yaml(record.Name)).Append('\n');
        file.Append("facilitator: ").Append(MeetingFile.Yaml(record.Facilitator)).Append('\n');
        file.Append("attendees:\n");
        foreach (var name in record.Present)
            file.Append("  - ").Append(MeetingFile.Yaml(name)).Append('\n');
        file.Append(CultureInfo.InvariantCulture, $"minutes: {Math.Max(1, (int)Math.Round(meeting.Length(meeting.EndedAt!.Value).TotalMinutes))}\n");
        file.Append(CultureInfo.InvariantCulture, $"meeting: {meeting.Id}\n---\n\n");
        file.Append("# ").Append(Line(record.Name)).Append(", ").Append(SyncWords.Day(day)).Append('\n');

        if (content.Before is { } before)
            List(file, "Since last time", SinceLastTime.Between(before, record).Select(Line));
        Metrics(file, record);
        List(file, "Staffing", record.Staffing.Select(one => $"**{one.Stage.Words()}** {Line(one.Role)}. {Line(SyncWords.About(one))}"));
        Risks(file, record);
        Initiatives(file, record);
        List(file, "Decisions", record.Decisions.Select(Decision));
        List(file, "Escalations", record.Escalations.Select(one => $"{Line(one.Text)} {Line(SyncWords.About(one))}"));
        List(file, "Open questions", record.Questions.Select(one => $"{Line(one.Text)} ({Line(one.AskedBy)}){(one.Answer is { } answer ? ": " + Line(answer) : "")}"));
        List(file, "Action items", record.Actions.Select(one => $"{Line(one.Promise)} ({Line(one.Owner)}, {SyncWords.Day(one.Due)}{(one.IsParked ? ", parked" : "")})"));
        return file.ToString();
    }

    private static void Metrics(StringBuilder file, RecordedSync record)
    {
        file.Append("\n## Metrics\n\n");
        if (record.Rows.Count == 0)
        {
            file.Append("None.\n");
            return;
        }

        file.Append("| Team | ").AppendJoin(" | ", record.Columns.Select(Line)).Append(" |\n|---|").Append(string.Concat(record.Columns.Select(_ => "---|"))).Append('\n');
        foreach (var row in record.Rows)
            file.Append("| ").Append(Line(row.Team)).Append(" | ").AppendJoin(" | ", row.Figures.Select(figure => Figure(row, figure))).Append(" |\n");
        foreach (var flag in record.Flagged)
        {
            file.Append("\n### ").Append(Line(flag.Title)).Append('\n');
            if (flag.Note is { } said)
                MeetingFile.Quote(file, said);
        }
    }

    private static string Figure(RecordedRow row, RecordedFigure figure) =>
        figure.Value is not { } value ? row.IsFilled ? "none" : "not filled"
        : figure.Beyond is { } beyond ? $"**{NormalRange.Figure(value)}** ({beyond})"
        : NormalRange.Figure(value);

    private static void Risks(StringBuilder file, RecordedSync record)
    {
        file.Append("\n## Risks\n");
        if (record.Risks.Count == 0)
            file.Append("\nNone.\n");
        foreach (var risk in record.Risks.Where(risk => risk.Rating != Rating.Green))
        {
            file.Append("\n### ").Append(risk.Rating).Append(": ").Append(Line(risk.Summary)).Append("\n\n");
            file.Append(Line(risk.Owner)).Append(SyncWords.Age(risk.Rating, risk.WasRed, risk.Age) is { } age ? $", {age}" : "").Append(".\n");
            foreach (var (what, text) in new[] { ("If nothing is done", risk.FailureMode), ("What is done", risk.Mitigation), ("This week", risk.Action), ("Left without an action, taken on by", risk.AcceptedBy) })
            {
                if (text is not null)
                    file.Append("- ").Append(what).Append(": ").Append(Line(text)).Append('\n');
            }

            if (risk.Note is { } said)
                MeetingFile.Quote(file, said);
        }

        List(file, SyncWords.Acknowledged(record.Risks.Count(risk => risk.Rating == Rating.Green)), record.Risks.Where(risk => risk.Rating == Rating.Green).Select(risk => Line(risk.Summary)), "###");
    }

    private static void Initiatives(StringBuilder file, RecordedSync record)
    {
        file.Append("\n## Initiatives\n\n");
        if (record.Initiatives.Count == 0)
            file.Append("None.\n");
        foreach (var one in record.Initiatives)
        {
            file.Append("- **").Append(one.Rating).Append("** ").Append(Line(one.Name)).Append(", ").Append(Quarter.Parse(one.Quarter).Words).Append(", ").Append(Line(one.Owner)).Append(". ")
                .Append(Line(SyncWords.About(one))).Append('\n');
            if (one.Note is { } said)
                MeetingFile.Quote(file, said);
        }
    }

    private static string Decision(RecordedDecision one) =>
        $"{Line(one.Text)}{(one.Condition is { } condition ? ", " + Line(condition) : "")}. {Line(one.Executor)} executes it by {SyncWords.Day(one.Due)}."
        + (one.Why is { } why ? " " + Line(why) : "") + (one.Supersedes is { } old ? " In place of: " + Line(old) : "");

    private static void List(StringBuilder file, string title, IEnumerable<string> items, string level = "##")
    {
        file.Append('\n').Append(level).Append(' ').Append(title).Append("\n\n");
        var lines = items.ToList();
        if (lines.Count == 0)
            file.Append("None.\n");
        foreach (var line in lines)
            file.Append("- ").Append(line).Append('\n');
    }

    private static string Line(string text) => MeetingFile.Line(text);
}
