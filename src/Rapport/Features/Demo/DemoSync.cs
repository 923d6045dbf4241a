using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>
/// Halden's leadership sync as rows: every two weeks, the last of the past ones with every rule to be seen in it, and a pre-read
/// that is half filled.
/// </summary>
public sealed class DemoSync
{
    private const string Zone = "Europe/Berlin";
    private const int PastOnes = 8;

    // For each team: velocity, incidents, minutes to restore, open requisitions, attrition; the newest first. Empty: there was none.
    private static readonly (string Team, string Owner, string Deputy, decimal?[][] Figures, (decimal? Low, decimal? High)[] Ranges)[] Teams =
    [
        ("Platform", "hanna", "sofia",
            [[84, 2, 42, 3, 0], [81, 1, 24, 3, 0], [86, 1, 19, 2, 0], [79, 0, null, 2, 0], [83, 1, 28, 2, 1], [80, 0, null, 1, 0], [77, 1, 22, 1, 0], [82, 0, null, 1, 0]],
            [(74, 90), (0, 1), (null, 30), (0, 4), (0, 1)]),
        ("Mobile", "caitriona", "kwame",
            [[61, 0, null, 1, 1], [68, 0, null, 1, 0], [74, 1, 17, 1, 0], [79, 0, null, 1, 0], [77, 0, null, 1, 0], [81, 1, 26, 0, 0], [76, 0, null, 0, 0], [78, 0, null, 0, 0]],
            [(70, 86), (0, 1), (null, 30), (0, 2), (0, 0)]),
        ("Data", "devayani", "mireille",
            [[78, 1, 18, 2, 0], [75, 0, null, 2, 0], [77, 1, 21, 2, 0], [74, 0, null, 1, 0], [76, 1, 15, 1, 0], [72, 0, null, 1, 0], [75, 0, null, 0, 0], [73, 1, 20, 0, 0]],
            [(70, 82), (0, 1), (null, 30), (0, 3), (0, 0)]),
    ];

    private readonly DemoPeople people;
    private readonly DateTimeOffset now;
    private readonly DateOnly today;
    private readonly List<object> rows = [];
    private readonly Sync sync;
    private readonly SyncRhythm rhythm;
    private readonly List<SyncMeeting> past = [];

    private DemoSync(DemoPeople people, DateTimeOffset now)
    {
        (this.people, this.now, today) = (people, now, WallClock.Local(now, Zone).Day);
        // The next one is in two days, so that its pre-read is due soon.
        var first = today.AddDays(2 - (14 * PastOnes));
        var founded = WallClock.Instant(first.AddDays(-7), new(9, 0), Zone);
        sync = new Sync("Engineering leadership sync", people["ruth"].Id, people["hanna"].Id, people["solveig"].Id, founded).Named("sync");
        rhythm = new SyncRhythm(sync.Id, new(Cadence.EveryTwoWeeks, first.DayOfWeek, new(10, 0), Zone, 60, first), people["ruth"].Id, founded).Named("rhythm");
    }

    public static IReadOnlyList<object> Rows(DemoPeople people, DateTimeOffset now)
    {
        var demo = new DemoSync(people, now);
        demo.Belong();
        demo.Meet();
        demo.Measure();
        demo.Track();
        return demo.rows;
    }

    private Id<Person> Who(string key) => people[key].Id;

    private string Name(string key) => people[key].Name;

    private DateTimeOffset Ago(int days) => now.AddDays(-days);

    private SyncMeeting Last => past[0];

    private void Belong()
    {
        string[] attending = ["solveig", "ruth", "ines", "takumi", "dmytro", "leila", "noa", "rafael", "hanna", "sofia", "caitriona", "kwame", "devayani", "mireille", "seoyeon", "gustavo", "zofie", "deborah"];
        rows.AddRange([sync, rhythm]);
        rows.AddRange(attending.Select(key => new SyncMember(sync.Id, Who(key), attends: true, Who("solveig"), sync.StartedAt).Named(key)));
        rows.Add(new SyncMember(sync.Id, Who("wendeline"), attends: false, Who("ruth"), sync.StartedAt).Named("wendeline"));
    }

    private void Meet()
    {
        DateTimeOffset? before = null;
        var opened = sync.StartedAt;
        for (var number = PastOnes; number > 0; number--)
        {
            var meeting = OpenNextSync.Next([rhythm], before, sync.Id, before is null ? opened : opened.AddMinutes(1))!.Named($"meeting-{number}");
            before = meeting.PlannedStart;
            var (from, minutes) = (meeting.StartsAt.AddMinutes(number % 3), 27 + (number * 2));
            meeting.Start(Who("ruth"), from);
            meeting.End(Who("ruth"), from.AddMinutes(minutes));
            meeting.SendNotes(number % 4 == 0 ? null : Who("ruth"), from.AddMinutes(minutes + (number % 4 == 0 ? 105 : 20 + number)));
            opened = meeting.EndedAt!.Value;
            past.Insert(0, meeting);
            rows.Add(meeting);
            Time(meeting, from, minutes, number);
            foreach (var (key, mark) in new[] { ("ines", 7), ("takumi", 8), ("hanna", 8), ("noa", 6) })
                rows.Add(new SyncVote(meeting.Id, Who(key), Math.Clamp(mark + (number % 2) - (number / 5), 1, 10), null, opened.AddMinutes(3)));
        }

        rows.Add(OpenNextSync.Next([rhythm], before, sync.Id, opened)!.Named("coming"));
    }

    private void Time(SyncMeeting meeting, DateTimeOffset from, int minutes, int number)
    {
        var at = from;
        foreach (var (section, share, colour) in new (SyncSection, int, Rating?)[]
        {
            (SyncSection.Metrics, 10, null), (SyncSection.Flagged, 22, null), (SyncSection.Staffing, 10, null), (SyncSection.Risks, 14 + (number % 3), Rating.Red), (SyncSection.Risks, 12, Rating.Yellow),
            (SyncSection.Initiatives, 12, Rating.Yellow), (SyncSection.Decisions, 8, null), (SyncSection.Escalations, 6, null), (SyncSection.Actions, 4, null),
        })
        {
            var to = at.AddSeconds(minutes * 60.0 * share / 100);
            var stretch = new SyncTime(meeting.Id, section, null, colour, at).Named($"{meeting.Id}-{section}-{colour}");
            stretch.End(to < meeting.EndedAt ? to : meeting.EndedAt!.Value);
            rows.Add(stretch);
            at = to;
        }
    }

    private void Measure()
    {
        var columns = MetricColumn.Usual.Select((usual, at) => new MetricColumn(sync.Id, usual.Name, usual.Unit, at).Named(usual.Name)).ToList();
        rows.AddRange(columns);
        for (var at = 0; at < Teams.Length; at++)
        {
            var team = Teams[at];
            var row = new MetricRow(sync.Id, people[team.Owner].TeamId!.Value, Who(team.Owner), Who(team.Deputy), at).Named(team.Team);
            rows.Add(row);
            rows.AddRange(columns.Select((column, number) => new MetricRange(row.Id, column.Id, new(team.Ranges[number].Low, team.Ranges[number].High), Who(team.Owner), Ago(60)).Named($"{team.Team}-{number}")));
            for (var ago = 0; ago < past.Count; ago++)
            {
                rows.Add(new FilledRow(past[ago].Id, row.Id, Who(team.Owner), past[ago].StartsAt.AddHours(-30)));
                rows.AddRange(columns.Zip(team.Figures[ago]).Where(figure => figure.Second is not null).Select(figure => new MetricFigure(past[ago].Id, row.Id, figure.First.Id, figure.Second!.Value)));
            }
        }

        for (var ago = 0; ago < past.Count; ago++)
            rows.Add(new SyncRecord(past[ago].Id, Record(ago, [.. columns.Select(column => column.Title)]), past[ago].EndedAt!.Value));
    }

    private void Track()
    {
        var (day, last) = (WallClock.Local(Last.StartsAt, Zone).Day, Last.StartedAt!.Value);
        Risk("latency", RiskKind.Risk, "Sign-in is 40 % slower since the last deploy", "People give up at the door, and support hears it first.", "Cause unknown. War room open, rollback planned.", "hanna", day.AddDays(8), Rating.Red, last.AddHours(-20));
        Risk("mobile", RiskKind.Risk, "Mobile is at 60 % until the new hire ramps", "Offline drafts and the widget slip into the next quarter.", "Two features at risk: offline drafts and the widget.", "ines", day.AddDays(30), Rating.Yellow, last.AddDays(-14));
        var laptop = Risk("laptop", RiskKind.ControlFailure, "Mobile releases are signed on one laptop", "Nobody can release while that laptop is away.", "The certificate moved to the build service. Nobody has released from it yet.", "caitriona", day.AddDays(7), Rating.Red, last.AddDays(-30));
        rows.Add(laptop.Rate(Rating.Yellow, "The certificate has moved.", Who("caitriona"), Last.Id, last.AddMinutes(15))!.Named("laptop-yellow"));
        Risk("index", RiskKind.Debt, "Two search indexes are written side by side", "They drift, and nobody knows which one is right.", "The old one is switched off after the migration.", "devayani", day.AddDays(45), Rating.Yellow, last.AddDays(-45));
        var pipeline = Risk("pipeline", RiskKind.Risk, "The data pipeline moves to the new scheduler", null, "All jobs run on it; the old one is off.", "takumi", day.AddDays(-2), Rating.Green, last.AddDays(-60));
        pipeline.Close("Done. Every job ran on the new scheduler for two weeks.", Who("takumi"), Last.OpenedAt.AddDays(6));
        Risk("drill", RiskKind.Risk, "Restoring the session store was never tried in production", null, "First drill in May.", "sofia", day.AddDays(60), Rating.Green, last.AddDays(-20));

        Initiative("failover", "Multi-region failover", "sofia", 1, Rating.Green, "two regions by the end of the quarter", "first drill planned for May", null, "The network is peered.");
        Initiative("devex", "Developer experience", "noa", 0, Rating.Yellow, "builds 30 % faster", "builds 22 % faster", "the cache’s licence", "Two more points since last time.");

        Staffing("ios", "caitriona", "Senior iOS engineer", StaffingStage.OfferAccepted, "January requisition", today.AddDays(24), null, null);
        Staffing("staff", "hanna", "Staff engineer", StaffingStage.FinalRounds, null, null, day.AddDays(21), "Two candidates.");
        Staffing("analytics", "mireille", "Analytics engineer", StaffingStage.Approved, null, null, day.AddDays(4), "Approved in Q2 planning, description in review.");

        Decide("rollback", "Roll the sign-in deploy back everywhere", "Nobody has found the cause, and the last version is known.", "if the slowdown lasts past Friday 17:00", "hanna", day.AddDays(3));
        Decide("drafts", "Offline drafts move to the next quarter", null, "unless the iOS hire starts earlier", "ines", day.AddDays(7));

        var capacity = new Escalation(sync.Id, EscalationKind.Decision, "Second-region capacity has to be bought before the May drill.", "Yes or no to € 38,000", Who("solveig"), today.AddDays(5), Who("sofia"), last.AddMinutes(26)).Named("capacity");
        var review = new Escalation(sync.Id, EscalationKind.Awareness, "The identity vendor’s security review slips by two weeks.", null, null, null, Who("dmytro"), last.AddHours(-22)).Named("review");
        rows.AddRange([capacity, review]);
        rows.AddRange(new[] { "ruth", "ines", "takumi", "hanna", "sofia", "noa", "seoyeon", "solveig", "rafael" }.Select(key => new EscalationReading(review.Id, Who(key), last.AddMinutes(28))));

        var latency = new Id<Risk>(Dice.Guid("Risk/latency"));
        Act("compare", "Compare 4.18 and 4.19 in one region", "hanna", day.AddDays(1), latency, last.AddMinutes(12)).Keep(null, day.AddDays(1), last.AddDays(1));
        Act("lend", "Lend Mobile one Platform engineer for the offline drafts", "hanna", today.AddDays(3), null, last.AddMinutes(18));
        Act("post", "Post the analytics engineer role", "mireille", today.AddDays(4), null, last.AddMinutes(30));
        rows.Add(new SyncAction(sync.Id, Last.Id, null, Who("noa"), "Which tracing vendor to try, with Siyuan", today.AddDays(6), isParked: true, Who("ruth"), last.AddMinutes(22)).Named("vendor"));
        rows.Add(new OpenQuestion(sync.Id, "Do we freeze deploys in the week of the summer sale?", Who("leila"), null, last.AddDays(2)).Named("freeze"));
    }

    private Risk Risk(string key, RiskKind kind, string summary, string? failure, string? mitigation, string owner, DateOnly target, Rating rating, DateTimeOffset at)
    {
        var risk = new Risk(sync.Id, kind, summary, Who(owner), rating, Who(owner), at).Named(key);
        risk.Describe(kind, summary, failure, mitigation, Who(owner), target);
        rows.AddRange([risk, new RiskRating(risk.Id, rating, null, Who(owner), at, null).Named(key)]);
        return risk;
    }

    private void Initiative(string key, string name, string owner, int quartersAhead, Rating rating, string target, string actual, string? blockers, string changed)
    {
        var quarter = Quarter.Of(today);
        for (var ahead = 0; ahead < quartersAhead; ahead++)
            quarter = quarter.Next;
        var initiative = new Initiative(sync.Id, name, Who(owner), quarter.ToString(), Ago(70)).Named(key);
        initiative.Report(rating, target, actual, blockers, changed, Ago(9));
        rows.Add(initiative);
    }

    private void Staffing(string key, string owner, string role, StaffingStage stage, string? backfill, DateOnly? starts, DateOnly? target, string? word)
    {
        var update = new StaffingUpdate(sync.Id, Who(owner), Ago(40)).Named(key);
        update.Describe(people[owner].TeamId!.Value, role, stage, backfill, starts, target, word, Ago(10));
        rows.Add(update);
    }

    private void Decide(string key, string text, string? why, string condition, string executor, DateOnly due) =>
        rows.Add(new SyncDecision(sync.Id, Last.Id, text, why, condition, Who(executor), due, null, Who("ruth"), Last.StartedAt!.Value.AddMinutes(24)).Named(key));

    private SyncAction Act(string key, string promise, string owner, DateOnly due, Id<Risk>? risk, DateTimeOffset at)
    {
        var action = new SyncAction(sync.Id, Last.Id, risk, Who(owner), promise, due, isParked: false, Who("ruth"), at).Named(key);
        rows.Add(action);
        return action;
    }

    /// <summary>What a past sync left: the last one in full, the ones before it with what they measured.</summary>
    private RecordedSync Record(int ago, IReadOnlyList<string> columns)
    {
        var (meeting, isLast) = (past[ago], ago == 0);
        var day = WallClock.Local(meeting.StartsAt, Zone).Day;
        var times = rows.OfType<SyncTime>().Where(time => time.MeetingId == meeting.Id).ToList();
        return new()
        {
            Name = sync.Name,
            Facilitator = Name("ruth"),
            StandIn = Name("hanna"),
            Present = [.. new[] { "solveig", "ruth", "ines", "takumi", "dmytro", "noa", "hanna", "sofia", "caitriona", "devayani", "mireille" }.Select(Name)],
            Columns = columns,
            Rows =
            [
                .. Teams.Select(team => new RecordedRow(
                    team.Team, Name(team.Owner), true,
                    [.. team.Figures[ago].Zip(team.Ranges).Select(one => new RecordedFigure(one.First, one.First is { } value ? new NormalRange(one.Second.Low, one.Second.High).Beyond(value) : null))])),
            ],
            Flagged = isLast ? [new("Platform: P1 restore 42 min, over 30", "The restore waited for somebody with the key. Sofia adds a second holder."), new("Mobile: Velocity 61 points, under 70 to 86", null)] : [],
            Staffing = isLast
                ?
                [
                    new("Mobile", "Senior iOS engineer", StaffingStage.OfferAccepted, "January requisition", today.AddDays(24), null, null, null),
                    new("Platform", "Staff engineer", StaffingStage.FinalRounds, null, null, day.AddDays(21), "Two candidates.", null),
                    new("Data", "Analytics engineer", StaffingStage.Approved, null, null, day.AddDays(4), "Approved in Q2 planning, description in review.", null),
                ]
                : [],
            Risks = Risks(ago, day),
            Initiatives = ago > 1 ? [] : Initiatives(isLast),
            Decisions = isLast
                ?
                [
                    new(Dice.Guid("SyncDecision/rollback"), "Roll the sign-in deploy back everywhere", "Nobody has found the cause, and the last version is known.", "if the slowdown lasts past Friday 17:00", Name("hanna"), day.AddDays(3), null),
                    new(Dice.Guid("SyncDecision/drafts"), "Offline drafts move to the next quarter", null, "unless the iOS hire starts earlier", Name("ines"), day.AddDays(7), null),
                ]
                : [],
            Escalations = isLast
                ?
                [
                    new(Dice.Guid("Escalation/capacity"), EscalationKind.Decision, "Second-region capacity has to be bought before the May drill.", "Yes or no to € 38,000", Name("solveig"), today.AddDays(5), null, 0, 19),
                    new(Dice.Guid("Escalation/review"), EscalationKind.Awareness, "The identity vendor’s security review slips by two weeks.", null, null, null, null, 9, 19),
                ]
                : [],
            Questions = [],
            Actions = isLast
                ?
                [
                    new("Compare 4.18 and 4.19 in one region", Name("hanna"), day.AddDays(1), false, "Sign-in is 40 % slower since the last deploy"),
                    new("Lend Mobile one Platform engineer for the offline drafts", Name("hanna"), today.AddDays(3), false, null),
                    new("Post the analytics engineer role", Name("mireille"), today.AddDays(4), false, null),
                    new("Which tracing vendor to try, with Siyuan", Name("noa"), today.AddDays(6), true, null),
                ]
                : [],
            SectionSeconds = [.. SyncSections.All.Select(section => Seconds(times.Where(time => time.Section == section)))],
            ColourSeconds = [Seconds(times.Where(time => time.Colour == Rating.Red)), Seconds(times.Where(time => time.Colour == Rating.Yellow))],
        };
    }

    private List<RecordedRisk> Risks(int ago, DateOnly day)
    {
        var risks = new List<RecordedRisk>();
        if (ago == 0)
            risks.Add(new(Dice.Guid("Risk/latency"), RiskKind.Risk, "Sign-in is 40 % slower since the last deploy", "People give up at the door, and support hears it first.", "Cause unknown. War room open, rollback planned.", Name("hanna"), day.AddDays(8), Rating.Red, true, 1, $"Compare 4.18 and 4.19 in one region ({Name("hanna")}, {SyncWords.Day(day.AddDays(1))})", null, null));
        if (ago <= 1)
        {
            risks.Add(new(Dice.Guid("Risk/laptop"), RiskKind.ControlFailure, "Mobile releases are signed on one laptop", "Nobody can release while that laptop is away.", "The certificate moved to the build service. Nobody has released from it yet.", Name("caitriona"), day.AddDays(7), ago == 0 ? Rating.Yellow : Rating.Red, true, 3 - ago, ago == 0 ? null : $"Move the certificate ({Name("caitriona")}, {SyncWords.Day(day.AddDays(6))})", null, null));
            risks.Add(new(Dice.Guid("Risk/mobile"), RiskKind.Risk, "Mobile is at 60 % until the new hire ramps", "Offline drafts and the widget slip into the next quarter.", "Two features at risk: offline drafts and the widget.", Name("ines"), day.AddDays(30), Rating.Yellow, false, null, null, null, null));
            risks.Add(new(Dice.Guid("Risk/pipeline"), RiskKind.Risk, "The data pipeline moves to the new scheduler", null, "All jobs run on it; the old one is off.", Name("takumi"), day.AddDays(-2), Rating.Green, false, null, null, null, ago == 0 ? "Done. Every job ran on the new scheduler for two weeks." : null));
        }

        return risks;
    }

    private List<RecordedInitiative> Initiatives(bool isLast) =>
    [
        new(Dice.Guid("Initiative/failover"), "Multi-region failover", Name("sofia"), Quarter.Of(today).Next.ToString(), Rating.Green, "two regions by the end of the quarter", isLast ? "first drill planned for May" : "one region ready", null, null, null),
        new(Dice.Guid("Initiative/devex"), "Developer experience", Name("noa"), Quarter.Of(today).ToString(), Rating.Yellow, "builds 30 % faster", isLast ? "builds 22 % faster" : "builds 20 % faster", "the cache’s licence", null, null),
    ];

    private static int Seconds(IEnumerable<SyncTime> times) => (int)times.Sum(time => (time.ToAt!.Value - time.FromAt).TotalSeconds);
}
