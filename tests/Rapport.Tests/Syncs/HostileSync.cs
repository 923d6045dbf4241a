using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Integrations.Chat;
using Rapport.Kernel;
using Rapport.Tests.Outbox;

namespace Rapport.Tests.Syncs;

/// <summary>A sync in which the same was typed into every field: it was held, it ended, and its notes are on their way.</summary>
internal sealed class HostileSync
{
    private HostileSync(SyncMeeting meeting, SyncAction action, Escalation asked) => (Meeting, Action, Asked) = (meeting, action, asked);

    public SyncMeeting Meeting { get; }

    public SyncAction Action { get; }

    public Escalation Asked { get; }

    /// <summary>Where the mails that ask for something lead: a missing row, a red that waits for a word, a decision.</summary>
    public string[] Asking => [PreRead, $"https://rapport.example.org/leadership-sync/actions/{Action.Id}", $"{PreRead}#escalation-{Asked.Id}"];

    private string PreRead => $"https://rapport.example.org/leadership-sync/{Meeting.SyncId}/pre-read";

    public string Link => $"https://rapport.example.org/leadership-sync/meetings/{Meeting.Id}";

    /// <param name="many">How many decisions it took.</param>
    public static async Task<HostileSync> In(OutboxScene scene, Team team, ChatChannel channel, string typed, int many = 1)
    {
        var (hanna, now, day) = (scene.Cast.Hanna.Id, scene.Now, DateOnly.FromDateTime(scene.Now.UtcDateTime));
        var sync = new Sync(Fitting(typed, Sync.LongestName), hanna, null, hanna, now);
        sync.Reach("leads@example.org", channel.Id);
        var rhythm = new SyncRhythm(sync.Id, new(Cadence.EveryTwoWeeks, day.DayOfWeek, new(now.Hour, now.Minute), "UTC", 60, day.AddDays(-14)), hanna, now.AddDays(-30));
        var meeting = OpenNextSync.Next([rhythm], null, sync.Id, now.AddMinutes(-1))!;
        meeting.Start(hanna, now);
        await Save(scene, sync, new SyncMember(sync.Id, hanna, attends: true, hanna, now), rhythm, meeting);

        var (column, row) = (new MetricColumn(sync.Id, Fitting(typed, 60), Fitting(typed, 20), 0), new MetricRow(sync.Id, team.Id, hanna, null, 0));
        var (risk, settled) = (new Risk(sync.Id, RiskKind.Risk, Fitting(typed, Risk.LongestSummary), hanna, Rating.Red, hanna, now), new Risk(sync.Id, RiskKind.Debt, Fitting(typed, Risk.LongestSummary), hanna, Rating.Yellow, hanna, now));
        risk.Describe(RiskKind.Risk, Fitting(typed, Risk.LongestSummary), typed, typed, hanna, day.AddDays(20));
        settled.Close(typed, hanna, now);
        var initiative = new Initiative(sync.Id, Fitting(typed, 200), hanna, Quarter.Of(day).ToString(), now);
        var some = Fitting(typed, Initiative.LongestText);
        initiative.Report(Rating.Yellow, some, some, some, some, now);
        var position = new StaffingUpdate(sync.Id, hanna, now);
        position.Describe(team.Id, Fitting(typed, 200), StaffingStage.Posted, Fitting(typed, 200), day, day, some, now);
        var (aware, asked) = (new Escalation(sync.Id, EscalationKind.Awareness, typed, null, null, null, hanna, now), new Escalation(sync.Id, EscalationKind.Decision, typed, typed, hanna, day, hanna, now));
        asked.Reply(typed, hanna, now);
        var question = new OpenQuestion(sync.Id, some, hanna, null, now);
        var action = new SyncAction(sync.Id, meeting.Id, risk.Id, hanna, some, day.AddDays(5), isParked: false, hanna, now);
        await Save(scene, column, row, risk, settled, initiative, position, aware, asked, question, action);
        await Save(scene, Enumerable.Range(0, many).Select(_ => new SyncDecision(sync.Id, meeting.Id, typed, typed, typed, hanna, day, null, hanna, now)).ToArray<object>());
        SyncItem[] talkedAbout = [SyncItem.Of(risk), SyncItem.Of(initiative), new(SyncItemKind.Staffing, position.Id.Value), SyncItem.Figure(row.Id, column.Id)];
        await Save(
            scene, new MetricRange(row.Id, column.Id, new(0, 1), hanna, now), new MetricFigure(meeting.Id, row.Id, column.Id, 2), new FilledRow(meeting.Id, row.Id, hanna, now),
            new RiskRating(risk.Id, Rating.Red, Fitting(typed, 300), hanna, now, meeting.Id), new Attendance(meeting.Id, hanna, now));
        await Save(scene, [.. talkedAbout.Select(item => Note(meeting, item, typed, hanna, now))]);
        await Save(scene, SyncMessages.PreRead(sync, meeting, scene.Cast.Hanna.Person, [team.Name], now), SyncMessages.AskAbout(action, risk, scene.Cast.Hanna.Person, now),
            SyncMessages.Asked(sync, asked, Fitting(typed, Person.LongestName), scene.Cast.Hanna.Person, now));

        await using (var db = scene.Database.Db())
            await new EndSync(db, new(db, scene.Clock), scene.Clock).Run(meeting.Id, scene.Cast.Hanna.Viewer, default);
        await using (var db = scene.Database.Db())
            await new SendNotes(db, scene.Clock).Run(meeting.Id, scene.Cast.Hanna.Viewer, default);
        return new(meeting, action, asked);
    }

    /// <summary>As much of it as a field takes.</summary>
    public static string Fitting(string typed, int most) => typed.Length <= most ? typed : typed[..(char.IsHighSurrogate(typed[most - 1]) ? most - 1 : most)];

    private static SyncNote Note(SyncMeeting meeting, SyncItem item, string typed, Id<Person> by, DateTimeOffset at)
    {
        var note = new SyncNote(meeting.Id, item);
        note.Write(typed, 0, by, at);
        return note;
    }

    private static async Task Save(OutboxScene scene, params object[] things)
    {
        await using var db = scene.Database.Db();
        db.AddRange(things);
        await db.SaveChangesAsync();
    }
}
