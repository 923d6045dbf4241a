using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>What leaves the product about a sync. Nothing that is restricted is in it: it is written from the record, which holds none.</summary>
public static class SyncMessages
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromDays(3);

    /// <summary>The notes for everybody who belongs, and the short message about decisions and escalations for the channel.</summary>
    /// <param name="channel">Null: no channel hears of it.</param>
    public static IEnumerable<object> AfterTheEnd(
        Sync sync, SyncMeeting meeting, RecordedSync record, RecordedSync? before, IEnumerable<Person> readers, (Id<ChatChannel> Id, string Name)? channel, DateTimeOffset now)
    {
        var notes = new Sending(MessageKind.SyncNotes, $"sync-notes/{meeting.Id}", now) { IsUrgent = true, StaleAfter = StaleAfter };
        foreach (var reader in readers)
            yield return OutgoingMail.To(reader, Notes(meeting, record, before, reader.TimeZone), notes);
        if (sync.MailingList is { } list)
            yield return OutgoingMail.ToList(list, Notes(meeting, record, before, "UTC"), notes);
        if (channel is { } told && record.Decisions.Count + record.Escalations.Count > 0)
            yield return OutgoingChat.To(told.Id, told.Name, Short(meeting, record), new(MessageKind.SyncDecisions, $"sync-decisions/{meeting.Id}", now) { IsUrgent = true, StaleAfter = StaleAfter });
    }

    /// <summary>To an owner or deputy whose rows are missing when the pre-read is due: all of them in one.</summary>
    public static object PreRead(Sync sync, SyncMeeting meeting, Person person, IReadOnlyCollection<string> teams, DateTimeOffset now) => OutgoingMail.To(
        person,
        Message.About($"{sync.Name}: {(teams.Count == 1 ? "a row is" : $"{teams.Count} rows are")} missing")
            .Word($"The pre-read for {When(meeting.StartsAt, person.TimeZone)} is due now. Still missing:")
            .Rows(teams.Select(team => ("", team, "")))
            .Word("It takes three minutes. What you leave empty says that there was none.")
            .Link("Open the pre-read", $"/leadership-sync/{sync.Id}/pre-read"),
        new(MessageKind.PreRead, $"pre-read/{meeting.Id}", now) { StaleAfter = meeting.StartsAt > now ? meeting.StartsAt - now : TimeSpan.FromMinutes(1) });

    /// <summary>On day seven: how did it go with what was to settle a red?</summary>
    public static object AskAbout(SyncAction action, Risk risk, Person owner, DateTimeOffset now) => OutgoingMail.To(
        owner,
        Message.About("A red waits for your word")
            .Word("A week ago you took this on:")
            .Row("", action.Promise, $"by {SyncWords.Day(action.Due)}")
            .Row(risk.Rating.ToString(), risk.Summary)
            .Word("Say whether it is done, or give it a new day.")
            .Link("Say how it went", $"/leadership-sync/actions/{action.Id}"),
        new(MessageKind.RedFollowUp, $"red/{action.Id}", now));

    /// <summary>To whoever is asked to decide something, as soon as it is raised.</summary>
    public static object Asked(Sync sync, Escalation escalation, string raisedBy, Person asked, DateTimeOffset now) => OutgoingMail.To(
        asked,
        Message.About($"{sync.Name}: a decision is asked of you")
            .Word($"{raisedBy} asks you, by {SyncWords.Day(escalation.ByDay!.Value)}:")
            .Row("", escalation.Text, escalation.Needed!)
            .Word("Your answer stands in the sync for all who belong to it.")
            .Link("Answer", $"/leadership-sync/{sync.Id}/pre-read#escalation-{escalation.Id}"),
        new(MessageKind.Escalation, $"escalation/{escalation.Id}", now));

    private static Message Notes(SyncMeeting meeting, RecordedSync record, RecordedSync? before, string zone)
    {
        var message = Message.About($"{record.Name}, {SyncWords.Day(WallClock.Local(meeting.StartedAt!.Value, zone).Day)}: notes")
            .Word($"{SyncWords.Minutes(meeting.Length(meeting.EndedAt!.Value).TotalSeconds)} of {meeting.Minutes}, led by {record.Facilitator}, {record.Present.Count} there.");
        if (before is not null && SinceLastTime.Between(before, record).ToList() is { Count: > 0 } changes)
            message = message.Heading("Since last time").Rows(changes.Select(change => ("", change, "")));
        message = message.Heading("Metrics").Rows(record.Rows.Select(row => (row.Team, Figures(record, row), row.IsFilled ? "" : "not filled")));
        var coloured = record.Risks.Where(risk => risk.Rating != Rating.Green).ToList();
        message = message.Heading("Risks").Rows(coloured.Select(risk => (risk.Rating.ToString(), risk.Summary, Of(risk))));
        if (record.Risks.Count > coloured.Count)
            message = message.Word(SyncWords.Acknowledged(record.Risks.Count - coloured.Count) + ".");
        if (record.Staffing.Count > 0)
            message = message.Heading("Staffing").Rows(record.Staffing.Select(one => (one.Stage.Words(), one.Role, SyncWords.About(one))));
        if (record.Initiatives.Count > 0)
            message = message.Heading("Initiatives").Rows(record.Initiatives.Select(one => (one.Rating.ToString(), one.Name, SyncWords.About(one))));
        message = Decided(message, record);
        if (record.Actions.Count > 0)
            message = message.Heading("Action items").Rows(record.Actions.Select(one => ("", one.Promise, $"{one.Owner}, {SyncWords.Day(one.Due)}{(one.IsParked ? ", parked" : "")}")));
        return message.Link("Read the notes", $"/leadership-sync/meetings/{meeting.Id}");
    }

    private static Message Short(SyncMeeting meeting, RecordedSync record) =>
        Decided(Message.About($"{record.Name}: decisions and escalations"), record).Link("Read the notes", $"/leadership-sync/meetings/{meeting.Id}");

    private static Message Decided(Message message, RecordedSync record)
    {
        if (record.Decisions.Count > 0)
            message = message.Heading("Decisions").Rows(record.Decisions.Select(one => ("", one.Condition is { } condition ? $"{one.Text}, {condition}" : one.Text, $"{one.Executor} by {SyncWords.Day(one.Due)}")));
        if (record.Escalations.Count > 0)
            message = message.Heading("Escalations").Rows(record.Escalations.Select(one => (one.Kind == EscalationKind.Decision ? "For a decision" : "For awareness", one.Text, SyncWords.About(one))));
        return message;
    }

    private static string Figures(RecordedSync record, RecordedRow row) => string.Join(
        "; ", record.Columns.Zip(row.Figures).Where(one => one.Second.Value is not null)
            .Select(one => $"{one.First} {NormalRange.Figure(one.Second.Value!.Value)}{(one.Second.Beyond is { } beyond ? $" ({beyond})" : "")}"));

    private static string Of(RecordedRisk risk)
    {
        var parts = new[] { risk.Owner, SyncWords.Age(risk.Rating, risk.WasRed, risk.Age), risk.Action is { } action ? $"this week: {action}" : null, risk.AcceptedBy is { } by ? $"no action, taken on by {by}" : null };
        return string.Join("; ", parts.OfType<string>());
    }

    private static string When(DateTimeOffset at, string zone) => WallClock.Local(at, zone) is var (day, time) ? $"{SyncWords.Day(day)}, {time:HH:mm}" : "";

    private static Message Rows(this Message message, IEnumerable<(string Fact, string Said, string Note)> rows) => rows.Aggregate(message, (sum, row) => sum.Row(row.Fact, row.Said, row.Note));
}
