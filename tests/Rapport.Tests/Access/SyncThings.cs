using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Tests.Access;

/// <summary>A leadership sync that runs, with one of everything in it. What has an owner is the owner's; one matter names one person.</summary>
internal sealed record SyncThings(
    Sync Sync, SyncMeeting Meeting, MetricRow Row, MetricColumn Column, Risk Risk, Initiative Initiative, StaffingUpdate Position, Escalation Escalation, OpenQuestion Question,
    SyncDecision Decision, SyncAction Action, RestrictedMatter Matter, SyncMeeting Past, IReadOnlyList<Id<Person>> Attending)
{
    public static async Task<SyncThings> In(
        RapportDb db, Member facilitator, Member standIn, Member owner, Member named, Member reader, Member former, DateTimeOffset now, string mark = "")
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var sync = new Sync("Engineering leads", facilitator.Id, standIn.Id, facilitator.Id, now.AddDays(-90));
        Id<Person>[] attending = [facilitator.Id, standIn.Id, owner.Id, named.Id];
        var left = new SyncMember(sync.Id, former.Id, attends: true, facilitator.Id, now.AddDays(-90));
        left.Leave(now.AddDays(-30));
        var rhythm = new SyncRhythm(sync.Id, new(Cadence.EveryTwoWeeks, day.DayOfWeek, new(now.Hour, now.Minute), "UTC", 60, day.AddDays(-84)), facilitator.Id, now.AddDays(-90));
        var meeting = OpenNextSync.Next([rhythm], null, sync.Id, now.AddMinutes(-1))!;
        meeting.Start(facilitator.Id, now);
        var past = OpenNextSync.Next([rhythm], null, sync.Id, now.AddDays(-20))!;
        past.Start(facilitator.Id, past.StartsAt);
        past.End(facilitator.Id, past.StartsAt.AddMinutes(30));
        past.SendNotes(facilitator.Id, past.StartsAt.AddMinutes(40));
        var team = new Team($"Team {Guid.NewGuid():N}");
        db.AddRange(sync, team);
        await db.SaveChangesAsync();
        db.AddRange(attending.Select(person => new SyncMember(sync.Id, person, attends: true, facilitator.Id, now.AddDays(-90))));
        db.AddRange(left, new SyncMember(sync.Id, reader.Id, attends: false, facilitator.Id, now.AddDays(-90)), rhythm, past, meeting);
        await db.SaveChangesAsync();

        var (column, row) = (new MetricColumn(sync.Id, $"Incidents {mark}", "", 0), new MetricRow(sync.Id, team.Id, owner.Id, null, 0));
        var risk = new Risk(sync.Id, RiskKind.Risk, $"Only one release key {mark}", owner.Id, Rating.Red, owner.Id, now);
        risk.Describe(RiskKind.Risk, risk.Summary, $"Nobody can release {mark}", $"A second key {mark}", owner.Id, day.AddDays(20));
        var initiative = new Initiative(sync.Id, $"A second region {mark}", owner.Id, Quarter.Of(day).ToString(), now);
        initiative.Report(Rating.Yellow, $"Two drills {mark}", $"One drill {mark}", $"A licence {mark}", $"The first drill {mark}", now);
        var position = new StaffingUpdate(sync.Id, owner.Id, now);
        position.Describe(team.Id, $"Staff engineer {mark}", StaffingStage.Posted, $"January {mark}", null, null, $"Two candidates {mark}", now);
        var escalation = new Escalation(sync.Id, EscalationKind.Decision, $"Capacity before May {mark}", $"Yes or no {mark}", standIn.Id, day.AddDays(5), owner.Id, now);
        var question = new OpenQuestion(sync.Id, $"Which tracing vendor {mark}", owner.Id, null, now);
        var decision = new SyncDecision(sync.Id, meeting.Id, $"Roll back {mark}", $"It is slower {mark}", $"if it lasts {mark}", owner.Id, day.AddDays(3), null, facilitator.Id, now);
        var action = new SyncAction(sync.Id, meeting.Id, risk.Id, owner.Id, $"Cut a second key {mark}", day.AddDays(6), isParked: false, facilitator.Id, now);
        var matter = new RestrictedMatter(sync.Id, named.Id, day.AddDays(9), [], named.Id, now);
        var note = new SyncNote(meeting.Id, SyncItem.Of(risk));
        note.Write($"Everybody agrees {mark}", 0, facilitator.Id, now);
        db.AddRange(column, row, risk, initiative, position, escalation, question, decision, action, matter, note);
        await db.SaveChangesAsync();
        db.AddRange(
            new MetricRange(row.Id, column.Id, new(0, 1), owner.Id, now), new MetricFigure(meeting.Id, row.Id, column.Id, 2), new FilledRow(meeting.Id, row.Id, owner.Id, now),
            new RiskRating(risk.Id, Rating.Red, $"Since today {mark}", owner.Id, now, meeting.Id), new RedAcceptance(meeting.Id, risk.Id, owner.Id, $"For a week {mark}", now),
            new EscalationReading(escalation.Id, owner.Id, now), new Triage(meeting.Id, SyncItem.Of(risk), Treatment.Discuss, facilitator.Id, now),
            new SyncTime(meeting.Id, SyncSection.Metrics, null, null, now), new Attendance(meeting.Id, facilitator.Id, now), new SyncRecord(past.Id, Recorded($"Recorded {mark}"), now), new SyncVote(meeting.Id, owner.Id, 8, $"Short {mark}", now));
        await db.SaveChangesAsync();
        return new(sync, meeting, row, column, risk, initiative, position, escalation, question, decision, action, matter, past, attending);
    }

    private static RecordedSync Recorded(string question) => new()
    {
        Name = "Engineering leads", Facilitator = "Hanna", StandIn = null, Present = [], Columns = [], Rows = [], Flagged = [], Staffing = [], Risks = [], Initiatives = [], Decisions = [],
        Escalations = [], Questions = [new(question, "Hanna", null)], Actions = [], SectionSeconds = [0, 0, 0, 0, 0, 0, 0, 0, 0], ColourSeconds = [0, 0],
    };
}
