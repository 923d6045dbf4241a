using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Tests.Syncs;

/// <summary>The rules of a sync where its state lives, without a database.</summary>
public class SyncRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Person> Hanna = Id<Person>.New();
    private static readonly Id<Person> Ruth = Id<Person>.New();

    [Theory]
    [InlineData("70", "86", "61", "under 70 to 86")]
    [InlineData("70", "86", "84", null)]
    [InlineData("0", "1", "2", "over 0 to 1")]
    [InlineData(null, "30", "42", "over 30")]
    [InlineData(null, "30", "30", null)]
    [InlineData("5", null, "4.5", "under 5")]
    [InlineData("0", "0", "1", "over 0")]
    [InlineData(null, null, "1000", null)]
    public void Only_a_figure_off_its_range_is_flagged_and_the_words_say_by_which_bound(string? low, string? high, string value, string? said) =>
        Assert.Equal(said, new NormalRange(Figure(low), Figure(high)).Beyond(Figure(value)!.Value));

    [Fact]
    public void The_proposed_range_leaves_the_highest_and_the_lowest_of_eight_out_and_says_nothing_of_three()
    {
        Assert.Null(NormalRange.Proposed([1, 2, 3]));
        Assert.Equal(new NormalRange(1, 9), NormalRange.Proposed([9, 1, 5, 4]));
        Assert.Equal(new NormalRange(70, 86), NormalRange.Proposed([80, 12, 86, 70, 75, 300, 78, 81]));
        Assert.Equal(new NormalRange(70, 86), NormalRange.Proposed([80, 12, 86, 70, 75, 300, 78, 81, 9000]));
    }

    [Fact]
    public void A_range_does_not_stand_on_its_head() => Assert.Throws<Refusal>(() => new NormalRange(3, 2));

    [Fact]
    public void What_was_red_once_returns_until_it_is_closed_whatever_it_is_rated_later()
    {
        var risk = new Risk(Id<Sync>.New(), RiskKind.Risk, "Only one release key", Hanna, Rating.Yellow, Hanna, Now);
        Assert.False(risk.Returns);

        Assert.NotNull(risk.Rate(Rating.Red, null, Hanna, null, Now.AddDays(1)));
        Assert.NotNull(risk.Rate(Rating.Yellow, "A second key is cut", Hanna, null, Now.AddDays(2)));
        Assert.Null(risk.Rate(Rating.Yellow, null, Hanna, null, Now.AddDays(3)));
        Assert.True(risk.Returns);
        Assert.Equal(Now.AddDays(1), risk.RedSince);

        risk.Close("Two people hold a key.", Hanna, Now.AddDays(4));
        Assert.False(risk.Returns);
        Assert.Throws<Refusal>(() => risk.Rate(Rating.Green, null, Hanna, null, Now));
    }

    [Fact]
    public void Closing_wants_a_word() =>
        Assert.Throws<Refusal>(() => new Risk(Id<Sync>.New(), RiskKind.Debt, "Two build systems", Hanna, Rating.Yellow, Hanna, Now).Close(" ", Hanna, Now));

    [Fact]
    public void A_sync_begins_at_most_an_hour_early_and_once()
    {
        var meeting = Meeting();
        Assert.Throws<Refusal>(() => meeting.Start(Hanna, Now.AddHours(-2)));
        meeting.Start(Hanna, Now.AddMinutes(-10));
        meeting.Start(Ruth, Now);
        Assert.Equal((Hanna, SyncSection.Metrics), (meeting.LeaderId!.Value, meeting.Section!.Value));
    }

    [Fact]
    public void A_leader_who_is_not_seen_for_twenty_seconds_is_away()
    {
        var meeting = Meeting();
        meeting.Start(Hanna, Now);
        Assert.False(meeting.LeaderIsAway(Now.AddSeconds(20)));
        Assert.True(meeting.LeaderIsAway(Now.AddSeconds(21)));
        meeting.SeeLeader(Now.AddSeconds(30));
        Assert.False(meeting.LeaderIsAway(Now.AddSeconds(50)));
    }

    [Fact]
    public void Green_takes_no_airtime() =>
        Assert.Throws<Refusal>(() => new SyncTime(Id<SyncMeeting>.New(), SyncSection.Risks, null, Rating.Green, Now));

    [Fact]
    public void A_sync_moves_within_its_window_and_with_a_reason()
    {
        var meeting = Meeting();
        Assert.Throws<Refusal>(() => meeting.Move(Now.AddDays(1), "", Now.AddHours(-1)));
        Assert.Throws<Refusal>(() => meeting.Move(Now.AddDays(30), "Travel", Now.AddHours(-1)));
        meeting.Move(Now.AddDays(1), "Travel", Now.AddHours(-1));
        Assert.Equal(Now.AddDays(1), meeting.StartsAt);
    }

    [Theory]
    [InlineData("risk:0199aaaa-0000-7000-8000-000000000001", true)]
    [InlineData("figure:0199aaaa-0000-7000-8000-000000000001:0199aaaa-0000-7000-8000-000000000002", true)]
    [InlineData("figure:0199aaaa-0000-7000-8000-000000000001", false)]
    [InlineData("risk:0199aaaa-0000-7000-8000-000000000001:0199aaaa-0000-7000-8000-000000000002", false)]
    [InlineData("9:0199aaaa-0000-7000-8000-000000000001", false)]
    [InlineData("risk", false)]
    [InlineData("", false)]
    public void An_item_is_named_by_what_it_is_and_its_id(string text, bool isOne)
    {
        Assert.Equal(isOne, SyncItem.TryParse(text, null, out var item));
        if (isOne)
            Assert.Equal(text, item!.ToString());
    }

    [Theory]
    [InlineData("2026-Q3", "Q3 2026", true)]
    [InlineData("2026-q1", "Q1 2026", true)]
    [InlineData("2026-Q5", "", false)]
    [InlineData("Q3 2026", "", false)]
    [InlineData("", "", false)]
    public void A_quarter_is_one_of_four(string text, string words, bool isOne)
    {
        if (isOne)
            Assert.Equal(words, Quarter.Parse(text).Words);
        else
            Assert.Throws<Refusal>(() => Quarter.Parse(text));
    }

    [Fact]
    public void The_sections_fill_the_hour() =>
        Assert.Equal(60, SyncSections.All.Sum(section => section.Minutes(60)));

    [Fact]
    public void A_decision_names_who_and_by_when_and_an_escalation_for_a_decision_too()
    {
        Assert.Throws<Refusal>(() => new SyncDecision(Id<Sync>.New(), Id<SyncMeeting>.New(), " ", null, null, Hanna, new(2026, 3, 27), null, Hanna, Now));
        Assert.Throws<Refusal>(() => new Escalation(Id<Sync>.New(), EscalationKind.Decision, "Capacity", "Yes or no", null, null, Hanna, Now));
        Assert.Throws<Refusal>(() => new Escalation(Id<Sync>.New(), EscalationKind.Decision, "Capacity", " ", Ruth, new(2026, 3, 27), Hanna, Now));
        var escalation = new Escalation(Id<Sync>.New(), EscalationKind.Decision, "Capacity", "Yes or no", Ruth, new(2026, 3, 27), Hanna, Now);
        Assert.Throws<Refusal>(() => escalation.Reply("Yes", Hanna, Now));
        escalation.Reply("Yes", Ruth, Now);
        Assert.Equal("Yes", escalation.Answer);
    }

    [Fact]
    public void Whoever_writes_over_words_that_they_have_not_seen_is_told()
    {
        var note = new SyncNote(Id<SyncMeeting>.New(), new(SyncItemKind.Risk, Guid.NewGuid()));
        Assert.True(note.Write("One", 0, Hanna, Now));
        Assert.False(note.Write("Two", 0, Ruth, Now));
        Assert.Equal("One", note.Text);
        Assert.True(note.Write("One and two", 1, Ruth, Now));
    }

    [Fact]
    public void A_matter_about_one_person_names_whoever_noted_it_and_its_owner()
    {
        var matter = new RestrictedMatter(Id<Sync>.New(), Ruth, new(2026, 3, 27), [], Hanna, Now);
        Assert.Equal([Ruth.Value, Hanna.Value], matter.People);
    }

    private static SyncMeeting Meeting()
    {
        var rhythm = new SyncRhythm(Id<Sync>.New(), new(Cadence.EveryTwoWeeks, DayOfWeek.Thursday, new(9, 0), "UTC", 60, new(2026, 3, 19)), Hanna, Now.AddDays(-20));
        return OpenNextSync.Next([rhythm], null, rhythm.SyncId, Now.AddDays(-2))!;
    }

    private static decimal? Figure(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
