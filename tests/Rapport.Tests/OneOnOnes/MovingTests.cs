using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;
using static Rapport.Tests.OneOnOnes.RhythmScene;

namespace Rapport.Tests.OneOnOnes;

/// <summary>Either of the two moves one meeting inside its window, and either says whether they met.</summary>
public class MovingTests(Cluster cluster) : IAsyncLifetime
{
    private RhythmScene _scene = null!;
    private Id<Series> _series;

    public async ValueTask InitializeAsync()
    {
        _scene = await In(cluster);
        _series = (await _scene.Cast.Pair(_scene.Hanna, _scene.Teo)).Id;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_report_moves_this_week_s_meeting_and_says_why()
    {
        await _scene.Do(db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 20)));

        var meeting = Assert.Single(await _scene.Meetings(_series));
        Assert.Equal((At(3, 19), At(3, 20), 1), (meeting.PlannedStart, meeting.StartsAt, meeting.Moves));
    }

    [Fact]
    public async Task A_double_click_moves_once_and_two_different_moves_at_once_are_both_on_record()
    {
        Assert.Equal([null, null], await _scene.AtOnce(
            db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 20)),
            db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 20))));
        Assert.Equal(1, Assert.Single(await _scene.Meetings(_series)).Moves);

        Assert.Equal([null, null], await _scene.AtOnce(
            db => Move(db, _scene.Teo, At(3, 26), new(2026, 3, 27)),
            db => Move(db, _scene.Hanna, At(3, 26), new(2026, 3, 25))));
        Assert.Equal(2, (await _scene.Meetings(_series))[1].Moves);
    }

    [Fact]
    public async Task A_move_needs_a_reason_the_window_a_future_and_one_of_the_two()
    {
        Assert.Equal(RefusalKind.Invalid, await _scene.Refused(db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 20), reason: " ")));
        Assert.Equal(RefusalKind.Invalid, await _scene.Refused(db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 23))));
        Assert.Equal(RefusalKind.Invalid, await _scene.Refused(db => Move(db, _scene.Teo, At(3, 19), new(2026, 3, 18))));
        Assert.Equal(RefusalKind.Missing, await _scene.Refused(db => Move(db, _scene.Teo, At(3, 20), new(2026, 3, 21))));
        Assert.Equal(RefusalKind.Missing, await _scene.Refused(db => Move(db, _scene.Cast.Ruth, At(3, 19), new(2026, 3, 20))));
        Assert.Empty(await _scene.Meetings(_series));
    }

    [Fact]
    public async Task Two_yeses_at_once_hold_the_meeting_and_count_it_once()
    {
        Assert.Equal([null, null, null, null], await _scene.AtOnce(
            db => Say(db, _scene.Teo), db => Say(db, _scene.Hanna), db => Say(db, _scene.Teo), db => Say(db, _scene.Hanna)));

        Assert.True(Assert.Single(await _scene.Meetings(_series)).IsRecordedOnly);
        Assert.Equal(1, (await _scene.Series(_series)).MeetingsHeld);
    }

    [Fact]
    public async Task One_yes_is_not_enough_and_a_no_can_still_turn()
    {
        await _scene.Do(db => Say(db, _scene.Teo));
        await _scene.Do(db => Say(db, _scene.Hanna, met: false));
        Assert.Null(Assert.Single(await _scene.Meetings(_series)).Outcome);

        await _scene.Do(db => Say(db, _scene.Hanna));
        Assert.Equal(MeetingOutcome.Held, Assert.Single(await _scene.Meetings(_series)).Outcome);
    }

    [Fact]
    public async Task A_meeting_that_lies_ahead_cannot_have_been_held()
    {
        Assert.Equal(RefusalKind.Conflict, await _scene.Refused(db => Say(db, _scene.Teo, planned: At(3, 26))));
        Assert.Equal(RefusalKind.Missing, await _scene.Refused(db => Say(db, _scene.Cast.Omar)));
    }

    private Task Move(Rapport.Data.RapportDb db, Member who, DateTimeOffset planned, DateOnly to, string reason = "A customer visits.") =>
        new MoveMeeting(db, _scene.Clock).Run(_series, new(planned, to, new(10, 0), reason), who.Viewer, default);

    private Task Say(Rapport.Data.RapportDb db, Member who, bool met = true, DateTimeOffset? planned = null) =>
        new SayWhetherMet(db, _scene.Clock).Run(_series, new(planned, met), who.Viewer, default);
}
