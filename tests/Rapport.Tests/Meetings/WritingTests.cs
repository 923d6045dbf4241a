using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public sealed class WritingTests(Cluster cluster) : IAsyncLifetime
{
    private MeetingScene _scene = null!;
    private Id<Meeting> _meeting;
    private Id<AgendaPoint> _point;

    public async ValueTask InitializeAsync()
    {
        _scene = await MeetingScene.In(cluster);
        _point = await _scene.Point(_scene.Teo, "I am the only one who can release the gateway");
        _meeting = await _scene.Start(_scene.Hanna);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Both_write_the_same_note_in_turn()
    {
        Assert.Equal(1, (await Note(_scene.Hanna, "Friday evening is when it hurts.", 0)).Version);
        var second = await Note(_scene.Teo, "Friday evening is when it hurts. Nobody asks.", 1);

        Assert.Equal((true, 2, _scene.Teo.Id), (second.IsSaved, second.Version, second.WrittenBy));
    }

    [Fact]
    public async Task The_later_writer_is_shown_the_other_text_and_nothing_is_overwritten()
    {
        await Note(_scene.Hanna, "Hers", 0);
        var late = await Note(_scene.Teo, "His", 0);

        Assert.Equal((false, "Hers", 1, _scene.Hanna.Id), (late.IsSaved, late.Text, late.Version, late.WrittenBy));
        Assert.Equal("Hers", await Stored());
    }

    [Fact]
    public async Task Of_twelve_first_saves_at_the_same_moment_one_stands_and_eleven_are_shown_it()
    {
        var saves = await Task.WhenAll(Enumerable.Range(0, 12).Select(save => Task.Run(() => Note(save % 2 == 0 ? _scene.Hanna : _scene.Teo, $"Version {save}", 0))));

        var winner = Assert.Single(saves, save => save.IsSaved);
        Assert.All(saves, save => Assert.Equal((winner.Text, 1), (save.Text, save.Version)));
        Assert.Equal(winner.Text, await Stored());
    }

    [Fact]
    public async Task A_save_whose_answer_was_lost_can_simply_be_sent_again()
    {
        await Note(_scene.Teo, "Callum wants it", 0);
        var again = await Note(_scene.Teo, "Callum wants it", 0);

        Assert.Equal((true, 1), (again.IsSaved, again.Version));
    }

    [Fact]
    public async Task Nothing_typed_is_nothing_stored()
    {
        Assert.Equal((true, 0), (await Note(_scene.Teo, " \n ", 0)) is var saved ? (saved.IsSaved, saved.Version) : default);
        Assert.Null(await Stored());
    }

    [Fact]
    public async Task A_note_can_be_emptied_again()
    {
        await Note(_scene.Teo, "Too much", 0);
        Assert.Equal((true, ""), await Note(_scene.Hanna, "", 1) is var saved ? (saved.IsSaved, saved.Text) : default);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("مرحبا \u202E txt")]
    [InlineData("👩🏽‍💻👩🏽‍💻")]
    public async Task Hostile_text_is_kept_as_typed(string text)
    {
        Assert.True((await Note(_scene.Teo, text, 0)).IsSaved);
        Assert.Equal(text, await Stored());
    }

    [Fact]
    public async Task What_no_database_can_hold_is_refused_in_words()
    {
        foreach (var text in new[] { "nul \0", "half " + '\uD83D' })
            Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => Note(_scene.Teo, text, 0))).Kind);
    }

    [Fact]
    public async Task Ten_thousand_characters_fit_and_a_flood_does_not()
    {
        Assert.True((await Note(_scene.Teo, new string('x', 10_000), 0)).IsSaved);
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<Refusal>(() => Note(_scene.Teo, new string('x', 20_001), 1))).Kind);
    }

    [Fact]
    public async Task No_word_slips_into_a_record()
    {
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<Refusal>(() => Note(_scene.Teo, "One more thing", 0))).Kind);

        await _scene.Reopen(_meeting, _scene.Teo);
        Assert.True((await Note(_scene.Teo, "One more thing", 0)).IsSaved);
    }

    [Fact]
    public async Task While_one_closes_and_the_other_types_each_save_is_wholly_before_or_refused()
    {
        var version = 0;
        var typing = Task.Run(async () =>
        {
            for (var letter = 1; letter < 60; letter++)
            {
                try
                {
                    version = (await Note(_scene.Teo, new string('a', letter), version)).Version;
                }
                catch (Refusal refusal) when (refusal.Kind == RefusalKind.Conflict)
                {
                    return letter - 1;
                }
            }

            return 59;
        });
        await Task.Delay(60);
        await _scene.CloseWithNothing(_meeting, _scene.Hanna);

        Assert.Equal(await typing, (await Stored() ?? "").Length);
    }

    [Fact]
    public async Task Nobody_else_writes_or_learns_that_there_is_a_meeting()
    {
        foreach (var stranger in new[] { _scene.Cast.Ruth, _scene.Cast.Priya, _scene.Cast.Omar, _scene.Cast.Robin })
            Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => Note(stranger, "Hello", 0))).Kind);
    }

    [Fact]
    public async Task A_note_under_another_pairs_point_is_refused_as_missing()
    {
        var others = await _scene.Cast.Pair(_scene.Hanna, _scene.Cast.Priya);
        var theirs = new AgendaPoint(others.Id, _scene.Hanna.Id, PointKind.Point, null, Part.People, "Elsewhere", null, 0, 0, MeetingScene.Thursday);
        await _scene.Do(async db =>
        {
            db.Add(theirs);
            await db.SaveChangesAsync();
        });

        var refusal = await Assert.ThrowsAsync<Refusal>(() => _scene.Write(_meeting, _scene.Hanna, SharedTextKind.Note, "Wrong place", 0, theirs.Id));
        Assert.Equal(RefusalKind.Missing, refusal.Kind);
    }

    private Task<WriteSharedText.Result> Note(Member who, string text, int basedOn) => _scene.Write(_meeting, who, SharedTextKind.Note, text, basedOn, _point);

    private Task<string?> Stored() => _scene.Do(db => db.Set<SharedText>().Select(text => text.Text).SingleOrDefaultAsync());
}
