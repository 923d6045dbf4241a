using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Jobs;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

/// <summary>Who may type where, asked with every push; what is no change, and what becomes of the history.</summary>
public sealed class LiveRightsTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast _cast = null!;
    private Series _series = null!;
    private Guid _meeting;
    private Guid _point;
    private Guid _elsewhere;

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        var others = await _cast.Pair(_cast.Hanna, _cast.Priya);
        await using var db = _cast.Db();
        var point = new AgendaPoint(_series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "The licence", "It ends in May.", 1, 0, host.Clock.GetUtcNow());
        var elsewhere = new AgendaPoint(others.Id, _cast.Priya.Id, PointKind.Point, null, Part.People, "Priya's own", null, 1, 0, host.Clock.GetUtcNow());
        db.AddRange(point, elsewhere);
        await db.SaveChangesAsync();
        (_point, _elsewhere) = (point.Id.Value, elsewhere.Id.Value);
        _meeting = (await new StartMeeting(db, host.Clock).Run(_series.Id, _cast.Hanna.Viewer, default)).Value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string> Hostile => new()
    {
        { "no change at all", "[]" },
        { "not a list", "7" },
        { "a list of nothing", "[[]]" },
        { "too short", """[[3,[0,"x"]]]""" },
        { "too long", """[[16,[0,"x"]]]""" },
        { "far too long", """[[2147483647,[2147483647,"x"]]]""" },
        { "a negative length", """[[20,-5]]""" },
        { "a negative deletion", """[[20,[-5,"x"]]]""" },
        { "half a number", """[[14.5,[0,"x"]]]""" },
        { "an edit without a length", """[[["x"],15]]""" },
        { "an empty edit", """[[[],15]]""" },
        { "a line that is a number", """[[15,[0,7]]]""" },
        { "a line break inside of a line", """[[15,[0,"a\nb"]]]""" },
        { "an object", """[{"15":0}]""" },
        { "NUL", """[[15,[0,"\u0000"]]]""" },
        { "half of a character", """[[15,[0,"\ud83c"]]]""" },
        { "half of a character that stands there", """[[13,[1],1]]""" },
        { "words between the halves of a character", """[[14,[0,"x"],1]]""" },
        { "the first fits, the second does not", """[[15,[0,"fine"]],[15,[0,"x"]]]""" },
        { "more than a text holds", $"""[[15,[0,"{new string('x', SharedText.Longest)}"]]]""" },
        { "more than one push holds", $"""[[15,[0,"{new string('x', MeetingHub.LargestPush)}"]]]""" },
        { "too many changes", "[" + string.Join(',', Enumerable.Range(0, MeetingHub.MostChanges + 1).Select(at => $"""[{15 + at},[0,"x"]]""")) + "]" },
        { "what cannot be shown", $"""[[[0,"{string.Concat(Enumerable.Repeat("> ", 3_000))}"],15]]""" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_no_change_is_refused_in_words_and_changes_nothing(string what, string changes)
    {
        await using var hanna = await Line(_cast.Hanna);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Ask them all 🎉"]]]""");
        var answer = await hanna.Push("Note", _point, 1, "tab-1", changes);

        Assert.True(answer.GetProperty("outcome").GetString() == "refused", what);
        Assert.False(string.IsNullOrWhiteSpace(answer.GetProperty("why").GetString()));
        var now = await hanna.Open("Note", _point);
        Assert.Equal((1, "Ask them all 🎉"), (now.GetProperty("version").GetInt32(), now.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("ReportPromise", false)]
    [InlineData("Nothing", false)]
    [InlineData("0", false)]
    [InlineData("Note", false)]
    [InlineData("Concern", true)]
    public async Task A_text_that_is_not_typed_in_together_is_refused(string kind, bool underPoint)
    {
        await using var hanna = await Line(_cast.Hanna);
        Assert.Equal("refused", (await hanna.Push(kind, underPoint ? _point : null, 0, "tab-1", """[[[0,"x"]]]""")).GetProperty("outcome").GetString());
        await Assert.ThrowsAsync<InvalidOperationException>(() => hanna.Open(kind, underPoint ? _point : null));
    }

    [Fact]
    public async Task Points_of_another_series_are_out_of_reach_even_for_their_other_half()
    {
        await using var hanna = await Line(_cast.Hanna);
        foreach (var kind in new[] { "Note", "Details" })
        {
            Assert.Equal("There is nothing here.", (await hanna.Push(kind, _elsewhere, 0, "tab-1", """[[[0,"x"]]]""")).GetProperty("why").GetString());
            await Assert.ThrowsAsync<InvalidOperationException>(() => hanna.Open(kind, _elsewhere));
        }

        await using var db = _cast.Db();
        Assert.False(await db.Set<SharedText>().AnyAsync());
    }

    [Fact]
    public async Task A_closed_meeting_takes_nothing_and_an_open_one_again_does()
    {
        await using var hanna = await Line(_cast.Hanna);
        await using var db = _cast.Db();
        await new CloseMeeting(db, host.Clock).Run(new(_meeting), new(new(null, null, "Nothing", 0), new(null, null, "Nothing", 0)), _cast.Teo.Viewer, default);
        Assert.StartsWith("This meeting is closed.", (await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"x"]]]""")).GetProperty("why").GetString(), StringComparison.Ordinal);

        await new ReopenMeeting(db, host.Clock).Run(new(_meeting), _cast.Teo.Viewer, default);
        Assert.Equal("taken", (await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"x"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal("refused", (await hanna.Push("Details", _point, 0, "tab-1", """[[15,[0,"x"]]]""")).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_push_that_cannot_be_written_fails_alone()
    {
        await using var hanna = await Line(_cast.Hanna);
        await using var teo = await Line(_cast.Teo);
        var pushes = Enumerable.Range(0, 40).Select(at => at % 2 == 0
            ? hanna.Push("Concern", null, at / 2, "tab-1", """[[1,[0,"x"]]]""")
            : teo.Push("LastWords", null, at / 2, "tab-2", $"""[[{(at / 2 == 0 ? "" : $"{at / 2},")}[0,"y"]]]""")).ToList();
        var answers = await Task.WhenAll(pushes);

        Assert.All(answers.Where((_, at) => at % 2 == 0), answer => Assert.NotEqual("taken", answer.GetProperty("outcome").GetString()));
        Assert.All(answers.Where((_, at) => at % 2 == 1), answer => Assert.Equal("taken", answer.GetProperty("outcome").GetString()));
        Assert.Equal(new string('y', 20), (await teo.Open("LastWords")).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("session")]
    [InlineData("account")]
    [InlineData("last day")]
    public async Task Whoever_loses_access_is_cut_off_within_two_seconds_and_hears_nothing_more(string lost)
    {
        await using var hanna = await Line(_cast.Hanna);
        await using var teo = await Line(_cast.Teo);
        await using (var db = _cast.Db())
        {
            var account = await db.Set<Account>().SingleAsync(account => account.Id == _cast.Teo.Account.Id);
            var person = await db.Set<Features.People.Person>().SingleAsync(person => person.Id == _cast.Teo.Id);
            if (lost == "session")
                (await db.Set<AccountSession>().SingleAsync(session => session.AccountId == account.Id)).End(host.Clock.GetUtcNow());
            else if (lost == "account")
                account.DisabledAt = host.Clock.GetUtcNow();
            else
                person.Leave(DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime));
            await db.SaveChangesAsync();
        }

        var since = Stopwatch.StartNew();
        Assert.Equal("refused", (await teo.Push("Note", _point, 0, "tab-2", """[[[0,"too late"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal(CutOff.SignedOut, (await teo.Hear("cut"))[0].GetString());
        await teo.Ended.WaitAsync(TimeSpan.FromSeconds(LiveLine.Patience));
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));

        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Nobody else reads this"]]]""");
        Assert.False(teo.Heard.TryRead(out _));
    }

    [Fact]
    public async Task A_history_is_folded_soon_after_the_meeting_and_text_version_and_writers_stay()
    {
        await using var hanna = await Line(_cast.Hanna);
        await using var teo = await Line(_cast.Teo);
        await hanna.Push("Note", _point, 0, "tab-1", """[[[0,"Hers"]]]""");
        await teo.Push("Note", _point, 1, "tab-2", """[[4,[0," and his"]]]""");
        await using var db = _cast.Db();
        await new CloseMeeting(db, host.Clock).Run(new(_meeting), new(new(null, null, "Nothing", 0), new(null, null, "Nothing", 0)), _cast.Teo.Viewer, default);

        await Fold(TimeSpan.Zero);
        Assert.Equal(2, await db.Set<TextChange>().CountAsync());
        await Fold(TimeSpan.FromMinutes(6));
        Assert.Equal(0, await db.Set<TextChange>().CountAsync());

        var text = await db.Set<SharedText>().AsNoTracking().SingleAsync();
        Assert.Equal(("Hers and his", 2), (text.Text, text.Version));
        Assert.Equal([new Authorship.Stretch(_cast.Hanna.Id, 4), new Authorship.Stretch(_cast.Teo.Id, 8)], Authorship.Read(text.Authorship));
        var pulled = await teo.Pull("Note", _point, 1);
        Assert.Equal(("Hers and his", 2, false), (pulled.GetProperty("text").GetString(), pulled.GetProperty("version").GetInt32(), pulled.TryGetProperty("changes", out _)));
        Assert.Empty((await teo.Pull("Note", _point, 2)).GetProperty("changes").EnumerateArray());
    }

    [Fact]
    public async Task In_a_meeting_that_goes_on_only_the_old_part_of_a_long_history_is_folded()
    {
        await using var hanna = await Line(_cast.Hanna);
        var text = 0;
        for (; text <= FoldTexts.LongHistory; text += 200)
            await hanna.Push("Note", _point, text, "tab-1", "[" + string.Join(',', Enumerable.Range(text, 200).Select(at => $"""[{(at == 0 ? "" : $"{at},")}[0,"x"]]""")) + "]");
        await using (var command = host.Database.Owner.CreateCommand($"update text_change set written_at = written_at - interval '2 hours' where version <= 500"))
            await command.ExecuteNonQueryAsync();
        await Fold(TimeSpan.Zero);

        Assert.Equal("folded", (await hanna.Push("Note", _point, 400, "tab-1", """[[400,[0,"y"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal("behind", (await hanna.Push("Note", _point, 500, "tab-1", """[[500,[0,"y"]]]""")).GetProperty("outcome").GetString());
        Assert.Equal("taken", (await hanna.Push("Note", _point, text, "tab-1", $"""[[{text},[0,"y"]]]""")).GetProperty("outcome").GetString());
    }

    private async Task Fold(TimeSpan later)
    {
        await using var jobs = JobsDb.Open(host.Database.Jobs);
        await new FoldTexts(jobs, new Fakes.FixedClock(host.Clock.GetUtcNow() + later)).Run(default);
    }

    private async Task<LiveLine> Line(Member who)
    {
        var line = await LiveLine.To(host.App, await _cast.SignIn(who, host.Clock.GetUtcNow()));
        await line.Join(_meeting);
        return line;
    }
}
