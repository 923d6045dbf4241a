using System.Globalization;
using System.Text.RegularExpressions;
using Rapport.Features.Demo;

namespace Rapport.Tests.Demo;

/// <summary>Holds the demo organisation to the product's own rules, so that no sentence of it breaks one unseen.</summary>
public class StoryTests
{
    private static readonly Story Halden = Story.Load();
    private static readonly Dictionary<string, StoryPerson> Cast = Halden.People.ToDictionary(person => person.Key);

    [Fact]
    public void At_least_fifty_people_each_with_a_key_and_an_address_of_their_own()
    {
        Assert.True(Halden.People.Count >= 50);
        Assert.All(Halden.People, person => Assert.Equal($"{person.Key}@halden.example", person.Email));
        Assert.All(Halden.People, person => Assert.True(person.Key.All(char.IsAsciiLetterLower)));
        Assert.Equal(Halden.People.Count, Halden.People.Select(person => person.Email).Distinct().Count());
        Assert.Equal(Halden.People.Count, Halden.People.Select(person => person.Name).Distinct().Count());
    }

    [Fact]
    public void Exactly_one_account_is_administrator_and_nothing_else_and_meets_nobody()
    {
        string[] roles = ["administrator", "cto", "head", "manager", "engineer"];
        Assert.All(Halden.People, person => Assert.True(person.Roles.Count > 0 && person.Roles.All(roles.Contains)));

        var robin = Assert.Single(Halden.People, person => person.Roles.SequenceEqual(["administrator"]));
        Assert.Null(robin.Manager);
        Assert.DoesNotContain(Halden.Pairs, pair => pair.Manager == robin.Key || pair.Report == robin.Key);
    }

    [Fact]
    public void Every_line_of_managers_ends_at_the_cto_who_has_eight_reports()
    {
        var cto = Assert.Single(Halden.People, person => person.Roles.Contains("cto"));

        Assert.Equal(8, Halden.People.Count(person => person.Manager == cto.Key));
        Assert.All(
            Halden.People.Where(person => person.Manager is not null),
            person => Assert.Equal(cto.Key, LeadersOf(person.Key).Last()));
        Assert.All(
            Halden.People.Select(person => person.Manager).OfType<string>().Distinct(),
            manager => Assert.Contains(Cast[manager].Roles, role => role is "cto" or "head" or "manager"));
        Assert.Equal(3, Halden.People.Max(person => LeadersOf(person.Key).Count));
    }

    [Fact]
    public void Zones_exist_and_teams_include_those_that_newcomers_are_shown()
    {
        Assert.All(Halden.People, person => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(person.Zone, out _), person.Zone));
        Assert.All(Halden.Pairs, pair => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(pair.Zone, out _), pair.Zone));
        Assert.All(Halden.Holidays, day => Assert.True(DateTime.DaysInMonth(2024, day.Month) >= day.Day));
        Assert.Superset(new HashSet<string> { "Platform", "Mobile", "Data" }, Halden.People.Select(person => person.Team).ToHashSet());
    }

    [Fact]
    public void A_leaver_a_manager_change_a_newcomer_a_new_manager_and_a_long_leave_are_among_them()
    {
        Assert.Contains(Halden.People, person => person.Left is not null);
        Assert.Contains(Halden.People, person => person.StartedMonthsAgo < 2);
        Assert.Contains(Halden.People, person => person.ManagingSinceMonthsAgo < 3);
        Assert.Contains(
            Halden.People.SelectMany(person => person.Leave ?? []), leave => leave.FromDaysAgo - leave.ToDaysAgo > 120);

        var moved = Halden.People.Where(person => person.FormerManager is not null).ToList();
        Assert.NotEmpty(moved);
        Assert.All(moved, person => Assert.Equal(
            person.FormerManager!.UntilDaysAgo,
            Assert.Single(Halden.Pairs, pair => pair.Manager == person.FormerManager.Key && pair.Report == person.Key).EndedDaysAgo));
    }

    [Fact]
    public void Pairs_follow_the_reporting_line_and_skip_levels_cross_it()
    {
        Assert.Equal(Halden.Pairs.Count, Halden.Pairs.Select(pair => (pair.Manager, pair.Report)).Distinct().Count());
        Assert.Contains(Halden.Pairs, pair => pair.Kind == "skip-level");
        Assert.Single(Halden.Pairs, pair => pair.ProposedOnly);
        Assert.All(Halden.Pairs, pair =>
        {
            var report = Cast[pair.Report];
            var leaders = LeadersOf(pair.Report);
            if (pair.Kind == "skip-level") Assert.Contains(pair.Manager, leaders.Skip(1));
            else if (pair.EndedDaysAgo is not null) Assert.Contains(pair.Manager, new[] { report.Manager, report.FormerManager?.Key });
            else Assert.Equal(report.Manager, pair.Manager);
            Assert.Equal(report.Left is not null || report.FormerManager?.Key == pair.Manager, pair.EndedDaysAgo is not null);
        });
    }

    [Fact]
    public void Cadence_and_length_stay_within_policy_or_give_a_reason()
    {
        Assert.All(Halden.Pairs, pair =>
        {
            Assert.Contains(pair.Kind, Words("direct skip-level"));
            Assert.Contains(pair.Guide, new[] { null, "engineering-manager", "head-of-engineering", "cto" });
            Assert.True(Enum.TryParse<DayOfWeek>(pair.Weekday, out _));
            Assert.True(TimeOnly.TryParseExact(pair.At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

            var longest = pair.Guide == "cto" ? 90 : 60;
            var rare = Period(pair) > 14 && pair.Kind != "skip-level" && pair.Guide != "cto";
            if (rare || pair.Minutes < 30 || pair.Minutes > longest) Assert.False(string.IsNullOrWhiteSpace(pair.Reason));
        });
    }

    [Fact]
    public void Nothing_happens_before_two_people_know_each_other_or_while_one_is_away()
    {
        Assert.All(Halden.Pairs, pair =>
        {
            var former = Cast[pair.Report].FormerManager;
            var known = former is not null && former.Key != pair.Manager
                ? former.UntilDaysAgo
                : 30.4m * Math.Min(Cast[pair.Manager].StartedMonthsAgo, Cast[pair.Report].StartedMonthsAgo);
            var leave = (Cast[pair.Manager].Leave ?? []).Concat(Cast[pair.Report].Leave ?? []).ToList();

            Assert.Equal(pair.Meetings.Select(meeting => meeting.Ago).Order().Distinct(), pair.Meetings.Select(meeting => meeting.Ago));
            Assert.All(pair.Meetings, meeting =>
            {
                var latest = (pair.EndedDaysAgo ?? 0) + meeting.Ago * Period(pair);
                Assert.True(latest <= known, $"{pair.Manager}-{pair.Report}, {meeting.Ago} back, is before they met");
                Assert.DoesNotContain(leave, away => latest - Period(pair) <= away.FromDaysAgo && latest >= away.ToDaysAgo);
            });
        });
    }

    [Fact]
    public void A_meeting_that_was_missed_left_nothing_and_a_moved_one_says_why()
    {
        Assert.All(Halden.Pairs.SelectMany(pair => pair.Meetings), meeting =>
        {
            Assert.Contains(meeting.State, Words("held moved missed we-met unfinished"));
            if (meeting.State == "moved") Assert.NotNull(meeting.MoveReason);
            if (meeting.State == "missed")
                Assert.True(meeting is { Points: null, Promises: null, Decisions: null, Concern: null, Minutes: null });
        });
    }

    [Fact]
    public void Points_decisions_and_promises_use_the_words_the_product_knows()
    {
        Assert.All(ClosedPoints().Concat(OpenPoints()), point =>
        {
            Assert.Contains(point.By, Words("report manager"));
            Assert.Contains(point.Part, Words("people product process"));
            Assert.Contains(point.Kind, Words("win challenge blocker goal career question heads-up feedback-given feedback-asked"));
            Assert.Contains(point.Sub, point.Kind switch
            {
                "challenge" or "blocker" => new[] { null, "technical", "organisational", "resources" },
                "goal" => [null, "professional", "personal"],
                _ => [null],
            });
        });
        Assert.All(ClosedPoints(), point => Assert.Contains(point.ClosedAs, Words("discussed answered dropped unblocked")));
        Assert.All(
            ClosedPoints().Where(point => point.Kind == "blocker" && point.ClosedAs != "unblocked"),
            point => Assert.False(string.IsNullOrWhiteSpace(point.ClosingWord), point.Title));
        Assert.All(OpenPoints(), point => Assert.True(point is { ClosedAs: null, Notes: null, RaisedAgo: >= 0 }));
        Assert.All(
            Halden.Pairs.SelectMany(pair => pair.Meetings).SelectMany(meeting => meeting.Decisions ?? []),
            decision => Assert.True(decision.ReviewInDays > 0));
        Assert.All(Promises(), promise =>
        {
            Assert.Contains(promise.By, Words("report manager"));
            Assert.Contains(promise.End, new[] { null, "kept", "late", "not-kept" });
            Assert.True(promise.DueDays > 0);
            if (promise.End is "late" or "not-kept") Assert.False(string.IsNullOrWhiteSpace(promise.Word), promise.Text);
        });
    }

    [Fact]
    public void Everyone_meets_their_manager_except_one_who_still_waits_for_it()
    {
        var without = Halden.People.Where(person => person.Manager is not null
            && !Halden.Pairs.Any(pair => pair.Manager == person.Manager && pair.Report == person.Key));

        Assert.Equal("tyrell", Assert.Single(without).Key);
    }

    [Fact]
    public void What_was_kept_late_was_due_before_today_and_nothing_open_is_forgotten_for_months()
    {
        Assert.All(Halden.Pairs, pair => Assert.All(pair.Meetings, meeting => Assert.All(meeting.Promises ?? [], promise =>
        {
            var latest = (pair.EndedDaysAgo ?? 0) + (meeting.Ago - 1) * Period(pair);
            var due = promise.DueDays + (promise.PostponedDays ?? []).Sum();
            if (promise.End == "late") Assert.True(due < latest, promise.Text);
            if (promise.End is null && pair.EndedDaysAgo is null) Assert.True(latest - due < 30, promise.Text);
            if (promise.ProposedStill) Assert.Null(promise.End);
        })));
    }

    [Fact]
    public void Nothing_names_a_month_or_a_year_because_every_day_is_relative()
    {
        var calendar = new Regex(
            @"\b(January|February|March|April|June|July|August|September|October|November|December|Q[1-4]|20[12]\d)\b",
            RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        Assert.DoesNotContain(Told(), text => calendar.IsMatch(text));
    }

    [Fact]
    public void No_sentence_is_told_twice() =>
        Assert.Empty(Told().GroupBy(text => text, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1).Select(same => same.Key));

    private static IEnumerable<string> Told() =>
        ClosedPoints().Concat(OpenPoints())
            .SelectMany(point => new[] { point.Title, point.Details, point.Notes, point.ClosingWord })
            .Concat(Promises().SelectMany(promise => new[] { promise.Text, promise.Word }))
            .Concat(Halden.Pairs.Select(pair => pair.Reason))
            .Concat(Halden.Pairs.SelectMany(pair => pair.Meetings)
                .SelectMany(meeting => new[] { meeting.Concern, meeting.MoveReason }
                    .Concat((meeting.Decisions ?? []).SelectMany(decision => new[] { decision.Text, decision.FailureMode }))))
            .OfType<string>();

    private static string[] Words(string list) => list.Split(' ');

    private static int Period(StoryPair pair) => pair.Cadence switch
    {
        "weekly" => 7,
        "every-two-weeks" => 14,
        "monthly" => 30,
        "quarterly" => 91,
        _ => throw new InvalidDataException(pair.Cadence),
    };

    private static List<string> LeadersOf(string key)
    {
        var leaders = new List<string>();
        for (var leader = Cast[key].Manager; leader is not null; leader = Cast[leader].Manager)
        {
            Assert.DoesNotContain(leader, leaders);
            leaders.Add(leader);
        }

        return leaders;
    }

    private static IEnumerable<StoryPoint> ClosedPoints() =>
        Halden.Pairs.SelectMany(pair => pair.Meetings).SelectMany(meeting => meeting.Points ?? []);

    private static IEnumerable<StoryPoint> OpenPoints() => Halden.Pairs.SelectMany(pair => pair.Open);

    private static IEnumerable<StoryPromise> Promises() =>
        Halden.Pairs.SelectMany(pair => pair.Meetings).SelectMany(meeting => meeting.Promises ?? []);
}
