using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public class MeetingTests
{
    private static readonly DateTimeOffset Thursday = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Person> Hanna = Id<Person>.New();
    private static readonly Id<Person> Teo = Id<Person>.New();

    [Fact]
    public void Whoever_comes_second_joins_and_did_not_start_it()
    {
        var meeting = Due();
        meeting.Start(Hanna, Thursday);
        meeting.Start(Teo, Thursday.AddMinutes(2));

        Assert.Equal((Thursday, Hanna), (meeting.StartedAt, meeting.StartedBy!.Value));
        Assert.True(meeting.IsRunning);
    }

    [Fact]
    public void A_meeting_that_leave_had_excused_takes_place_after_all_when_they_meet()
    {
        var meeting = Due();
        meeting.Excuse("leave", Thursday.AddDays(-1));
        meeting.Start(Teo, Thursday);

        Assert.True(meeting.IsRunning);
        Assert.Null(meeting.ExcusedBecause);
    }

    [Theory]
    [InlineData(0, 12, 12)]
    [InlineData(0, 45, 30)]
    [InlineData(50, 65, 60)]
    [InlineData(70, 80, 70)]
    public void Talk_counts_as_long_as_one_point_can_take_and_a_meeting_can_last(int from, int to, int until)
    {
        var meeting = Due();
        meeting.Start(Hanna, Thursday.AddDays(-1));

        Assert.Equal(Thursday.AddMinutes(until), meeting.CountsUntil(Thursday.AddMinutes(from), Thursday.AddMinutes(to)));
    }

    [Fact]
    public void A_meeting_that_began_late_has_its_whole_time()
    {
        var meeting = Due();
        meeting.Start(Hanna, Thursday.AddHours(2));

        Assert.Equal(Thursday.AddMinutes(150), meeting.CountsUntil(Thursday.AddMinutes(125), Thursday.AddMinutes(150)));
    }

    [Fact]
    public void Closing_makes_it_held_once_however_often_it_is_reopened()
    {
        var meeting = Started();
        Assert.True(meeting.Close(Hanna, null, null, Thursday.AddMinutes(30)));

        var reopening = meeting.Reopen(Teo, Thursday.AddHours(2));
        Assert.Equal(Teo, reopening.ReopenedBy);
        Assert.True(meeting is { IsReopened: true, IsOpenForWriting: true, IsRunning: false });

        Assert.False(meeting.Close(Teo, null, null, Thursday.AddHours(3)));
        Assert.Equal(Thursday.AddMinutes(30), meeting.FirstClosedAt);
        Assert.Equal((Thursday.AddHours(3), Teo), (meeting.ClosedAt, meeting.ClosedBy!.Value));
    }

    [Fact]
    public void Why_nothing_was_promised_stays_as_it_was_said_at_the_first_closing()
    {
        var meeting = Started();
        meeting.Close(Hanna, "We ran out of time", null, Thursday.AddMinutes(30));
        meeting.Reopen(Teo, Thursday.AddHours(2));
        meeting.Close(Teo, null, null, Thursday.AddHours(3));

        Assert.Equal("We ran out of time", meeting.ManagerSkipped);
    }

    [Fact]
    public void A_record_takes_no_words_until_somebody_reopens_it()
    {
        var meeting = Started();
        meeting.Close(Hanna, null, null, Thursday.AddMinutes(30));

        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(meeting.RefuseIfNotWritable).Kind);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => meeting.Discuss(null)).Kind);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => meeting.Open(Opening.Loops)).Kind);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => meeting.Close(Teo, null, null, Thursday.AddHours(1))).Kind);
    }

    [Fact]
    public void What_was_left_standing_open_is_held_unfinished_and_can_be_finished_later_without_counting_again()
    {
        var meeting = Started();
        meeting.LeaveUnfinished(Thursday.AddDays(4));
        Assert.True(meeting is { IsUnfinished: true, IsOpenForWriting: false, ClosedBy: null });

        meeting.Reopen(Teo, Thursday.AddDays(5));
        Assert.True(meeting.IsOpenForWriting);
        Assert.False(meeting.Close(Teo, null, "Still on the last one", Thursday.AddDays(5)));
        Assert.Equal("Still on the last one", meeting.ReportSkipped);
        Assert.False(meeting.IsUnfinished);
    }

    [Fact]
    public void What_never_began_cannot_be_closed_or_written_in()
    {
        var meeting = Due();
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => meeting.Close(Hanna, null, null, Thursday)).Kind);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(meeting.RefuseIfNotWritable).Kind);
    }

    [Fact]
    public void A_meeting_recorded_by_two_taps_is_past_and_cannot_begin()
    {
        var meeting = Due();
        meeting.SayWhetherMet(isManager: true, met: true, Thursday);
        meeting.SayWhetherMet(isManager: false, met: true, Thursday);

        Assert.True(meeting.IsRecordedOnly);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => meeting.Start(Teo, Thursday)).Kind);
    }

    private static Meeting Due() => new(
        Id<Series>.New(), new Slot(new DateOnly(2026, 3, 19), Thursday, 30, Thursday.AddDays(-3), Thursday.AddDays(4)));

    private static Meeting Started()
    {
        var meeting = Due();
        meeting.Start(Hanna, Thursday);
        return meeting;
    }
}
